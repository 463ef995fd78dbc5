"""A change makes every day stale that has a share in it: those before and after, and those of later calls of the caller.

A conversion tells of its own day and of the day its call began; it can be a milestone of later calls from the same number;
and what it won is no longer lost on the day its journey would have closed.
"""

from django.db import migrations

# One statement per step, each by an index: as one join the planner may begin at the wrong end while tables are young.
JOURNEYS = """
CREATE FUNCTION attribution_write_steps(m attribution_match) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    began timestamptz;
    browser bigint;
    browsers bigint[];
BEGIN
    SELECT start_time INTO began FROM calls_call WHERE id = m.call_id AND direction = 'inbound';
    IF began IS NULL THEN RETURN; END IF;
    SELECT visitor_id INTO browser FROM attribution_visit WHERE id = m.visit_id;
    SELECT array_agg(visitor_id) INTO browsers FROM attribution_identifier
    WHERE visitor_id IS NOT NULL
        AND person_id = (SELECT person_id FROM attribution_identifier WHERE visitor_id = browser);
    INSERT INTO attribution_journeystep (account_id, match_id, call_id, at, probability, back, touches, visit_id)
    SELECT m.account_id, m.id, m.call_id, began, m.probability, back, least(made, 500), id FROM (
        SELECT v.id, row_number() OVER (ORDER BY v.started_at DESC, v.id DESC) AS back, count(*) OVER () AS made
        FROM attribution_visit v
        WHERE v.visitor_id = ANY(coalesce(browsers, ARRAY[browser]))
            AND v.started_at > began - interval '90 days' AND v.started_at <= began
    ) journey WHERE back <= 500;
END $$;
CREATE OR REPLACE FUNCTION attribution_write_journey() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM attribution_journeystep WHERE match_id = OLD.id;
    PERFORM attribution_write_steps(NEW);
    RETURN NULL;
END $$;
CREATE OR REPLACE FUNCTION attribution_move_journeys() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM attribution_journeystep WHERE call_id = NEW.id;
    PERFORM attribution_write_steps(m) FROM attribution_match m WHERE m.call_id = NEW.id;
    RETURN NULL;
END $$;
"""
CREATE = """
CREATE FUNCTION attribution_window(account bigint) RETURNS integer LANGUAGE sql STABLE AS $$
    SELECT coalesce((SELECT journey_days FROM attribution_attributionsettings own WHERE own.account_id = account), 30)
$$;
CREATE FUNCTION attribution_note_calls_days(call bigint, occurred timestamptz) RETURNS void LANGUAGE sql AS $$
    INSERT INTO attribution_staleday (account_id, day)
    SELECT DISTINCT zone.id, (seen.at AT TIME ZONE zone.time_zone)::date + seen.later
    FROM calls_call c JOIN compliance_account zone ON zone.id = c.account_id
    CROSS JOIN LATERAL (
        SELECT occurred AS at, 0 AS later
        UNION ALL SELECT c.start_time, 0
        UNION ALL SELECT o.start_time, 0 FROM calls_call o
            WHERE c.customer_phone_number <> '' AND o.account_id = c.account_id
                AND o.customer_phone_number = c.customer_phone_number AND o.start_time > c.start_time
        UNION ALL SELECT v.started_at, attribution_window(c.account_id) FROM attribution_journeystep s
            JOIN attribution_visit v ON v.id = s.visit_id WHERE s.call_id = c.id AND s.back = 1
    ) seen WHERE c.id = call
$$;
CREATE OR REPLACE FUNCTION attribution_note_conversion() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        PERFORM attribution_note_day(OLD.account_id, OLD.occurred_at);
        PERFORM attribution_note_calls_days(OLD.call_id, OLD.occurred_at);
    END IF;
    IF TG_OP <> 'DELETE' THEN PERFORM attribution_note_calls_days(NEW.call_id, NEW.occurred_at); END IF;
    RETURN NULL;
END $$;
CREATE OR REPLACE FUNCTION attribution_note_rule() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM attribution_note_calls_days(won.call_id, won.occurred_at) FROM attribution_conversion won
    WHERE won.rule_id = NEW.id;
    RETURN NULL;
END $$;
CREATE OR REPLACE FUNCTION attribution_note_visit() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    seen record;
BEGIN
    IF TG_OP = 'DELETE' THEN seen := OLD; ELSE seen := NEW; END IF;
    PERFORM attribution_note_day(seen.account_id, seen.started_at);
    -- A visit known late may have opened a journey that closed since.
    IF seen.started_at < now() - interval '1 day' THEN
        PERFORM attribution_note_day(
            seen.account_id, seen.started_at + make_interval(days => attribution_window(seen.account_id))
        );
    END IF;
    IF TG_OP = 'UPDATE' AND OLD.started_at <> NEW.started_at THEN
        PERFORM attribution_note_day(OLD.account_id, OLD.started_at);
        PERFORM attribution_note_day(
            OLD.account_id, OLD.started_at + make_interval(days => attribution_window(OLD.account_id))
        );
    END IF;
    RETURN NULL;
END $$;
DROP TRIGGER note_stale_day ON attribution_visit;
CREATE TRIGGER note_stale_day AFTER INSERT OR DELETE OR UPDATE
    OF started_at, channel, utm_source, utm_campaign, utm_term, ad_group, ad, device, kind, landing_page_url
    ON attribution_visit FOR EACH ROW EXECUTE FUNCTION attribution_note_visit();
CREATE FUNCTION attribution_note_zone() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO attribution_staleday (account_id, day)
    SELECT DISTINCT NEW.id, (seen.at AT TIME ZONE zone.name)::date + seen.later FROM (
        SELECT start_time AS at, 0 AS later FROM calls_call WHERE account_id = NEW.id
        UNION ALL SELECT occurred_at, 0 FROM attribution_conversion WHERE account_id = NEW.id
        UNION ALL SELECT started_at, 0 FROM attribution_visit WHERE account_id = NEW.id
        UNION ALL SELECT started_at, attribution_window(NEW.id) FROM attribution_visit WHERE account_id = NEW.id
    ) seen CROSS JOIN unnest(ARRAY[OLD.time_zone, NEW.time_zone]) AS zone (name);
    RETURN NULL;
END $$;
CREATE TRIGGER note_stale_days AFTER UPDATE OF time_zone ON compliance_account FOR EACH ROW
    WHEN (OLD.time_zone <> NEW.time_zone) EXECUTE FUNCTION attribution_note_zone();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("attribution", "0009_lean_journeys"),
        ("compliance", "0003_audit_of_object"),
    ]
    operations = [migrations.RunSQL(JOURNEYS + CREATE, migrations.RunSQL.noop)]
