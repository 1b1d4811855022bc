from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from tocsin.response.major.rules import DECLARED, ENDED, PROPOSED, REJECTED


class Major(models.Model):
    """One incident as a candidate or a major incident, and what is due on it next.

    The timeline says what happened; this row is what the room locks first, and how far
    its standing orders have come. `executives_at` is when executives are told next,
    `update_at` until when users are promised an update.
    """

    class State(models.TextChoices):
        PROPOSED = PROPOSED
        REJECTED = REJECTED
        DECLARED = DECLARED
        ENDED = ENDED

    incident = models.OneToOneField(
        "register.Incident", models.PROTECT, primary_key=True, related_name="+"
    )
    state = models.CharField(max_length=16, choices=State)
    criteria = ArrayField(models.CharField(max_length=60), default=list)
    proposed_at = models.DateTimeField(null=True)
    declared_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    executives_at = models.DateTimeField(null=True)
    executives_told = models.PositiveIntegerField(default=0)
    update_at = models.DateTimeField(null=True)
    nagged_at = models.DateTimeField(null=True)
    overdue_at = models.DateTimeField(null=True)
    next_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="major_declared_means_when",
                condition=~Q(state=DECLARED) | Q(declared_at__isnull=False),
            ),
            models.CheckConstraint(
                name="major_is_due_only_while_declared",
                condition=Q(state=DECLARED) | Q(next_at=None),
            ),
        ]
        indexes = [
            models.Index(
                name="major_due",
                fields=["next_at"],
                condition=Q(next_at__isnull=False),
            ),
            models.Index(
                name="major_open",
                fields=["state"],
                condition=Q(state__in=[PROPOSED, DECLARED]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.incident_id} {self.state}"


class Post(models.Model):
    """A person's time in a role of a major incident: named, taken over, left.

    `schedule` is the one that put them there, if one did.
    """

    major = models.ForeignKey(Major, models.PROTECT, related_name="posts")
    role = models.CharField(max_length=16)
    person = models.ForeignKey(
        "accounts.Person", models.PROTECT, to_field="key", related_name="+"
    )
    schedule = models.CharField(max_length=80, blank=True)
    filled_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)
    because = models.CharField(max_length=16, blank=True)

    class Meta:
        ordering = ["filled_at", "id"]
        constraints = [
            models.UniqueConstraint(
                name="role_is_held_by_one",
                fields=["major", "role"],
                condition=Q(left_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role}: {self.person_id}"
