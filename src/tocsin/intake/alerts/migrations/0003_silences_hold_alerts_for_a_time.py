"""Silences hold alerts for a time, and what they hold is found by an index.

Why        An alert that a silence covers opens no incident; when the silence ends, those
           it held are looked for by their mark among all that are open.
Locks      alerts_alert is locked against writing for as long as its index is made; no
           release before this one has alerts.
Going back Reversible; all silences are lost, and what they held stays held.
"""

import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("alerts", "0002_standing_alerts_are_found_newest_first"),
        ("events", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Silence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, unique=True)),
                ("services", models.JSONField(default=list)),
                ("matchers", models.JSONField(default=list)),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("keeps_recording", models.BooleanField(default=False)),
                ("at_end", models.CharField(choices=[("raise", "Raise"), ("close", "Close")], default="raise", max_length=8)),
                ("comment", models.TextField(blank=True)),
                ("author", models.CharField(blank=True, max_length=200)),
                ("made_at", models.DateTimeField()),
                ("made_by_kind", models.CharField(max_length=16)),
                ("made_by", models.CharField(max_length=80)),
                ("changed_at", models.DateTimeField()),
                ("ended_by_kind", models.CharField(blank=True, max_length=16)),
                ("ended_by", models.CharField(blank=True, max_length=80)),
                ("reminded_at", models.DateTimeField(null=True)),
                ("source", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="events.source")),
            ],
            options={
                "ordering": ["-ends_at", "-id"],
                "indexes": [
                    models.Index(fields=["ends_at", "starts_at"], name="silence_by_end"),
                ],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("ends_at__gte", models.F("starts_at"))), name="silence_ends_after_it_starts"),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="alert",
            index=models.Index(
                condition=models.Q(models.Q(("suppressed", ""), _negated=True), models.Q(("state", "resolved"), _negated=True)),
                fields=["suppressed", "id"],
                name="alert_held",
            ),
        ),
    ]
