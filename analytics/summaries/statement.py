"""The one statement that computes index rows; what it joins is the definition of each column."""

FACTS = """
SELECT c.id, c.account_id, c.start_time, c.direction, c.processing, c.answered, c.voicemail, c.first_call, c.duration,
    c.lead_status, c.agent_id, c.phone_number_id, c.customer_phone_number,
    coalesce(intent.label, ''), coalesce(intent.abstained, false), intent.probability,
    coalesce(outcome.label, ''), coalesce(outcome.abstained, false), outcome.probability,
    coalesce(sentiment.label, ''), coalesce(sentiment.abstained, false), sentiment.probability,
    origin.visit_id, origin.probability, coalesce(origin.channel, ''), coalesce(origin.utm_source, ''),
    coalesce(origin.utm_medium, ''), coalesce(origin.utm_campaign, ''), coalesce(origin.utm_term, ''),
    coalesce(left(regexp_replace(origin.landing_page_url, '^[a-z]+://|[?#].*$', '', 'g'), 2000), ''),
    transcript.id IS NOT NULL,
    evaluation.id IS NOT NULL, evaluation.score, coalesce(evaluation.critical_failed, false),
    coalesce(won.counted, 0), won.value, coalesce(told.state, ''),
    (SELECT to_tsvector('english', string_agg(u.text, ' ' ORDER BY u.position)) FROM calls_turn u
        WHERE u.transcript_id = transcript.id)
FROM calls_call c LEFT JOIN calls_transcript transcript ON transcript.call_id = c.id
{verdicts}
LEFT JOIN LATERAL (
    SELECT m.visit_id, m.probability, v.channel, v.utm_source, v.utm_medium, v.utm_campaign, v.utm_term,
        v.landing_page_url
    FROM attribution_match m JOIN attribution_visit v ON v.id = m.visit_id
    WHERE m.call_id = c.id ORDER BY m.probability DESC, m.id LIMIT 1
) origin ON true
LEFT JOIN LATERAL (
    SELECT e.id, e.score, e.critical_failed FROM analytics_evaluation e
    WHERE e.call_id = c.id ORDER BY e.created_at DESC, e.id DESC LIMIT 1
) evaluation ON true
LEFT JOIN LATERAL (
    SELECT count(*) AS counted, sum(n.value) AS value
    FROM attribution_conversion n JOIN attribution_conversionrule r ON r.id = n.rule_id
    WHERE n.call_id = c.id AND n.active AND r.counts_in_roas
) won ON true
LEFT JOIN LATERAL (
    SELECT d.state FROM attribution_delivery d JOIN attribution_conversion n ON n.id = d.conversion_id
    WHERE n.call_id = c.id ORDER BY array_position({states}::text[], d.state::text) LIMIT 1
) told ON true
WHERE c.id = ANY(%s)
"""
VERDICT = """
LEFT JOIN LATERAL (
    SELECT o.label, o.abstained, o.probability FROM calls_outcome o
    WHERE o.call_id = c.id AND o.dimension = '{0}' AND (o.source <> 'human' OR o.label <> '' AND o.id = (
        SELECT h.id FROM calls_outcome h WHERE h.call_id = c.id AND h.dimension = '{0}' AND h.source = 'human'
        ORDER BY h.created_at DESC, h.id DESC LIMIT 1
    ))
    ORDER BY (o.source = 'human') DESC, o.created_at DESC, o.id DESC LIMIT 1
) {0} ON true"""
DIMENSIONS = ("intent", "outcome", "sentiment")
# The delivery state that needs most attention comes first.
URGENCY = (
    "failed",
    "expired",
    "sending",
    "pending",
    "accepted",
    "blocked_consent",
    "cancelled",
    "not_applicable",
)
COLUMNS = (
    "call_id",
    "account_id",
    "start_time",
    "direction",
    "processing",
    "answered",
    "voicemail",
    "first_call",
    "duration",
    "lead_status",
    "agent_id",
    "phone_number_id",
    "customer_phone_number",
    "intent",
    "intent_unsure",
    "intent_probability",
    "outcome",
    "outcome_unsure",
    "outcome_probability",
    "sentiment",
    "sentiment_unsure",
    "sentiment_probability",
    "visit_id",
    "match_probability",
    "channel",
    "source",
    "medium",
    "campaign",
    "keyword",
    "landing_page",
    "transcribed",
    "scored",
    "score",
    "critical_failed",
    "conversions",
    "value",
    "delivery_state",
    "words",
)


def upsert() -> str:
    """Writes the index rows of the calls whose ids are the one parameter (an array)."""
    facts = FACTS.format(
        verdicts="".join(VERDICT.format(name) for name in DIMENSIONS),
        states="ARRAY[" + ", ".join(f"'{state}'" for state in URGENCY) + "]",
    )
    changes = ", ".join(f"{name} = excluded.{name}" for name in COLUMNS[1:])
    return (
        f"INSERT INTO analytics_callindex ({', '.join(COLUMNS)}) {facts} "
        f"ON CONFLICT (call_id) DO UPDATE SET {changes}"
    )
