from django.db import models
from django.db.models import F, Q


class Document(models.Model):
    """One version of one piece of configuration, such as the priority matrix.

    `kind` names the mechanism (`priority_matrix`, `incident_model`), `name` tells
    documents of a kind apart. A published version is never edited: a change is a
    new draft, and publishing it retires its predecessor.
    """

    class State(models.TextChoices):
        DRAFT = "draft"
        PUBLISHED = "published"
        RETIRED = "retired"

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
    retired_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="document_versions_are_counted",
                fields=["kind", "name", "version"],
            ),
            models.UniqueConstraint(
                name="document_one_is_published",
                fields=["kind", "name"],
                condition=Q(state="published"),
            ),
            models.CheckConstraint(
                name="document_published_means_when",
                condition=Q(state="draft", published_at=None)
                | Q(state__in=["published", "retired"], published_at__isnull=False),
            ),
            models.CheckConstraint(
                name="document_retired_after_published",
                condition=Q(retired_at=None) | Q(retired_at__gte=F("published_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.name} v{self.version}"


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
