"""A visit that goes leaves the journeys it was part of whole: what is left of them is written anew."""

from django.db import migrations

CREATE = """
CREATE FUNCTION attribution_shorten_journeys() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- An update without a change makes the match write its journey.
    UPDATE attribution_match SET probability = probability WHERE visit_id IN (
        SELECT id FROM attribution_visit WHERE visitor_id = OLD.visitor_id
    );
    RETURN NULL;
END $$;
CREATE TRIGGER shorten_journeys AFTER DELETE ON attribution_visit FOR EACH ROW
    EXECUTE FUNCTION attribution_shorten_journeys();
"""
DROP = """
DROP TRIGGER shorten_journeys ON attribution_visit;
DROP FUNCTION attribution_shorten_journeys();
"""


class Migration(migrations.Migration):
    dependencies = [("attribution", "0004_journey_triggers")]
    operations = [migrations.RunSQL(CREATE, DROP)]
