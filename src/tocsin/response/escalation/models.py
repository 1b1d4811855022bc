from django.db import models
from django.db.models import Q


class Run(models.Model):
    """One incident climbing a row of the matrix.

    `matrix` and `row` are frozen when it begins; `asked` is by what the row was chosen.
    `due_at` is when something comes next, and `next_level` what; failing that, `why`
    says what it waits for. Both are kept by the database: a run without a due instant
    has a reason. `life` counts how often it began; `passed` has a bit for each level
    reached; `told` people were told by the last level, of whom `failed` could not be.
    """

    class State(models.TextChoices):
        CLIMBING = "climbing"
        ANSWERED = "answered"
        RESTORED = "restored"
        RESTED = "rested"
        ENDED = "ended"

    incident_id = models.BigIntegerField(unique=True)
    is_drill = models.BooleanField(default=False)
    state = models.CharField(max_length=16, choices=State, default=State.CLIMBING)
    why = models.CharField(max_length=16, blank=True)
    matrix = models.PositiveIntegerField(default=0)
    row = models.CharField(max_length=60, blank=True)
    because = models.JSONField(default=list)
    asked = models.CharField(max_length=400, blank=True)
    life = models.PositiveSmallIntegerField(default=1)
    began_at = models.DateTimeField()
    passed = models.PositiveIntegerField(default=0)
    level = models.PositiveSmallIntegerField(default=0)
    repeats = models.PositiveSmallIntegerField(default=0)
    reached_at = models.DateTimeField(null=True)
    hurry = models.CharField(max_length=16, blank=True)
    late = models.PositiveIntegerField(default=0)
    followed = models.BooleanField(default=False)
    told = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)
    due_at = models.DateTimeField(null=True)
    next_does = models.CharField(max_length=8, blank=True)
    next_level = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="run_is_due_or_says_why_not",
                condition=Q(due_at__isnull=False) ^ ~Q(why=""),
            ),
        ]
        indexes = [
            models.Index(
                name="run_due",
                fields=["due_at"],
                condition=Q(due_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.incident_id}: {self.row} {self.level}"


class Round(models.Model):
    """Whose turn it was last in a team whose members are told by turns."""

    team = models.CharField(max_length=80, primary_key=True)
    person = models.CharField(max_length=80)

    def __str__(self) -> str:
        return f"{self.team}: {self.person}"
