from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q


class Standing(models.Model):
    """How far an incident's clocks have been counted, by which set-up, and when
    something is due next.

    The row is what everybody who counts locks first. All of the room's tables follow
    from timelines, targets and calendars, and can be counted anew.
    """

    incident = models.OneToOneField(
        "register.Incident", models.PROTECT, primary_key=True, related_name="+"
    )
    seq = models.PositiveIntegerField(default=0)
    digest = models.CharField(max_length=32, blank=True)
    next_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    due_label = models.CharField(max_length=40, blank=True)

    class Meta:
        indexes = [
            models.Index(
                name="standing_due",
                fields=["next_at"],
                condition=Q(next_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"clocks of {self.incident_id}"


class Clock(models.Model):
    """One life of one target's clock on one incident, as it was counted last.

    A life is known by its start. While it is open it follows the target and calendar
    in force; ended, it keeps the versions by which it was judged. `instants` are when
    it reaches the `percents` of its time, as planned.
    """

    incident = models.ForeignKey(
        "register.Incident", models.PROTECT, related_name="+", db_index=False
    )
    target = models.CharField(max_length=80)
    target_version = models.PositiveIntegerField()
    kind = models.CharField(max_length=16)
    measure = models.CharField(max_length=16)
    number = models.PositiveIntegerField()
    priority = models.PositiveSmallIntegerField()
    team = models.CharField(max_length=80, blank=True)
    minutes = models.PositiveIntegerField()
    peak = models.CharField(max_length=120, blank=True)
    calendar = models.CharField(max_length=80)
    calendar_version = models.PositiveIntegerField()
    started_at = models.DateTimeField()
    stopped_at = models.DateTimeField(null=True)
    stopped_by = models.CharField(max_length=40, blank=True)
    state = models.CharField(max_length=16)
    pause = models.CharField(max_length=16, blank=True)
    elapsed = models.DurationField()
    due_at = models.DateTimeField(null=True)
    breached_at = models.DateTimeField(null=True)
    percents = ArrayField(models.PositiveIntegerField())
    instants = ArrayField(models.DateTimeField(null=True))
    counts = models.BooleanField(default=True)
    is_history = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="clock_life_begins_once",
                fields=["incident", "target", "started_at"],
            ),
            models.CheckConstraint(
                name="clock_ended_means_when",
                condition=~Q(state__in=["met", "missed"]) | Q(stopped_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                name="clock_ended",
                fields=["counts", "stopped_at"],
                condition=Q(stopped_at__isnull=False),
            ),
            models.Index(
                name="clock_breached_open",
                fields=["counts", "breached_at"],
                condition=Q(stopped_at=None, breached_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.target} {self.number}"


class Mark(models.Model):
    """A clock has reached a threshold and that was told: once in its life.

    It is a share of its time, or so many minutes before (negative) or after it is due.
    """

    clock = models.ForeignKey(
        Clock, models.PROTECT, related_name="marks", db_index=False
    )
    percent = models.PositiveIntegerField(default=0)
    minutes = models.IntegerField(default=0)
    due_at = models.DateTimeField()
    fired_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="mark_is_reached_once", fields=["clock", "percent", "minutes"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.percent} %" if self.percent else f"{self.minutes:+d} min"


class Replanning(models.Model):
    """By which set-up open incidents are planned, and how far planning anew has come.

    `after` is the last incident done; empty when all are. `past` is the same among what
    was brought in as history, where what was never counted is.
    """

    digest = models.CharField(max_length=64, blank=True)
    after = models.BigIntegerField(null=True)
    past = models.BigIntegerField(null=True)
    moved_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.digest[:12]
