import secrets

from django.db import models
from django.db.models import Q

from tocsin.response.stakeholders.rules import AUDIENCES, CHANNELS

_LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"


def new_code() -> str:
    """What a draft or a view is called in addresses, for good."""
    return "".join(secrets.choice(_LETTERS) for _letter in range(12))


class Contact(models.Model):
    """Somebody outside the directory who is told: an address of a channel, under a key
    that documents name. Addresses are encrypted: a webhook's is a secret, a mail's is
    somebody's. `person` is whose mail address it is, where that is known."""

    key = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    channel = models.CharField(max_length=8, choices=[(c, c) for c in CHANNELS])
    sealed = models.BinaryField()
    secret = models.BinaryField(null=True)
    person = models.CharField(max_length=80, blank=True)
    made_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class Audience(models.Model):
    """One class with one incident: what it was told last of, until when it is to be
    told more, and how loudly that was asked for. The room's verbs lock it first."""

    incident = models.ForeignKey(
        "register.Incident", models.PROTECT, related_name="+", db_index=False
    )
    name = models.CharField(max_length=60)
    audience = models.CharField(max_length=12, choices=[(a, a) for a in AUDIENCES])
    code = models.CharField(max_length=12, unique=True, default=new_code)
    stage = models.CharField(max_length=12, blank=True)
    begun_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    look_at = models.DateTimeField(null=True)
    nagged = models.PositiveSmallIntegerField(default=0)
    told_at = models.DateTimeField(null=True)
    told = models.PositiveIntegerField(default=0)
    # The last entry about a notice that told it.
    heard = models.PositiveIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="stakeholder_class_is_told_once", fields=["incident", "name"]
            ),
            models.CheckConstraint(
                name="stakeholder_class_that_ended_is_not_due",
                condition=Q(ended_at=None) | Q(due_at=None, look_at=None),
            ),
        ]
        indexes = [
            models.Index(
                name="stakeholder_due",
                fields=["look_at"],
                condition=Q(look_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.incident_id} {self.name}"


class Draft(models.Model):
    """What a class is to be told, and what became of it. While it waits and nobody
    changed it, it is made anew when the facts change."""

    class State(models.TextChoices):
        PROPOSED = "proposed"
        TOLD = "told"
        DROPPED = "dropped"
        OVERTAKEN = "overtaken"

    audience = models.ForeignKey(
        Audience, models.PROTECT, related_name="drafts", db_index=False
    )
    code = models.CharField(max_length=12, unique=True, default=new_code)
    state = models.CharField(max_length=10, choices=State, default=State.PROPOSED)
    because = models.CharField(max_length=10)
    title = models.CharField(max_length=200, blank=True)
    text = models.TextField(blank=True)
    language = models.CharField(max_length=16, default="en")
    next_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="stakeholder_class_has_one_draft",
                fields=["audience"],
                condition=Q(state="proposed"),
            )
        ]
        indexes = [
            models.Index(name="stakeholder_draft_of", fields=["audience", "-id"])
        ]

    def __str__(self) -> str:
        return self.title


class Delivery(models.Model):
    """One draft to one contact's webhook or chat, and what became of it. Mail and pages
    are kept by those who carry them."""

    class State(models.TextChoices):
        QUEUED = "queued"
        HELD = "held"
        SENT = "sent"
        FAILED = "failed"

    draft = models.ForeignKey(
        Draft, models.PROTECT, related_name="deliveries", db_index=False
    )
    contact = models.ForeignKey(Contact, models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, choices=State, default=State.QUEUED)
    due_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    said = models.CharField(max_length=300, blank=True)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="stakeholder_draft_is_delivered_once", fields=["draft", "contact"]
            ),
            models.CheckConstraint(
                name="stakeholder_delivery_queued_means_due",
                condition=Q(state="queued", due_at__isnull=False)
                | (~Q(state="queued") & Q(due_at=None)),
            ),
        ]
        indexes = [
            models.Index(
                name="stakeholder_delivery_due",
                fields=["due_at"],
                condition=Q(due_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.draft_id} {self.contact_id}"
