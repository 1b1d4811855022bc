"""New alerts are written at less cost.

Why        Of what a new alert costs the database, a third was asking whether its source
           exists and an index on the source alone. No source is ever deleted, and two
           other indexes are led by the source.
Locks      ACCESS EXCLUSIVE on alerts_alert and events_source for a moment.
Going back Reversible; the index is made anew.
"""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("alerts", "0006_sources_have_a_rhythm"),
        ("events", "0003_signatures_of_amazon_sns_are_checked"),
    ]

    operations = [
        migrations.AlterField(
            model_name="alert",
            name="source",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="events.source",
            ),
        ),
    ]
