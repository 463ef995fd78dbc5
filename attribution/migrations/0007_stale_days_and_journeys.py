"""Journeys follow the person, not the browser; days whose sums no longer fit are noted.

Days are those of the account's time zone.
"""

from django.db import migrations

JOURNEYS = """
INSERT INTO attribution_journeystep (account_id, match_id, call_id, at, probability, back, touches, visit_id, channel,
    utm_source, utm_campaign, utm_term, landing_page_url)
SELECT account_id, id, call_id, at, probability, back, least(made, 500), visit_id, channel, utm_source, utm_campaign,
    utm_term, landing_page_url
FROM (
    SELECT m.account_id, m.id, m.call_id, c.start_time AS at, m.probability, v.id AS visit_id, v.channel, v.utm_source,
        v.utm_campaign, v.utm_term, v.landing_page_url,
        row_number() OVER (PARTITION BY m.id ORDER BY v.started_at DESC, v.id DESC) AS back,
        count(*) OVER (PARTITION BY m.id) AS made
    FROM attribution_match m
    JOIN calls_call c ON c.id = m.call_id AND c.direction = 'inbound'
    JOIN attribution_visit b ON b.id = m.visit_id
    JOIN LATERAL (
        SELECT b.visitor_id AS id
        UNION
        SELECT theirs.visitor_id FROM attribution_identifier own
        JOIN attribution_identifier theirs ON theirs.person_id = own.person_id AND theirs.visitor_id IS NOT NULL
        WHERE own.visitor_id = b.visitor_id
    ) visitor ON true
    JOIN attribution_visit v ON v.visitor_id = visitor.id
        AND v.started_at > c.start_time - interval '90 days' AND v.started_at <= c.start_time
    WHERE {which}
) journey WHERE back <= 500"""

# Statement by statement, not row by row: a call's steps come and go together.
NOTE = """
CREATE FUNCTION attribution_note_day(account bigint, at timestamptz) RETURNS void LANGUAGE sql AS $$
    INSERT INTO attribution_staleday (account_id, day)
    SELECT account, (at AT TIME ZONE zone.time_zone)::date FROM compliance_account zone WHERE zone.id = account
$$;
CREATE FUNCTION attribution_note_steps() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO attribution_staleday (account_id, day)
    SELECT DISTINCT step.account_id, (step.at AT TIME ZONE zone.time_zone)::date
    FROM changed step JOIN compliance_account zone ON zone.id = step.account_id
    UNION
    SELECT DISTINCT step.account_id, (won.occurred_at AT TIME ZONE zone.time_zone)::date
    FROM changed step JOIN compliance_account zone ON zone.id = step.account_id
    JOIN attribution_conversion won ON won.call_id = step.call_id;
    RETURN NULL;
END $$;
CREATE FUNCTION attribution_note_conversion() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN PERFORM attribution_note_day(OLD.account_id, OLD.occurred_at); END IF;
    IF TG_OP <> 'DELETE' THEN PERFORM attribution_note_day(NEW.account_id, NEW.occurred_at); END IF;
    RETURN NULL;
END $$;
CREATE FUNCTION attribution_note_call() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN PERFORM attribution_note_day(OLD.account_id, OLD.start_time); END IF;
    IF TG_OP <> 'DELETE' THEN PERFORM attribution_note_day(NEW.account_id, NEW.start_time); END IF;
    RETURN NULL;
END $$;
CREATE FUNCTION attribution_note_visit() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    seen record;
BEGIN
    IF TG_OP = 'DELETE' THEN seen := OLD; ELSE seen := NEW; END IF;
    PERFORM attribution_note_day(seen.account_id, seen.started_at);
    -- A visit known late may have opened a journey that closed since.
    IF seen.started_at < now() - interval '1 day' THEN
        INSERT INTO attribution_staleday (account_id, day)
        SELECT zone.id, (seen.started_at AT TIME ZONE zone.time_zone)::date
            + coalesce((SELECT journey_days FROM attribution_attributionsettings own WHERE own.account_id = zone.id), 30)
        FROM compliance_account zone WHERE zone.id = seen.account_id;
    END IF;
    RETURN NULL;
END $$;
CREATE FUNCTION attribution_note_rule() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO attribution_staleday (account_id, day)
    SELECT DISTINCT won.account_id, (won.occurred_at AT TIME ZONE zone.time_zone)::date
    FROM attribution_conversion won JOIN compliance_account zone ON zone.id = won.account_id
    WHERE won.rule_id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER note_stale_day_in AFTER INSERT ON attribution_journeystep
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION attribution_note_steps();
CREATE TRIGGER note_stale_day_out AFTER DELETE ON attribution_journeystep
    REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION attribution_note_steps();
CREATE TRIGGER note_stale_day AFTER INSERT OR UPDATE OR DELETE ON attribution_conversion FOR EACH ROW
    EXECUTE FUNCTION attribution_note_conversion();
CREATE TRIGGER note_stale_day AFTER INSERT OR DELETE
    OR UPDATE OF start_time, direction, phone_number_id, customer_state, customer_country ON calls_call FOR EACH ROW
    EXECUTE FUNCTION attribution_note_call();
CREATE TRIGGER note_stale_day AFTER INSERT OR DELETE
    OR UPDATE OF started_at, channel, utm_source, utm_campaign, utm_term, ad_group, ad, device, kind
    ON attribution_visit FOR EACH ROW EXECUTE FUNCTION attribution_note_visit();
CREATE TRIGGER note_stale_day AFTER UPDATE OF counts_in_roas, key ON attribution_conversionrule FOR EACH ROW
    EXECUTE FUNCTION attribution_note_rule();
"""
CREATE = f"""
CREATE OR REPLACE FUNCTION attribution_write_journey() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM attribution_journeystep WHERE match_id = OLD.id;
    {JOURNEYS.format(which="m.id = NEW.id")};
    RETURN NULL;
END $$;
CREATE OR REPLACE FUNCTION attribution_move_journeys() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM attribution_journeystep WHERE call_id = NEW.id;
    {JOURNEYS.format(which="m.call_id = NEW.id")};
    RETURN NULL;
END $$;
{NOTE}
INSERT INTO attribution_staleday (account_id, day)
SELECT DISTINCT seen.account_id, (seen.at AT TIME ZONE zone.time_zone)::date FROM (
    SELECT account_id, start_time AS at FROM calls_call
    UNION ALL SELECT account_id, occurred_at FROM attribution_conversion
    UNION ALL SELECT account_id, started_at FROM attribution_visit
    UNION ALL SELECT account_id, started_at + interval '30 days' FROM attribution_visit
) seen JOIN compliance_account zone ON zone.id = seen.account_id WHERE seen.at <= now();
UPDATE attribution_match SET probability = probability;
"""
TABLES = {
    "attribution_conversion": "note_stale_day",
    "calls_call": "note_stale_day",
    "attribution_visit": "note_stale_day",
    "attribution_conversionrule": "note_stale_day",
}
DROP = (
    "DROP TRIGGER note_stale_day_in ON attribution_journeystep;"
    "DROP TRIGGER note_stale_day_out ON attribution_journeystep;"
    + "".join(f"DROP TRIGGER {name} ON {table};" for table, name in TABLES.items())
    + "".join(
        f"DROP FUNCTION attribution_note_{name}();" for name in ("steps", "conversion", "call", "visit", "rule")
    )
    + "DROP FUNCTION attribution_note_day(bigint, timestamptz);"
)


class Migration(migrations.Migration):
    dependencies = [("attribution", "0006_full_strength")]
    operations = [migrations.RunSQL(CREATE, DROP)]
