"""The two statements behind every page view. Both return the visit's id, its visitor's and how it came; `careful` says
that they run inside a transaction that keeps a known visitor's consent too.
"""

# The touchpoint of the `visit` of either statement, and the answer. A page view need not survive a power cut, so
# nobody waits for the disk; a lease that follows waits for its own commit and thereby for this one.
_RECORD = """, touchpoint AS (
    INSERT INTO attribution_touchpoint (account_id, visit_id, event_id, kind, at, url)
    SELECT %(account)s, visit.id, %(event_id)s, %(kind)s, %(at)s, %(touched)s FROM visit WHERE %(leaves_touchpoint)s
    ON CONFLICT (account_id, event_id) DO NOTHING
)
SELECT visit.id, visit.visitor_id, visit.channel, visit.utm_source, visit.utm_medium, visit.utm_campaign,
    visit.landing_page_url, set_config(
        'synchronous_commit', CASE WHEN %(careful)s THEN current_setting('synchronous_commit') ELSE 'off' END, true
    ) FROM visit
"""

# The visit goes on while the gap is short and no other campaign arrives; otherwise there is no row. Another consent
# than before is left to the careful way. Cookies that came later are added: other scripts set them after the first page.
# What the site adds itself is bounded, whatever it sends.
_CONTINUE = """
WITH visitor AS (
    UPDATE attribution_visitor SET last_seen = %(at)s WHERE account_id = %(account)s AND key = %(key)s RETURNING id
), last AS (
    SELECT visit.* FROM visitor JOIN attribution_visit visit ON visit.visitor_id = visitor.id
    ORDER BY visit.last_seen DESC LIMIT 1
), visit AS (
    UPDATE attribution_visit visit SET last_seen = %(at)s, consent = %(consent)s, gpc = %(gpc)s,
        cookies = %(cookies)s || visit.cookies,
        custom = CASE WHEN length(visit.custom::text) < 4000 THEN visit.custom || %(custom)s ELSE visit.custom END,
        last_requested_url = CASE WHEN %(kind)s = 'page' THEN %(url)s ELSE visit.last_requested_url END
    FROM last WHERE visit.id = last.id AND last.last_seen > %(at)s - %(gap)s
    AND (%(careful)s OR (last.consent = %(consent)s AND last.gpc = %(gpc)s))
    AND NOT (%(is_campaign)s AND (NOT last.click_ids @> %(click_ids)s OR (
        last.utm_source, last.utm_medium, last.utm_campaign, last.utm_term, last.utm_content
    ) IS DISTINCT FROM (%(utm_source)s, %(utm_medium)s, %(utm_campaign)s, %(utm_term)s, %(utm_content)s)))
    RETURNING visit.id, visit.visitor_id, visit.channel, visit.utm_source, visit.utm_medium, visit.utm_campaign,
        visit.landing_page_url
)
"""

# A visit begins. Of a visitor who comes for the first time the ledger of consent knows nothing, so it is not asked.
_BEGIN = """
WITH visitor AS (
    INSERT INTO attribution_visitor (account_id, key, first_seen, last_seen)
    VALUES (%(account)s, %(key)s, %(at)s, %(at)s)
    ON CONFLICT (account_id, key) DO UPDATE SET last_seen = EXCLUDED.last_seen RETURNING id
), visit AS (
    INSERT INTO attribution_visit (account_id, visitor_id, started_at, last_seen, channel, landing_page_url,
        last_requested_url, referring_url, utm_source, utm_medium, utm_campaign, utm_term, utm_content,
        ad_group, ad, device, custom, click_ids, cookies, user_agent, consent, gpc)
    SELECT %(account)s, visitor.id, %(at)s, %(at)s, %(channel)s, %(landing)s, %(url)s, %(referrer)s, %(utm_source)s,
        %(utm_medium)s, %(utm_campaign)s, %(utm_term)s, %(utm_content)s, %(ad_group)s, %(ad)s, %(device)s, %(custom)s,
        %(click_ids)s, %(cookies)s, %(user_agent)s, %(consent)s, %(gpc)s
    FROM visitor RETURNING id, visitor_id, channel, utm_source, utm_medium, utm_campaign, landing_page_url
), consent AS (
    INSERT INTO compliance_consentrecord (account_id, subject, purpose, granted, source, evidence, at)
    SELECT %(account)s, %(subject)s, 'advertise', %(advertise)s, %(source)s, '{}', %(at)s WHERE NOT %(careful)s
)
"""

CONTINUE, BEGIN = _CONTINUE + _RECORD, _BEGIN + _RECORD
