"""Daily sums in partitions by month: today's rewriting wears out one month's pages only, and an old month goes at once.

The rows are sums of other rows: they are made anew, so the tables are too.
"""

from django.db import migrations

TABLES = ("creditday", "callday", "visitday", "transitionday", "pathday")
# Keys and indexes are those of the models; the primary key of a partitioned table must hold what it is partitioned by.
PARTITION = """
ALTER TABLE attribution_{name} RENAME TO attribution_{name}_whole;
CREATE TABLE attribution_{name} (
    LIKE attribution_{name}_whole INCLUDING DEFAULTS INCLUDING CONSTRAINTS
) PARTITION BY RANGE (day);
DROP TABLE attribution_{name}_whole;
CREATE SEQUENCE attribution_{name}_id_seq OWNED BY attribution_{name}.id;
ALTER TABLE attribution_{name} ALTER id SET DEFAULT nextval('attribution_{name}_id_seq');
ALTER TABLE attribution_{name} ADD PRIMARY KEY (id, day);
ALTER TABLE attribution_{name} ADD FOREIGN KEY (account_id) REFERENCES compliance_account (id)
    DEFERRABLE INITIALLY DEFERRED;
CREATE TABLE attribution_{name}_other PARTITION OF attribution_{name} DEFAULT;
"""
REST = """
CREATE INDEX credit_days ON attribution_creditday (account_id, rule, day);
CREATE INDEX call_days ON attribution_callday (account_id, day);
CREATE INDEX visit_days ON attribution_visitday (account_id, day);
CREATE INDEX transition_days ON attribution_transitionday (account_id, "order", day);
CREATE INDEX path_days ON attribution_pathday (account_id, day);
ALTER TABLE attribution_creditday ADD FOREIGN KEY (origin_id) REFERENCES attribution_origin (id)
    DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE attribution_visitday ADD FOREIGN KEY (origin_id) REFERENCES attribution_origin (id)
    DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE attribution_callday ADD FOREIGN KEY (phone_number_id) REFERENCES calls_phonenumber (id)
    DEFERRABLE INITIALLY DEFERRED;
CREATE INDEX credit_days_of_origin ON attribution_creditday (origin_id);
CREATE INDEX visit_days_of_origin ON attribution_visitday (origin_id);
CREATE INDEX call_days_of_number ON attribution_callday (phone_number_id);
INSERT INTO attribution_staleday (account_id, day)
SELECT DISTINCT seen.account_id, (seen.at AT TIME ZONE zone.time_zone)::date FROM (
    SELECT account_id, start_time AS at FROM calls_call
    UNION ALL SELECT account_id, occurred_at FROM attribution_conversion
    UNION ALL SELECT account_id, started_at FROM attribution_visit
    UNION ALL SELECT account_id, started_at + interval '30 days' FROM attribution_visit
) seen JOIN compliance_account zone ON zone.id = seen.account_id WHERE seen.at <= now();
"""


class Migration(migrations.Migration):
    dependencies = [("attribution", "0007_stale_days_and_journeys")]
    operations = [
        migrations.RunSQL(
            "".join(PARTITION.format(name=name) for name in TABLES) + REST, migrations.RunSQL.noop
        )
    ]
