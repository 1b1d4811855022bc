from django.db import models
from django.db.models import Q

from tocsin.improvement.reviews.rules.life import (
    APPROVED,
    AUDIENCES,
    DONE,
    DRAFT,
    DROPPED,
    HANDED_IN,
    OPEN,
)


class Review(models.Model):
    """The review of one incident: who owes it until when, and how far it has come.

    What it says is read from the timeline each time; what people wrote is below. While
    the incident is open again nothing is due. `next_at` is when somebody is reminded.
    """

    class State(models.TextChoices):
        DRAFT = DRAFT
        HANDED_IN = HANDED_IN
        APPROVED = APPROVED

    ref = models.CharField(max_length=16, unique=True)
    incident = models.OneToOneField(
        "register.Incident", models.PROTECT, related_name="+"
    )
    state = models.CharField(max_length=16, choices=State, default=State.DRAFT)
    because = models.CharField(max_length=16)
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=80, blank=True)
    responsible = models.CharField(max_length=80, blank=True)
    due_at = models.DateTimeField(null=True)
    handed_in_at = models.DateTimeField(null=True)
    handed_in_by = models.CharField(max_length=80, blank=True)
    approved_at = models.DateTimeField(null=True)
    approved_by = models.CharField(max_length=80, blank=True)
    sent_back_by = models.CharField(max_length=80, blank=True)
    sent_back_why = models.TextField(blank=True)
    reminded_at = models.DateTimeField(null=True)
    told_above_at = models.DateTimeField(null=True)
    next_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-opened_at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="review_approved_means_when",
                condition=~Q(state=APPROVED) | Q(approved_at__isnull=False),
            ),
            models.CheckConstraint(
                name="review_approved_owes_nothing",
                condition=~Q(state=APPROVED) | Q(next_at=None),
            ),
        ]
        indexes = [
            models.Index(
                name="review_due",
                fields=["next_at"],
                condition=Q(next_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.ref


class Text(models.Model):
    """What a part of a review says, from this version on. Versions stay."""

    review = models.ForeignKey(Review, models.PROTECT, related_name="texts")
    part = models.CharField(max_length=16)
    version = models.PositiveIntegerField()
    text = models.TextField(blank=True)
    by = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        ordering = ["part", "version"]
        constraints = [
            models.UniqueConstraint(
                name="text_has_one_of_each_version",
                fields=["review", "part", "version"],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.part} {self.version}"


class Factor(models.Model):
    """Something that contributed to the incident, until it is taken back."""

    review = models.ForeignKey(Review, models.PROTECT, related_name="factors")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=16)
    text = models.TextField()
    by = models.CharField(max_length=80)
    at = models.DateTimeField()
    gone_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                name="factor_has_its_number", fields=["review", "number"]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"


class Action(models.Model):
    """Something to be done because of an incident: whose it is, until when, which
    effect is looked for and, once it is done, which was seen. `written_by` wrote last
    what is to be done; `dropped_why` says why nobody does it."""

    class State(models.TextChoices):
        OPEN = OPEN
        DONE = DONE
        DROPPED = DROPPED

    review = models.ForeignKey(Review, models.PROTECT, related_name="actions")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=16)
    title = models.CharField(max_length=400)
    owner = models.CharField(max_length=80)
    due_at = models.DateTimeField()
    looked_for = models.TextField(blank=True)
    state = models.CharField(max_length=16, choices=State, default=State.OPEN)
    added_at = models.DateTimeField()
    added_by = models.CharField(max_length=80)
    written_by = models.CharField(max_length=80)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=80, blank=True)
    dropped_why = models.TextField(blank=True)
    verdict = models.CharField(max_length=16, blank=True)
    seen = models.TextField(blank=True)
    seen_by = models.CharField(max_length=80, blank=True)
    seen_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    told_above_at = models.DateTimeField(null=True)
    next_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["due_at", "id"]
        constraints = [
            models.UniqueConstraint(
                name="action_has_its_number", fields=["review", "number"]
            ),
            models.CheckConstraint(
                name="action_over_means_when",
                condition=Q(state=OPEN, ended_at=None)
                | (~Q(state=OPEN) & Q(ended_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="action_over_owes_nothing",
                condition=Q(state=OPEN) | Q(next_at=None),
            ),
        ]
        indexes = [
            models.Index(
                name="action_next",
                fields=["next_at"],
                condition=Q(next_at__isnull=False),
            ),
            models.Index(
                name="action_open",
                fields=["due_at", "id"],
                condition=Q(state=OPEN),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.review_id} {self.number}"


class Choice(models.Model):
    """A part, passage or row that an audience is shown or not, against what is usual.
    A passage is one of a version of its text."""

    review = models.ForeignKey(Review, models.PROTECT, related_name="choices")
    audience = models.CharField(max_length=16, choices=[(a, a) for a in AUDIENCES])
    part = models.CharField(max_length=16)
    place = models.IntegerField()
    version = models.PositiveIntegerField(default=0)
    hides = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="choice_is_made_once",
                fields=["review", "audience", "part", "place"],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.audience} {self.part} {self.place}"


class Publication(models.Model):
    """What an audience was given to read: figures up to an entry, and texts as they
    were then. For all but the internal audience names are roles in it already."""

    review = models.ForeignKey(Review, models.PROTECT, related_name="publications")
    audience = models.CharField(max_length=16, choices=[(a, a) for a in AUDIENCES])
    number = models.PositiveIntegerField()
    until = models.PositiveIntegerField()
    body = models.JSONField()
    published_at = models.DateTimeField()
    published_by = models.CharField(max_length=80)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering = ["published_at", "id"]
        constraints = [
            models.UniqueConstraint(
                name="one_publication_is_read",
                fields=["review", "audience"],
                condition=Q(withdrawn_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.audience} {self.number}"


class Suggestion(models.Model):
    """An incident that may be worth a review, and why; until somebody reviews it or
    says why not."""

    incident = models.OneToOneField(
        "register.Incident", models.PROTECT, primary_key=True, related_name="+"
    )
    because = models.CharField(max_length=16)
    at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=80, blank=True)
    why = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(
                name="suggestion_open",
                fields=["at"],
                condition=Q(decided_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.incident_id} {self.because}"
