"""Names that sources tell can be forgotten.

Why        Who acknowledged at the source is kept on the alert as it was told; by the
           time a person is erased nobody knows any more which names were theirs.
Locks      None: a new table.
Going back Reversible; the names stay on the alerts.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("alerts", "0007_new_alerts_are_written_at_less_cost")]

    operations = [
        migrations.CreateModel(
            name="ToldBy",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("person", models.CharField(max_length=80)),
                ("alert_id", models.BigIntegerField()),
                ("name", models.CharField(max_length=120)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("person", "alert_id", "name"),
                        name="told_by_is_said_once",
                    )
                ],
            },
        ),
    ]
