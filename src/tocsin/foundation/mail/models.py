from django.db import models
from django.db.models import Q


class Mail(models.Model):
    """One message to one address, written in the same transaction as its cause.

    While it is queued, `due_at` is when it is sent next; a sender moves it ahead, so
    that nobody else takes it meanwhile and anybody does if the sender dies. Once it
    has ended, what it said is forgotten; who it went to and its subject stay.
    """

    class State(models.TextChoices):
        QUEUED = "queued"
        HELD = "held"
        SENT = "sent"
        FAILED = "failed"

    message_id = models.CharField(max_length=255, unique=True)
    kind = models.SlugField(max_length=40)
    person = models.CharField(max_length=80, blank=True)
    address = models.CharField(max_length=254)
    name = models.CharField(max_length=150, blank=True)
    language = models.CharField(max_length=16, default="en")
    thread = models.CharField(max_length=80, blank=True)
    cause = models.CharField(max_length=200, blank=True)
    subject = models.CharField(max_length=200)
    body = models.JSONField(default=dict)
    secret_link = models.BinaryField(null=True)

    state = models.CharField(max_length=8, choices=State, default=State.QUEUED)
    queued_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    give_up_at = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)
    said = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="mail_is_caused_once",
                fields=["cause", "address"],
                condition=~Q(cause=""),
            ),
            models.CheckConstraint(
                name="mail_queued_means_due",
                condition=Q(state="queued", due_at__isnull=False)
                | (~Q(state="queued") & Q(due_at=None)),
            ),
            models.CheckConstraint(
                name="mail_ended_keeps_no_secret",
                condition=Q(state__in=["queued", "held"]) | Q(secret_link=None),
            ),
        ]
        indexes = [
            models.Index(
                name="mail_due", fields=["due_at"], condition=Q(state="queued")
            ),
            models.Index(name="mail_by_person", fields=["person"]),
            models.Index(name="mail_by_age", fields=["queued_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.kind} to {self.address}"
