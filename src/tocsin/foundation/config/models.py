from datetime import datetime

from django.db import models
from django.db.models import F, Q


class Document(models.Model):
    """One version of one piece of configuration, such as the priority matrix.

    `kind` names the mechanism (`priority_matrix`, `incident_model`), `name` tells
    documents of a kind apart. A published version is never edited: a change is a
    new draft, and publishing it retires its predecessor.

    A published version is in force from `effective_from` (empty: since it was
    published) until `retired_at` (empty: further on). Both may lie ahead.
    """

    class State(models.TextChoices):
        DRAFT = "draft"
        PUBLISHED = "published"
        RETIRED = "retired"
        DISCARDED = "discarded"

    kind = models.CharField(max_length=40)
    name = models.SlugField(max_length=80, default="default")
    version = models.PositiveIntegerField()
    state = models.CharField(max_length=16, choices=State, default=State.DRAFT)
    body = models.JSONField()
    why = models.TextField(blank=True)
    author = models.CharField(max_length=80, blank=True)
    reviewer = models.CharField(max_length=80, blank=True)
    created_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)
    effective_from = models.DateTimeField(null=True)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="document_versions_are_counted",
                fields=["kind", "name", "version"],
            ),
            models.UniqueConstraint(
                name="document_one_holds_further_on",
                fields=["kind", "name"],
                condition=Q(state="published", retired_at=None),
            ),
            models.CheckConstraint(
                name="document_published_means_when",
                condition=Q(state__in=["draft", "discarded"], published_at=None)
                | Q(state__in=["published", "retired"], published_at__isnull=False),
            ),
            models.CheckConstraint(
                name="document_retired_after_published",
                condition=Q(retired_at=None) | Q(retired_at__gte=F("published_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.name} v{self.version}"

    def in_force(self, at: datetime) -> bool:
        """Whether this version is what everybody uses at an instant."""
        begun = self.effective_from is None or self.effective_from <= at
        ended = self.retired_at is not None and self.retired_at <= at
        return self.state == self.State.PUBLISHED and begun and not ended

    def standing(self, at: datetime) -> str:
        """Its state as people see it: what waits for its day is planned."""
        if self.state != self.State.PUBLISHED or self.in_force(at):
            return str(self.state)
        ahead = self.effective_from is not None and self.effective_from > at
        return "planned" if ahead else str(self.State.RETIRED)


class Publication(models.Model):
    """Something of this kind was published or retired.

    The newest row's id is the kind's version number: what a process compares
    with its memory before it trusts it. Ids are drawn under the kind's lock, so
    they grow in the order of the commits.
    """

    kind = models.CharField(max_length=40)
    document = models.ForeignKey(Document, models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(name="publication_newest", fields=["kind", "-id"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
