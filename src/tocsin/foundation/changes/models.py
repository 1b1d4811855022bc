from operator import attrgetter
from typing import Any

from django.db import models
from django.db.models import F, Q

from tocsin.foundation.changes.rules import APPROVED, ASKED, REFUSED


class ServiceChange(models.Model):
    """An addition, modification or removal of something that could have an effect on
    services: planned, done, and told by a person or by the program that did it.

    `begins_at` and `ends_at` are when it was, or failing that when it is planned;
    `actions` keeps them. `source` and `source_ref` say under which number another
    program told it, once.
    """

    class Kind(models.TextChoices):
        STANDARD = "standard"
        NORMAL = "normal"
        EMERGENCY = "emergency"

    class Risk(models.TextChoices):
        LOW = "low"
        MEDIUM = "medium"
        HIGH = "high"

    class State(models.TextChoices):
        PLANNED = "planned"
        UNDER_WAY = "under_way"
        DONE = "done"
        FAILED = "failed"
        BACKED_OUT = "backed_out"
        CANCELLED = "cancelled"

    key = models.CharField(max_length=40, unique=True)
    title = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    kind = models.CharField(max_length=16, choices=Kind, default=Kind.NORMAL)
    risk = models.CharField(max_length=16, choices=Risk, default=Risk.LOW)
    state = models.CharField(max_length=16, choices=State, default=State.PLANNED)
    owner = models.ForeignKey(
        "accounts.Person",
        models.PROTECT,
        to_field="key",
        null=True,
        blank=True,
        related_name="+",
    )
    planned_start = models.DateTimeField(null=True, blank=True)
    planned_end = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    url = models.CharField(max_length=500, blank=True)
    source = models.CharField(max_length=40, blank=True)
    source_ref = models.CharField(max_length=120, blank=True)
    made_by_kind = models.CharField(max_length=16)
    made_by = models.CharField(max_length=80)

    class Meta:
        ordering = ["-begins_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                name="change_comes_once_from_its_source",
                fields=["source", "source_ref"],
                condition=~Q(source_ref=""),
            ),
            models.CheckConstraint(
                name="change_ends_after_it_begins",
                condition=Q(ends_at__gte=F("begins_at")),
            ),
        ]
        indexes = [
            models.Index(name="change_by_beginning", fields=["-begins_at", "-id"]),
            models.Index(name="change_by_end", fields=["ends_at"]),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def services(self) -> list[Any]:
        """What it is about, by name."""
        told = [each.service for each in self.named.all()]
        return sorted(told, key=attrgetter("name"))


class ChangedService(models.Model):
    """The change is about this service."""

    change = models.ForeignKey(ServiceChange, models.PROTECT, related_name="named")
    service = models.ForeignKey("services.Service", models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="changed_service_is_told_once", fields=["change", "service"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.change_id} changes {self.service_id}"


class Approval(models.Model):
    """Whether one emergency change may be done: who asked, who decided, when and why.

    `ref` is the incident that it is to mend; `asked` lists who was asked, each as what:
    a role of the major incident, or on duty. `is_backdated`: it was begun before it was
    approved. `asked_person` and `decided_person` are who stands behind a key.
    """

    class State(models.TextChoices):
        ASKED = ASKED
        APPROVED = APPROVED
        REFUSED = REFUSED

    change = models.OneToOneField(
        ServiceChange, models.PROTECT, related_name="approval"
    )
    ref = models.CharField(max_length=40)
    back_out = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.ASKED)
    is_backdated = models.BooleanField(default=False)
    asked = models.JSONField(default=list)
    asked_at = models.DateTimeField()
    asked_kind = models.CharField(max_length=16)
    asked_by = models.CharField(max_length=80)
    asked_person = models.CharField(max_length=80, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_kind = models.CharField(max_length=16, blank=True)
    decided_by = models.CharField(max_length=80, blank=True)
    decided_person = models.CharField(max_length=80, blank=True)
    via = models.CharField(max_length=16, blank=True)
    reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="approval_decided_means_when",
                condition=Q(state=ASKED, decided_at=None)
                | (~Q(state=ASKED) & Q(decided_at__isnull=False)),
            )
        ]
        indexes = [models.Index(name="approval_of_incident", fields=["ref"])]

    def __str__(self) -> str:
        return f"{self.change_id} {self.state}"

    @property
    def people(self) -> list[str]:
        """Who was asked, by their keys."""
        return [each["person"] for each in self.asked]
