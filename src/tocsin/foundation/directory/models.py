from django.db import models
from django.db.models import Q


class Tie(models.Model):
    """Whom a source means by an identifier of its own: one person or one team.

    `facts` and `roles` are what the source answers for: no other source changes them.
    `is_active` is what it said last, so that whoever was deactivated by hand stays so.
    `told` is the resource as a SCIM client wrote it. A tie with `gone_at` belongs to
    somebody whom the source does not tell of any more.
    """

    source = models.CharField(max_length=40)
    ref = models.CharField(max_length=250)
    person = models.ForeignKey(
        "accounts.Person", models.PROTECT, null=True, related_name="+"
    )
    team = models.ForeignKey(
        "accounts.Team", models.PROTECT, null=True, related_name="+"
    )
    facts = models.JSONField(default=list)
    roles = models.JSONField(default=list)
    told = models.JSONField(default=dict)
    is_active = models.BooleanField(default=True)
    since = models.DateTimeField()
    moved_at = models.DateTimeField()
    gone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="tie_means_one_person",
                fields=["source", "ref"],
                condition=Q(person__isnull=False),
            ),
            models.UniqueConstraint(
                name="tie_means_one_team",
                fields=["source", "ref"],
                condition=Q(team__isnull=False),
            ),
            models.UniqueConstraint(
                name="tie_of_a_person_is_one_per_source", fields=["source", "person"]
            ),
            models.UniqueConstraint(
                name="tie_of_a_team_is_one_per_source", fields=["source", "team"]
            ),
            models.CheckConstraint(
                name="tie_is_of_a_person_or_a_team",
                condition=Q(person=None, team__isnull=False)
                | Q(person__isnull=False, team=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.ref}"


class Seat(models.Model):
    """A membership that a source brought, and may take back; all others it leaves."""

    source = models.CharField(max_length=40)
    team = models.ForeignKey("accounts.Team", models.PROTECT, related_name="+")
    person = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="seat_is_brought_once", fields=["source", "team", "person"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} in {self.team} by {self.source}"


class Leaver(models.Model):
    """A person whom a source deactivated; their open work waits to be handed over."""

    person = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    source = models.CharField(max_length=40)
    left_at = models.DateTimeField()
    handed_over_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                name="leaver_to_hand_over",
                fields=["id"],
                condition=Q(handed_over_at=None),
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} by {self.source}"


class Run(models.Model):
    """One time that a source was brought in: who asked, how far it is, what it did.

    A run that was broken off is planned anew and goes on with what is left to do. One
    that is held would deactivate more people than it may before somebody confirms it.
    """

    class State(models.TextChoices):
        WAITING = "waiting"
        RUNNING = "running"
        HELD = "held"
        DONE = "done"
        FAILED = "failed"
        STOPPED = "stopped"

    source = models.CharField(max_length=40)
    kind = models.CharField(max_length=16)
    name = models.CharField(max_length=200, blank=True)
    file = models.CharField(max_length=64, blank=True)
    mapping = models.JSONField(default=dict)
    state = models.CharField(max_length=16, choices=State, default=State.WAITING)
    is_confirmed = models.BooleanField(default=False)
    by = models.CharField(max_length=80, blank=True)
    by_kind = models.CharField(max_length=16, default="system")
    asked_at = models.DateTimeField()
    moved_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    todo = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    told = models.PositiveIntegerField(default=0)
    added = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    deactivated = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    passed_over = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    why = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(
                name="directory_run_to_go_on",
                fields=["id"],
                condition=Q(state__in=["waiting", "running"]),
            ),
            models.Index(name="directory_run_of_source", fields=["source", "-id"]),
        ]

    def __str__(self) -> str:
        return f"directory run {self.pk}"


class Refused(models.Model):
    """Somebody a run could not bring in, and why."""

    run = models.ForeignKey(Run, models.PROTECT, related_name="+")
    line = models.PositiveIntegerField()
    ref = models.CharField(max_length=250)
    reason = models.TextField()
    cells = models.JSONField(default=dict)

    def __str__(self) -> str:
        return self.ref


class Secret(models.Model):
    """How to sign in to a source; encrypted with a key outside the database."""

    source = models.CharField(max_length=40, unique=True)
    sealed = models.TextField()
    set_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.source
