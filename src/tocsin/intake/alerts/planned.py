from datetime import datetime

from django.db import models
from django.db.models import F, Q

from tocsin.foundation.calendars.recurring import Plan
from tocsin.intake.alerts.matching import Matcher, kept_matchers


class Window(models.Model):
    """A time of planned work, once or again and again: what begins to fire in it opens
    no incident, or with `keeps_recording` one that nobody is to be paged for.

    It is about alerts whose words fit all matchers, and about these services (keys)
    alone if any are named; by `reach` also about what depends on them, or what they
    stand on. `begins` is wall time in `zone`, `rule` an RRULE of RFC 5545 or "".
    `remind_minutes` is how long before each end its maker and watchers are reminded;
    without, the option says so. Until `known_until` its occurrences are rows.
    """

    class Reach(models.TextChoices):
        ALONE = "alone"
        USERS = "users"
        NEEDS = "needs"
        BOTH = "both"

    class AtEnd(models.TextChoices):
        RAISE = "raise"
        CLOSE = "close"

    name = models.CharField(max_length=120)
    comment = models.TextField(blank=True)
    services = models.JSONField(default=list)
    reach = models.CharField(max_length=8, choices=Reach, default=Reach.ALONE)
    matchers = models.JSONField(default=list)
    begins = models.CharField(max_length=19)
    minutes = models.PositiveIntegerField()
    zone = models.CharField(max_length=64)
    rule = models.CharField(max_length=300, blank=True)
    keeps_recording = models.BooleanField(default=False)
    at_end = models.CharField(max_length=8, choices=AtEnd, default=AtEnd.RAISE)
    remind_minutes = models.PositiveIntegerField(null=True)
    watchers = models.JSONField(default=list)
    known_until = models.DateTimeField(null=True)
    made_at = models.DateTimeField()
    made_by_kind = models.CharField(max_length=16)
    made_by = models.CharField(max_length=80)
    called_off_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(
                name="window_is_about_something",
                condition=~Q(services=[], matchers=[]),
            ),
            models.CheckConstraint(
                name="window_has_a_length", condition=Q(minutes__gte=1)
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def asks(self) -> tuple[Matcher, ...]:
        """Its matchers."""
        return kept_matchers(self.matchers)

    @property
    def mark(self) -> str:
        """What an alert's `suppressed` says that is held by it."""
        return f"window:{self.pk}"

    @property
    def plan(self) -> Plan:
        begins = datetime.fromisoformat(self.begins)
        return Plan(begins, self.minutes, self.zone, self.rule)


class Occurrence(models.Model):
    """One time that a window is open, in UTC. `planned_at` is when it was to begin by
    its plan; `ended_by` is told where somebody ended it before its time."""

    window = models.ForeignKey(Window, models.PROTECT, related_name="occurrences")
    planned_at = models.DateTimeField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True)
    ended_by_kind = models.CharField(max_length=16, blank=True)
    ended_by = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering = ["starts_at", "id"]
        constraints = [
            models.UniqueConstraint(
                name="occurrence_is_one_per_plan", fields=["window", "planned_at"]
            ),
            models.CheckConstraint(
                name="occurrence_ends_after_it_starts",
                condition=Q(ends_at__gte=F("starts_at")),
            ),
        ]
        indexes = [
            models.Index(name="occurrence_by_end", fields=["ends_at", "starts_at"]),
            models.Index(
                name="occurrence_to_remind",
                fields=["ends_at"],
                condition=Q(reminded_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.window} {self.starts_at:%Y-%m-%d %H:%M}"

    def state(self, now: datetime) -> str:
        """planned, running or over at this instant."""
        if now < self.starts_at:
            return "planned"
        return "running" if now < self.ends_at else "over"
