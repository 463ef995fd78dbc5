"""Steps of journeys name their visit and copy nothing of it; a visit that is told anew makes the days of its journeys stale."""

from django.db import migrations

JOURNEYS = """
INSERT INTO attribution_journeystep (account_id, match_id, call_id, at, probability, back, touches, visit_id)
SELECT account_id, id, call_id, at, probability, back, least(made, 500), visit_id
FROM (
    SELECT m.account_id, m.id, m.call_id, c.start_time AS at, m.probability, v.id AS visit_id,
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

WRITE = f"""
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
CREATE FUNCTION attribution_note_told_visit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO attribution_staleday (account_id, day)
    SELECT DISTINCT step.account_id, (step.at AT TIME ZONE zone.time_zone)::date
    FROM attribution_journeystep step JOIN compliance_account zone ON zone.id = step.account_id
    WHERE step.visit_id = NEW.id
    UNION
    SELECT DISTINCT step.account_id, (won.occurred_at AT TIME ZONE zone.time_zone)::date
    FROM attribution_journeystep step JOIN compliance_account zone ON zone.id = step.account_id
    JOIN attribution_conversion won ON won.call_id = step.call_id
    WHERE step.visit_id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER note_told_visit AFTER UPDATE
    OF started_at, channel, utm_source, utm_campaign, utm_term, ad_group, ad, device, landing_page_url
    ON attribution_visit FOR EACH ROW EXECUTE FUNCTION attribution_note_told_visit();
"""
UNDO = """
DROP TRIGGER note_told_visit ON attribution_visit;
DROP FUNCTION attribution_note_told_visit();
"""
COPIES = ("channel", "utm_source", "utm_campaign", "utm_term", "landing_page_url")


class Migration(migrations.Migration):
    dependencies = [("attribution", "0008_months_of_sums")]
    operations = [
        migrations.RunSQL(WRITE, UNDO),
        *(migrations.RemoveField(model_name="journeystep", name=name) for name in COPIES),
    ]
