from django.db import models
from django.db.models import Q


class Callout(models.Model):
    """A team was called, for an incident or to test who would be reached.

    It holds the policy it began with. `next_at` is when the first who was called and
    did not answer is replaced.
    """

    team = models.CharField(max_length=80)
    version = models.PositiveIntegerField()
    incident = models.ForeignKey(
        "register.Incident", models.PROTECT, null=True, related_name="+"
    )
    is_drill = models.BooleanField(default=False)
    quorum = models.PositiveSmallIntegerField()
    seconds = models.PositiveIntegerField()
    opened_at = models.DateTimeField()
    mobilised_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    next_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-opened_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                name="team_is_called_once_for_an_incident",
                fields=["team", "incident"],
                condition=Q(ended_at=None, incident__isnull=False),
            ),
            models.CheckConstraint(
                name="callout_is_due_only_while_open",
                condition=Q(ended_at=None) | Q(next_at=None),
            ),
        ]
        indexes = [
            models.Index(
                name="callout_due",
                fields=["next_at"],
                condition=Q(next_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.team} {self.opened_at}"

    @property
    def took(self) -> int | None:
        """Seconds until so many as are wanted were coming."""
        if self.mobilised_at is None:
            return None
        return int((self.mobilised_at - self.opened_at).total_seconds())


class Call(models.Model):
    """One person was called: until when they answer, what they said, in whose place."""

    class Answer(models.TextChoices):
        WAITING = ""
        COMING = "coming"
        DECLINED = "declined"
        SILENT = "silent"

    callout = models.ForeignKey(Callout, models.PROTECT, related_name="calls")
    person = models.ForeignKey(
        "accounts.Person", models.PROTECT, to_field="key", related_name="+"
    )
    called_at = models.DateTimeField()
    until = models.DateTimeField()
    answer = models.CharField(max_length=16, choices=Answer, blank=True)
    answered_at = models.DateTimeField(null=True)
    role = models.CharField(max_length=80, blank=True)
    instead_of = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="replaced_by"
    )

    class Meta:
        ordering = ["called_at", "id"]
        constraints = [
            models.UniqueConstraint(
                name="person_is_called_once", fields=["callout", "person"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.answer}"


class KitCheck(models.Model):
    """Something of a team's kit was looked at, and was there or not."""

    team = models.CharField(max_length=80)
    item = models.CharField(max_length=120)
    is_there = models.BooleanField()
    checked_at = models.DateTimeField()
    checked_by = models.ForeignKey(
        "accounts.Person", models.PROTECT, to_field="key", null=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="kit_is_checked_item_by_item", fields=["team", "item"]
            )
        ]

    def __str__(self) -> str:
        return self.item
