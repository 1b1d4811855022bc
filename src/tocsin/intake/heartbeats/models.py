from django.db import models
from django.db.models import Q

from tocsin.intake.events.event import SEVERITIES


class Heartbeat(models.Model):
    """A job or program that should be heard from again and again, at an address of its
    own. Its key is kept as a source's is.

    `source` is where its alert is kept: a tool of the organisation that set it up by
    its own protocol, or the one built in. `due_at` is when it is down unless it is
    heard; `asked_at` says that folding was asked to look. `expected_at` without the
    grace. Everything from `state` on follows from pings; folding alone writes it.
    """

    class State(models.TextChoices):
        NEW = "new"
        UP = "up"
        DOWN = "down"
        PAUSED = "paused"

    source = models.ForeignKey("events.Source", models.PROTECT, related_name="+")
    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    description = models.TextField(blank=True)
    service = models.CharField(max_length=80, blank=True)
    severity = models.CharField(max_length=8, default="error")
    message = models.CharField(max_length=200, blank=True)
    labels = models.JSONField(default=dict)
    period = models.DurationField(null=True)
    cron = models.CharField(max_length=120, blank=True)
    zone = models.CharField(max_length=64, default="UTC")
    grace = models.DurationField()
    longest_run = models.DurationField(null=True)
    digest = models.BinaryField(max_length=32, unique=True)
    sealed_key = models.BinaryField(max_length=400)
    earlier_digest = models.BinaryField(max_length=32, null=True, unique=True)
    earlier_until = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=80)
    state = models.CharField(max_length=6, choices=State, default=State.NEW)
    why = models.CharField(max_length=8, blank=True)
    expected_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    run = models.CharField(max_length=36, blank=True)
    last_at = models.DateTimeField(null=True)
    last_said = models.CharField(max_length=8, blank=True)
    last_length = models.DurationField(null=True)
    exit_status = models.PositiveSmallIntegerField(null=True)

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(
                name="heartbeat_has_its_name_within_its_source",
                fields=["source", "name"],
            ),
            models.CheckConstraint(
                name="heartbeat_has_a_period_or_cron",
                condition=Q(period__isnull=False, cron="")
                | Q(Q(period=None), ~Q(cron="")),
            ),
            models.CheckConstraint(
                name="heartbeat_is_due_only_while_up",
                condition=Q(due_at=None) | Q(state="up"),
            ),
            models.CheckConstraint(
                name="heartbeat_severity_is_known",
                condition=Q(severity__in=SEVERITIES),
            ),
        ]
        indexes = [
            models.Index(
                name="heartbeat_due",
                fields=["due_at"],
                condition=Q(due_at__isnull=False, asked_at=None),
            )
        ]

    def __str__(self) -> str:
        return self.name


class Ping(models.Model):
    """What was heard once. `body` is what the run printed, as it was sent; `length`
    how long it took, where its start was heard. `request_id` tells it from all others,
    so that reading it again says nothing twice."""

    heartbeat = models.ForeignKey(Heartbeat, models.PROTECT, related_name="+")
    request_id = models.BigIntegerField(unique=True)
    at = models.DateTimeField()
    said = models.CharField(max_length=8)
    exit_status = models.PositiveSmallIntegerField(null=True)
    run = models.CharField(max_length=36, blank=True)
    method = models.CharField(max_length=4, blank=True)
    agent = models.CharField(max_length=120, blank=True)
    length = models.DurationField(null=True)
    body = models.TextField(blank=True)
    size = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(name="ping_of_heartbeat", fields=["heartbeat", "-id"]),
            models.Index(name="ping_by_time", fields=["at"]),
        ]

    def __str__(self) -> str:
        return f"{self.said} at {self.at}"


class Watch(models.Model):
    """When somebody last looked whether heartbeats are due: the engine of any node. A
    gap says that Tocsin was away and could hear nothing."""

    name = models.CharField(max_length=20, primary_key=True)
    looked_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
