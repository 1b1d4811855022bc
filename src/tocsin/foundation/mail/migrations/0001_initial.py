"""Outgoing mail is kept in the same database, and so in the same transaction, as its
cause.

Why        A mail that tells of something leaves if, and only if, that was committed;
           and a sender that dies loses none.
Locks      None: the table is new.
Going back Reversible; what has not been sent by then never is.
"""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Mail",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("message_id", models.CharField(max_length=255, unique=True)),
                ("kind", models.SlugField(max_length=40)),
                ("person", models.CharField(blank=True, max_length=80)),
                ("address", models.CharField(max_length=254)),
                ("name", models.CharField(blank=True, max_length=150)),
                ("language", models.CharField(default="en", max_length=16)),
                ("thread", models.CharField(blank=True, max_length=80)),
                ("cause", models.CharField(blank=True, max_length=200)),
                ("subject", models.CharField(max_length=200)),
                ("body", models.JSONField(default=dict)),
                ("secret_link", models.BinaryField(null=True)),
                ("state", models.CharField(choices=[("queued", "Queued"), ("held", "Held"), ("sent", "Sent"), ("failed", "Failed")], default="queued", max_length=8)),
                ("queued_at", models.DateTimeField()),
                ("due_at", models.DateTimeField(null=True)),
                ("give_up_at", models.DateTimeField()),
                ("attempts", models.PositiveIntegerField(default=0)),
                ("ended_at", models.DateTimeField(null=True)),
                ("said", models.CharField(blank=True, max_length=500)),
            ],
            options={
                "indexes": [
                    models.Index(condition=Q(state="queued"), fields=["due_at"], name="mail_due"),
                    models.Index(fields=["person"], name="mail_by_person"),
                    models.Index(fields=["queued_at"], name="mail_by_age"),
                ],
                "constraints": [
                    models.UniqueConstraint(condition=~Q(cause=""), fields=("cause", "address"), name="mail_is_caused_once"),
                    models.CheckConstraint(condition=Q(state="queued", due_at__isnull=False) | (~Q(state="queued") & Q(due_at=None)), name="mail_queued_means_due"),
                    models.CheckConstraint(condition=Q(state__in=["queued", "held"]) | Q(secret_link=None), name="mail_ended_keeps_no_secret"),
                ],
            },
        ),
        migrations.RunSQL(
            "alter table mail_mail set (autovacuum_vacuum_scale_factor = 0.01);",
            "alter table mail_mail reset (autovacuum_vacuum_scale_factor);",
        ),
    ]
