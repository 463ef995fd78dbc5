"""A match writes the journey it stands for; a call whose start moves writes those of its matches anew."""

from django.db import migrations

COLUMNS = (
    "account_id, match_id, call_id, at, probability, back, touches, visit_id, channel, utm_source, utm_campaign,"
    " utm_term, landing_page_url"
)
WRITE = f"""
INSERT INTO attribution_journeystep ({COLUMNS})
SELECT account_id, id, call_id, at, probability, back, least(made, 60), visit_id, channel, utm_source, utm_campaign,
    utm_term, landing_page_url
FROM (
    SELECT m.account_id, m.id, m.call_id, c.start_time AS at, m.probability, v.id AS visit_id, v.channel, v.utm_source,
        v.utm_campaign, v.utm_term, v.landing_page_url,
        row_number() OVER (PARTITION BY m.id ORDER BY v.started_at DESC, v.id DESC) AS back,
        count(*) OVER (PARTITION BY m.id) AS made
    FROM attribution_match m
    JOIN calls_call c ON c.id = m.call_id AND c.direction = 'inbound'
    JOIN attribution_visit b ON b.id = m.visit_id
    JOIN attribution_visit v ON v.visitor_id = b.visitor_id
        AND v.started_at > c.start_time - interval '30 days' AND v.started_at <= c.start_time
    WHERE {{which}}
) journey WHERE back <= 60"""
CREATE = f"""
CREATE FUNCTION attribution_write_journey() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM attribution_journeystep WHERE match_id = OLD.id;
    {WRITE.format(which="m.id = NEW.id")};
    RETURN NULL;
END $$;
CREATE FUNCTION attribution_remove_journey() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM attribution_journeystep WHERE match_id = OLD.id;
    RETURN OLD;
END $$;
CREATE FUNCTION attribution_move_journeys() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM attribution_journeystep WHERE call_id = NEW.id;
    {WRITE.format(which="m.call_id = NEW.id")};
    RETURN NULL;
END $$;
CREATE TRIGGER write_journey AFTER INSERT OR UPDATE ON attribution_match FOR EACH ROW
    EXECUTE FUNCTION attribution_write_journey();
CREATE TRIGGER remove_journey BEFORE DELETE ON attribution_match FOR EACH ROW
    EXECUTE FUNCTION attribution_remove_journey();
CREATE TRIGGER move_journeys AFTER UPDATE OF start_time, direction ON calls_call FOR EACH ROW
    WHEN (OLD.start_time <> NEW.start_time OR OLD.direction <> NEW.direction)
    EXECUTE FUNCTION attribution_move_journeys();
{WRITE.format(which="true")};
"""
DROP = """
DROP TRIGGER write_journey ON attribution_match;
DROP TRIGGER remove_journey ON attribution_match;
DROP TRIGGER move_journeys ON calls_call;
DROP FUNCTION attribution_write_journey();
DROP FUNCTION attribution_remove_journey();
DROP FUNCTION attribution_move_journeys();
"""


class Migration(migrations.Migration):
    dependencies = [("attribution", "0003_journey_steps")]
    operations = [migrations.RunSQL(CREATE, DROP)]
