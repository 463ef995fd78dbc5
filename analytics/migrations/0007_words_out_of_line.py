"""Words leave the rows that totals scan: only searches read them."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("analytics", "0006_stale_calls_outlive_accounts")]
    operations = [
        migrations.RunSQL(
            "ALTER TABLE analytics_callindex ALTER COLUMN words SET STORAGE EXTERNAL;"
            " ALTER TABLE analytics_callindex SET (toast_tuple_target = 256);",
            "ALTER TABLE analytics_callindex ALTER COLUMN words SET STORAGE EXTENDED;"
            " ALTER TABLE analytics_callindex RESET (toast_tuple_target);",
        )
    ]
