"""Tables of who is told what, and how each person is reached."""

from django.db import models
from django.db.models import Q

from tocsin.foundation.notify.methods import Manner as Manner
from tocsin.foundation.notify.methods import Method as Method
from tocsin.foundation.notify.methods import Provider as Provider
from tocsin.foundation.notify.methods import Step as Step
from tocsin.foundation.notify.rooms import Room as Room


class Page(models.Model):
    """One person is to be told of one thing, written with its cause.

    `cause` is unique: what is told twice is one page. It holds no words of an incident;
    those are read when a message is sent. `rank` is its place among what is due.
    """

    class State(models.TextChoices):
        QUEUED = "queued"
        SENDING = "sending"
        HELD = "held"
        DELIVERED = "delivered"
        ANSWERED = "answered"
        FAILED = "failed"
        WITHDRAWN = "withdrawn"

    person = models.CharField(max_length=80)
    cause = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=16, default="page")
    incident_id = models.BigIntegerField(null=True)
    ref = models.CharField(max_length=40, blank=True)
    loud = models.BooleanField(default=True)
    unless = models.CharField(max_length=16, default="acknowledged")
    why = models.JSONField(default=dict)
    is_drill = models.BooleanField(default=False)
    rank = models.PositiveSmallIntegerField(default=3)

    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    made_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    channel = models.CharField(max_length=40, blank=True)
    told = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [
            models.Index(
                name="page_queued",
                fields=["rank", "made_at"],
                condition=Q(state="queued"),
            ),
            models.Index(
                name="page_of_incident",
                fields=["incident_id"],
                condition=Q(incident_id__isnull=False),
            ),
            models.Index(name="page_of_person", fields=["person", "-id"]),
            models.Index(name="page_by_age", fields=["made_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.kind} to {self.person}: {self.cause}"


class Message(models.Model):
    """One page by one method: sent, tried again, given up, or not wanted any more.

    While it waits, `due_at` is when it is sent next. A sender moves it ahead, so that
    nobody else takes it meanwhile, and writes its number as its `holder`, so that
    others take it at once if that process is gone. `attempts` tells a claim from any
    later one. What it said is never kept.
    """

    class State(models.TextChoices):
        WAITING = "waiting"
        HELD = "held"
        SENT = "sent"
        DELIVERED = "delivered"
        FAILED = "failed"
        WITHDRAWN = "withdrawn"

    page = models.ForeignKey(Page, models.PROTECT, related_name="messages")
    person = models.CharField(max_length=80)
    channel = models.CharField(max_length=40)
    # A method's id; 0 is the address they sign in with. It may be gone by now.
    method = models.BigIntegerField(default=0)
    address = models.CharField(max_length=400)
    data = models.JSONField(default=dict)
    rank = models.PositiveSmallIntegerField(default=3)

    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    made_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    give_up_at = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=0)
    holder = models.IntegerField(null=True)
    rounds = models.PositiveSmallIntegerField(default=0)
    provider = models.CharField(max_length=80, blank=True)
    failed_providers = models.JSONField(default=list)
    provider_id = models.CharField(max_length=200, blank=True)
    sent_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    said = models.CharField(max_length=300, blank=True)
    bundled_with = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="message_waiting_means_due",
                condition=Q(state="waiting", due_at__isnull=False)
                | (~Q(state="waiting") & Q(due_at=None)),
            )
        ]
        indexes = [
            models.Index(
                name="message_due",
                fields=["rank", "due_at"],
                condition=Q(state="waiting"),
            ),
            models.Index(
                name="message_held",
                fields=["holder"],
                condition=Q(state="waiting", holder__isnull=False),
            ),
            models.Index(
                name="message_at_provider",
                fields=["provider_id"],
                condition=~Q(provider_id=""),
            ),
            models.Index(name="message_by_address", fields=["address", "-id"]),
            models.Index(name="message_of_person", fields=["person", "sent_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.channel} to {self.person}"


class Outcome(models.Model):
    """What became of one page of an incident, for whoever asked for it to hear."""

    page = models.ForeignKey(Page, models.PROTECT, related_name="+")
    result = models.CharField(max_length=10)
    channel = models.CharField(max_length=40, blank=True)
    told = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()
    heard_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                name="outcome_unheard", fields=["id"], condition=Q(heard_at=None)
            )
        ]

    def __str__(self) -> str:
        return f"{self.result}: {self.page_id}"


class Answer(models.Model):
    """Somebody answered a message by a verb: once, however often the link is opened."""

    message = models.ForeignKey(Message, models.PROTECT, related_name="answers")
    person = models.CharField(max_length=80)
    verb = models.CharField(max_length=16)
    via = models.CharField(max_length=8)
    at = models.DateTimeField()
    told = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="answer_is_given_once", fields=["message", "verb"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.verb} by {self.person}"
