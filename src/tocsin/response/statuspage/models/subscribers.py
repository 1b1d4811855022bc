from django.db import models
from django.db.models import Q

from tocsin.response.statuspage.models.notices import Update
from tocsin.response.statuspage.models.pages import CodeField, Page
from tocsin.response.statuspage.rules.words import CHANNELS


class Subscriber(models.Model):
    """Somebody who wants to be told: an address of a channel, of which components and
    kinds of notice (none named: of all), and by kind in which rhythm (none: at once).

    It counts once it was confirmed by its link, of which only the digest is kept.
    Addresses of webhooks and chats hold secrets, and are encrypted. `person` is the
    key of the person with that mail address, if there is one.
    """

    page = models.ForeignKey(Page, models.PROTECT, related_name="+", db_index=False)
    code = CodeField()
    channel = models.CharField(max_length=8, choices=[(c, c) for c in CHANNELS])
    address = models.CharField(max_length=254, blank=True)
    sealed = models.BinaryField(null=True)
    digest = models.BinaryField(max_length=32)
    secret = models.BinaryField(null=True)
    person = models.CharField(max_length=80, blank=True)
    language = models.CharField(max_length=16, default="en")
    components = models.JSONField(default=list)
    kinds = models.JSONField(default=list)
    rhythms = models.JSONField(default=dict)

    token = models.BinaryField(max_length=32, null=True)
    token_until = models.DateTimeField(null=True)
    nonce = models.CharField(max_length=32)
    confirmed_at = models.DateTimeField(null=True)
    failures = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="status_subscriber_subscribes_once",
                fields=["page", "channel", "digest"],
            )
        ]
        indexes = [
            models.Index(name="status_subscriber_by_person", fields=["person"]),
            models.Index(
                name="status_subscriber_waiting",
                fields=["token_until"],
                condition=Q(confirmed_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.code}"


class Delivery(models.Model):
    """One update to one subscriber, and what became of it. While it is queued,
    `due_at` is when it is tried next; whoever sends it moves that ahead. All of a
    digest that are due for a subscriber go in one mail."""

    class State(models.TextChoices):
        QUEUED = "queued"
        HELD = "held"
        SENT = "sent"
        FAILED = "failed"

    subscriber = models.ForeignKey(
        Subscriber, models.PROTECT, related_name="+", db_index=False
    )
    update = models.ForeignKey(Update, models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, choices=State, default=State.QUEUED)
    is_digest = models.BooleanField(default=False)
    due_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    said = models.CharField(max_length=300, blank=True)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="status_update_is_delivered_once", fields=["subscriber", "update"]
            ),
            models.CheckConstraint(
                name="status_delivery_queued_means_due",
                condition=Q(state="queued", due_at__isnull=False)
                | (~Q(state="queued") & Q(due_at=None)),
            ),
        ]
        indexes = [
            models.Index(
                name="status_delivery_due",
                fields=["due_at"],
                condition=Q(state="queued"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.update_id} to {self.subscriber_id}: {self.state}"
