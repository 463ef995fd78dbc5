"""Words of the whole call beside its facts, for search."""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("analytics", "0003_stale_call_triggers")]
    operations = [
        migrations.AddField(
            model_name="callindex",
            name="words",
            field=django.contrib.postgres.search.SearchVectorField(
                help_text="What was said, redacted, for search.", null=True
            ),
        ),
        migrations.AddIndex(
            model_name="callindex",
            index=django.contrib.postgres.indexes.GinIndex(fields=["words"], name="call_index_by_words"),
        ),
        migrations.RunSQL(
            "INSERT INTO analytics_stalecall (account_id, call_id) SELECT account_id, id FROM calls_call",
            migrations.RunSQL.noop,
        ),
    ]
