"""Reports that follow a known incident.

Why        Hundreds report the same within a minute. Each report says at once that it is
           a child of what is known; the known incident says it once for all of them that
           came meanwhile, and these rows are what is still to be said.
Locks      None: the table is new.
Going back Reversible; links and timelines stay as they are, but reports follow no more.
"""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    initial = True

    dependencies = [("register", "0013_restricted_incidents_are_found")]

    operations = [
        migrations.CreateModel(
            name="Follower",
            fields=[
                (
                    "incident",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="register.incident",
                    ),
                ),
                ("since", models.DateTimeField()),
                ("since_seq", models.PositiveIntegerField()),
                ("joined_at", models.DateTimeField(null=True)),
                ("left_at", models.DateTimeField(null=True)),
                (
                    "known",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="register.incident",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=Q(("left_at", None)),
                        fields=["known"],
                        name="report_follows",
                    ),
                    models.Index(
                        condition=Q(("joined_at", None), ("left_at", None)),
                        fields=["since"],
                        name="report_to_join",
                    ),
                ],
            },
        ),
    ]
