"""Changes of a call's facts in any layer are noted for the index; calls that exist are noted once."""

from django.db import migrations

# Table -> how a changed row names its call.
TABLES = {
    "calls_call": "id",
    "calls_outcome": "call_id",
    "calls_transcript": "call_id",
    "attribution_match": "call_id",
    "attribution_conversion": "call_id",
    "analytics_evaluation": "call_id",
}

NOTE = """
CREATE FUNCTION analytics_note_stale_call() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    changed jsonb;
BEGIN
    IF TG_OP = 'DELETE' THEN changed := to_jsonb(OLD); ELSE changed := to_jsonb(NEW); END IF;
    INSERT INTO analytics_stalecall (account_id, call_id)
    VALUES ((changed ->> 'account_id')::bigint, (changed ->> TG_ARGV[0])::bigint);
    RETURN NULL;
END $$;
CREATE FUNCTION analytics_note_stale_delivery() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO analytics_stalecall (account_id, call_id)
    SELECT account_id, call_id FROM attribution_conversion WHERE id = NEW.conversion_id;
    RETURN NULL;
END $$;
CREATE FUNCTION analytics_note_stale_rule() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO analytics_stalecall (account_id, call_id)
    SELECT account_id, call_id FROM attribution_conversion WHERE rule_id = NEW.id;
    RETURN NULL;
END $$;
"""


def _trigger(table: str, column: str) -> str:
    # A deleted call takes its index row with it.
    operations = "INSERT OR UPDATE" if table == "calls_call" else "INSERT OR UPDATE OR DELETE"
    return (
        f"CREATE TRIGGER note_stale_call AFTER {operations} ON {table} FOR EACH ROW"
        f" EXECUTE FUNCTION analytics_note_stale_call('{column}');"
    )


CREATE = (
    NOTE
    + "".join(_trigger(table, column) for table, column in TABLES.items())
    + "CREATE TRIGGER note_stale_call AFTER INSERT OR UPDATE OF state ON attribution_delivery FOR EACH ROW"
    " EXECUTE FUNCTION analytics_note_stale_delivery();"
    + "CREATE TRIGGER note_stale_call AFTER UPDATE OF counts_in_roas ON attribution_conversionrule FOR EACH ROW"
    " EXECUTE FUNCTION analytics_note_stale_rule();"
    + "INSERT INTO analytics_stalecall (account_id, call_id) SELECT account_id, id FROM calls_call;"
)
DROP = (
    "".join(
        f"DROP TRIGGER note_stale_call ON {table};"
        for table in [*TABLES, "attribution_delivery", "attribution_conversionrule"]
    )
    + "".join(f"DROP FUNCTION analytics_note_stale_{name}();" for name in ("call", "delivery", "rule"))
)


class Migration(migrations.Migration):
    dependencies = [("analytics", "0002_call_index")]
    operations = [migrations.RunSQL(CREATE, DROP)]
