"""How sure each counting verdict is, beside its label."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("analytics", "0004_call_words")]
    operations = [
        *(
            migrations.AddField("callindex", f"{name}_probability", models.FloatField(null=True))
            for name in ("intent", "outcome", "sentiment")
        ),
        migrations.AddField("callindex", "sentiment_unsure", models.BooleanField(default=False)),
        migrations.RunSQL(
            "INSERT INTO analytics_stalecall (account_id, call_id) SELECT account_id, id FROM calls_call",
            migrations.RunSQL.noop,
        ),
    ]
