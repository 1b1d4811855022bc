from datetime import datetime
from uuid import uuid4

from django.db import models
from django.db.models import F, Q

from tocsin.intake.alerts.matching import Matcher, kept_matchers


class Silence(models.Model):
    """For a time, alerts whose words fit all matchers open no incident.

    Without a source it is about the alerts of all; with `services` (keys) about those
    of these services alone. With `keeps_recording` incidents are opened as ever, and
    nobody is to be paged for them. `ends_at` is when it ends or has ended; `ended_by`
    is told where somebody ended it before its time. `made_by` is who made it here;
    `author` whom a program named: a name, or `person:<key>` for somebody we know.
    `uuid` is what Alertmanager's clients know it by.
    """

    class AtEnd(models.TextChoices):
        RAISE = "raise"
        CLOSE = "close"

    uuid = models.UUIDField(unique=True, default=uuid4)
    source = models.ForeignKey(
        "events.Source", models.PROTECT, null=True, blank=True, related_name="+"
    )
    services = models.JSONField(default=list)
    matchers = models.JSONField(default=list)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    keeps_recording = models.BooleanField(default=False)
    at_end = models.CharField(max_length=8, choices=AtEnd, default=AtEnd.RAISE)
    comment = models.TextField(blank=True)
    author = models.CharField(max_length=200, blank=True)
    made_at = models.DateTimeField()
    made_by_kind = models.CharField(max_length=16)
    made_by = models.CharField(max_length=80)
    changed_at = models.DateTimeField()
    ended_by_kind = models.CharField(max_length=16, blank=True)
    ended_by = models.CharField(max_length=80, blank=True)
    reminded_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-ends_at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="silence_ends_after_it_starts",
                condition=Q(ends_at__gte=F("starts_at")),
            )
        ]
        indexes = [
            models.Index(name="silence_by_end", fields=["ends_at", "starts_at"]),
        ]

    def __str__(self) -> str:
        return ", ".join(str(matcher) for matcher in self.asks)

    @property
    def asks(self) -> tuple[Matcher, ...]:
        """Its matchers."""
        return kept_matchers(self.matchers)

    @property
    def mark(self) -> str:
        """What an alert's `suppressed` says that is held by it."""
        return f"silence:{self.pk}"

    def state(self, now: datetime) -> str:
        """pending, active or expired at this instant."""
        if now < self.starts_at:
            return "pending"
        return "active" if now < self.ends_at else "expired"
