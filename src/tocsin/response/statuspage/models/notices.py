from django.db import models
from django.db.models import F, Q

from tocsin.response.statuspage.models.pages import CodeField, Page
from tocsin.response.statuspage.rules.words import FAULT, IMPACTS, KINDS, STATUSES

_STATUS = [(status, status) for status in STATUSES]


class Series(models.Model):
    """Planned work that comes again by a rule of RFC 5545: wall time in a zone. Its
    next occurrences are notices of their own."""

    page = models.ForeignKey(Page, models.PROTECT, related_name="+")
    title = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    components = models.JSONField(default=list)
    begins = models.CharField(max_length=16)
    minutes = models.PositiveIntegerField()
    zone = models.CharField(max_length=64)
    rule = models.CharField(max_length=300)
    flags = models.JSONField(default=dict)
    made_by = models.CharField(max_length=80)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.title


class Notice(models.Model):
    """A publication on a status page: its own title and texts, whatever the record of
    the incident behind it says.

    `affected` tells by component's code how that is by this notice, while it is open.
    Planned work has a time and flags, and goes through its statuses by itself.
    """

    page = models.ForeignKey(Page, models.PROTECT, related_name="+", db_index=False)
    code = CodeField()
    kind = models.CharField(
        max_length=12, choices=[(k, k) for k in KINDS], default=FAULT
    )
    incident_id = models.BigIntegerField(null=True)
    ref = models.CharField(max_length=16, blank=True)
    title = models.CharField(max_length=200)
    status = models.CharField(max_length=16, choices=_STATUS)
    impact = models.CharField(max_length=12)
    impact_by_hand = models.CharField(
        max_length=12, choices=[(i, i) for i in IMPACTS], blank=True
    )
    affected = models.JSONField(default=dict)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    next_update_at = models.DateTimeField(null=True)
    # 0 nobody, 1 reminded, 2 overdue, 3 duty managers.
    nagged = models.PositiveSmallIntegerField(default=0)
    is_automatic = models.BooleanField(default=False)
    # The key of the person who tells people of it from now on, if one took it over.
    teller = models.CharField(max_length=80, blank=True)
    is_backfilled = models.BooleanField(default=False)
    is_drill = models.BooleanField(default=False)
    cause = models.CharField(max_length=120, blank=True)

    starts_at = models.DateTimeField(null=True)
    until_at = models.DateTimeField(null=True)
    flags = models.JSONField(default=dict)
    reminded_at = models.DateTimeField(null=True)
    series = models.ForeignKey(Series, models.PROTECT, null=True, related_name="+")

    made_by = models.CharField(max_length=80)
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="status_notice_is_caused_once",
                fields=["page", "cause"],
                condition=~Q(cause=""),
            ),
            models.CheckConstraint(
                name="status_work_has_its_time",
                condition=Q(kind=FAULT)
                | Q(starts_at__isnull=False, until_at__gt=F("starts_at")),
            ),
            models.CheckConstraint(
                name="status_ended_notice_promises_nothing",
                condition=Q(ended_at=None) | Q(next_update_at=None),
            ),
        ]
        indexes = [
            models.Index(name="status_notice_of_page", fields=["page", "-began_at"]),
            models.Index(
                name="status_notice_open",
                fields=["page", "kind"],
                condition=Q(ended_at=None),
            ),
            models.Index(name="status_notice_of_incident", fields=["incident_id"]),
            models.Index(
                name="status_notice_promised",
                fields=["next_update_at"],
                condition=Q(next_update_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Update(models.Model):
    """One thing that a notice said, and whether subscribers were told of it."""

    notice = models.ForeignKey(Notice, models.PROTECT, related_name="+", db_index=False)
    code = CodeField()
    status = models.CharField(max_length=16, choices=_STATUS)
    text = models.TextField(blank=True)
    # By component's code: how it was by the notice before, and how after.
    changes = models.JSONField(default=dict)
    at = models.DateTimeField()
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    is_told = models.BooleanField(default=False)
    made_by = models.CharField(max_length=80)

    class Meta:
        indexes = [
            models.Index(name="status_update_of_notice", fields=["notice", "at", "id"])
        ]

    def __str__(self) -> str:
        return self.text[:80]
