from django.db import models


class Run(models.Model):
    """One import of somebody's records: what was asked for, and how far it is.

    `done` counts the records that are through: a run that was broken off goes on
    behind them. What it brought in is known by `source` and each record's number.
    """

    class State(models.TextChoices):
        WAITING = "waiting"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"
        STOPPED = "stopped"

    name = models.CharField(max_length=200)
    file = models.CharField(max_length=64, blank=True)
    mapping = models.JSONField()
    state = models.CharField(max_length=16, choices=State, default=State.WAITING)
    by = models.CharField(max_length=80, blank=True)
    asked_at = models.DateTimeField()
    moved_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    rows = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    created = models.PositiveIntegerField(default=0)
    entries = models.PositiveIntegerField(default=0)
    passed_over = models.PositiveIntegerField(default=0)
    flagged = models.PositiveIntegerField(default=0)
    rejected = models.PositiveIntegerField(default=0)
    why = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(
                name="run_to_go_on",
                fields=["id"],
                condition=models.Q(state__in=["waiting", "running"]),
            )
        ]

    def __str__(self) -> str:
        return f"import {self.pk}"


class Reject(models.Model):
    """A record that could not be used, and why."""

    run = models.ForeignKey(Run, models.PROTECT, related_name="+")
    line = models.PositiveIntegerField()
    reason = models.TextField()
    cells = models.JSONField()

    def __str__(self) -> str:
        return f"line {self.line}"
