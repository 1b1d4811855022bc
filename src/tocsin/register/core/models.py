from typing import Any

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Func, Q


class CanonicalJson(models.TextField):  # type: ignore[type-arg]
    """JSON kept to the letter, because the chain was computed over these letters.

    The column is `json`, not `jsonb`: PostgreSQL can look inside, and never
    reorders keys or rewrites numbers.
    """

    def db_type(self, connection: Any) -> str:
        return "json"


def _key(to: str) -> Any:
    # Indexed below, together with what it is asked with; alone it would be twice.
    return models.ForeignKey(
        to,
        models.PROTECT,
        to_field="key",
        null=True,
        related_name="+",
        db_index=False,
    )


_OPEN = ~Q(state__in=["resolved", "closed", "cancelled"])


class Incident(models.Model):
    """The present state of one incident, folded from its entries.

    All columns from `title` to `links` are a convenience: the timeline says it too,
    and `tocsin verify --rows` compares the two. Nothing but the register's writer
    writes them. From `next_due_at` on, rooms above publish (decision 12): outside the
    hash and the fold, rebuildable.
    """

    ref = models.CharField(max_length=24, unique=True)
    source = models.CharField(max_length=40, blank=True)
    source_ref = models.CharField(max_length=120, blank=True)
    seq = models.PositiveIntegerField(default=0)
    head = models.BinaryField(max_length=32, null=True)
    changed_at = models.DateTimeField()

    title = models.TextField(blank=True)
    description = models.TextField(blank=True)
    state = models.CharField(max_length=16)
    state_since = models.DateTimeField(null=True)
    whence = models.CharField(max_length=16, blank=True)
    before_cancel = models.CharField(max_length=16, blank=True)
    waiting_cause = models.CharField(max_length=16, blank=True)
    basis = models.CharField(max_length=24, blank=True)
    nature = models.CharField(max_length=16, blank=True)
    channel = models.CharField(max_length=24, blank=True)
    service = _key("services.Service")
    category = _key("classification.Category")
    impact = models.PositiveSmallIntegerField(null=True)
    urgency = models.PositiveSmallIntegerField(null=True)
    priority = models.PositiveSmallIntegerField(null=True)
    priority_reason = models.TextField(blank=True)
    priority_overridden = models.BooleanField(default=False)
    complexity = models.CharField(max_length=16, blank=True)
    model = models.CharField(max_length=80, blank=True)
    team = _key("accounts.Team")
    owner = _key("accounts.Person")
    owner_role = models.CharField(max_length=24, blank=True)
    reporter = _key("accounts.Person")
    reporter_name = models.TextField(blank=True)
    symptoms = models.TextField(blank=True)
    location_physical = models.TextField(blank=True)
    location_virtual = models.TextField(blank=True)
    affected = models.TextField(blank=True)
    still_works = models.TextField(blank=True)
    before_symptoms = models.TextField(blank=True, default="", db_default="")
    automatic_fix = models.CharField(
        max_length=16, blank=True, default="", db_default=""
    )
    automatic_fix_text = models.TextField(blank=True, default="", db_default="")
    occurred_at = models.DateTimeField(null=True)
    occurred_basis = models.CharField(max_length=16, blank=True)
    last_known_good_at = models.DateTimeField(null=True)
    detected_at = models.DateTimeField(null=True)
    detected_by = models.CharField(max_length=24, blank=True)
    reported_at = models.DateTimeField(null=True)
    registered_at = models.DateTimeField(null=True)
    classified_at = models.DateTimeField(null=True)
    assigned_at = models.DateTimeField(null=True)
    acknowledged_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    diagnosis_at = models.DateTimeField(null=True)
    mitigated_at = models.DateTimeField(null=True)
    restored_at = models.DateTimeField(null=True)
    resolved_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    reopened_count = models.PositiveIntegerField(default=0)
    reassigned_count = models.PositiveIntegerField(default=0)
    resolution_kind = models.CharField(max_length=24, blank=True)
    resolution_code = models.CharField(max_length=40, blank=True)
    resolution_text = models.TextField(blank=True)
    closure_code = models.CharField(max_length=40, blank=True)
    cancel_reason = models.CharField(max_length=24, blank=True)
    duplicate_of = models.CharField(max_length=24, blank=True)
    merged_into = models.CharField(max_length=24, blank=True)
    restricted = models.BooleanField(default=False)
    is_drill = models.BooleanField(default=False)
    origin = models.CharField(max_length=16, default="lived")
    told = models.JSONField(default=dict)
    flags = models.JSONField(default=list)
    tags = models.JSONField(default=list)
    fields = models.JSONField(default=dict)
    links = models.JSONField(default=dict)

    next_due_at = models.DateTimeField(null=True)
    next_due_label = models.CharField(max_length=40, blank=True)
    alerts_count = models.PositiveIntegerField(default=0)
    swarm_open = models.BooleanField(default=False)
    major = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="incident_comes_once_from_its_source",
                fields=["source", "source_ref"],
                condition=~Q(source_ref=""),
            ),
            models.CheckConstraint(
                name="incident_priority_is_1_to_5",
                condition=Q(priority=None) | Q(priority__range=(1, 5)),
            ),
            models.CheckConstraint(
                name="incident_impact_and_urgency_are_1_to_3",
                condition=(Q(impact=None) | Q(impact__range=(1, 3)))
                & (Q(urgency=None) | Q(urgency__range=(1, 3))),
            ),
            models.CheckConstraint(
                name="incident_resolved_means_when",
                condition=~Q(state__in=["resolved", "closed"])
                | Q(resolved_at__isnull=False),
            ),
            models.CheckConstraint(
                name="incident_closed_means_when",
                condition=~Q(state="closed") | Q(closed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="incident_waiting_says_for_what",
                condition=Q(state="waiting") ^ Q(waiting_cause=""),
            ),
            models.CheckConstraint(
                name="incident_always_has_an_owner",
                condition=Q(owner__isnull=False)
                | ~Q(owner_role="")
                | Q(origin="history"),
            ),
        ]
        indexes = [
            models.Index(
                F("major").desc(),
                F("next_due_at").asc(nulls_last=True),
                F("priority").asc(),
                F("id").asc(),
                name="incident_queue",
                condition=_OPEN,
            ),
            models.Index(
                F("major").desc(),
                F("next_due_at").asc(nulls_last=True),
                F("priority").asc(),
                F("id").asc(),
                name="incident_queue_unowned",
                condition=_OPEN & Q(owner=None),
            ),
            models.Index(
                name="incident_open_counted",
                fields=["team", "owner"],
                include=(
                    "id state restricted next_due_at major waiting_cause flags"
                ).split(),
                condition=_OPEN,
            ),
            models.Index(
                name="incident_open_by_owner",
                fields=["owner", "priority", "-id"],
                condition=_OPEN,
            ),
            models.Index(
                name="incident_next_due",
                fields=["next_due_at"],
                condition=Q(next_due_at__isnull=False),
            ),
            models.Index(name="incident_by_state", fields=["state", "-id"]),
            models.Index(name="incident_by_reporter", fields=["reporter", "-id"]),
            models.Index(name="incident_by_team", fields=["team", "-id"]),
            models.Index(name="incident_by_service", fields=["service", "-id"]),
            models.Index(name="incident_by_owner", fields=["owner", "-id"]),
            models.Index(
                name="incident_by_category",
                fields=["category", "-id"],
                # So that it also finds what begins with a category's key.
                opclasses=["varchar_pattern_ops", "int8_ops"],
            ),
            models.Index(name="incident_by_priority", fields=["priority", "-id"]),
            models.Index(name="incident_by_registered", fields=["registered_at"]),
            models.Index(
                name="incident_flagged",
                fields=["-id"],
                condition=~Q(flags=[]),
            ),
            models.Index(
                name="incident_restricted",
                fields=["id"],
                condition=Q(restricted=True),
            ),
            GinIndex(
                name="incident_tagged",
                fields=["tags"],
                opclasses=["jsonb_path_ops"],
                condition=~Q(tags=[]),
            ),
            models.Index(
                name="incident_tagged_newest",
                fields=["-id"],
                condition=~Q(tags=[]),
            ),
            GinIndex(
                name="incident_with_fields",
                fields=["fields"],
                opclasses=["jsonb_path_ops"],
                condition=~Q(fields={}),
            ),
            GinIndex(
                name="incident_with_links",
                fields=["links"],
                condition=~Q(links={}),
            ),
        ]

    def __str__(self) -> str:
        return self.ref


class Entry(models.Model):
    """One thing that happened. Written once; a trigger refuses everything else.

    No foreign key is checked on `incident`: the writer holds the incident's lock
    while it appends, the check would cost a third of an import, and `verify` names
    an entry without its incident.
    """

    incident = models.ForeignKey(
        Incident,
        models.PROTECT,
        related_name="entries",
        db_constraint=False,
        db_index=False,
    )
    seq = models.PositiveIntegerField()
    kind = models.CharField(max_length=40)
    kind_version = models.PositiveSmallIntegerField(default=1)
    happened_at = models.DateTimeField()
    happened_basis = models.CharField(max_length=16)
    recorded_at = models.DateTimeField()
    actor_kind = models.CharField(max_length=16)
    actor_id = models.CharField(max_length=80, blank=True)
    on_behalf_of = models.CharField(max_length=80, blank=True)
    via = models.CharField(max_length=24, blank=True)
    cause = models.CharField(max_length=120, null=True)  # noqa: DJ001 (null: none given)
    audience = models.CharField(max_length=16, default="internal")
    corrects = models.PositiveIntegerField(null=True)
    origin = models.CharField(max_length=16, default="lived")
    is_drill = models.BooleanField(default=False)
    body = CanonicalJson()
    previous = models.BinaryField(max_length=32, null=True)
    hash = models.BinaryField(max_length=32)

    # Ids are handed out before commit, so id order is not commit order. Readers
    # of the feed stop at the oldest transaction still running, by this column.
    xact = models.BigIntegerField(
        db_default=Func(
            template="register_transaction()",
            output_field=models.BigIntegerField(),
        ),
        editable=False,
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="entry_seq_is_unique", fields=["incident", "seq"]
            ),
            models.UniqueConstraint(
                name="entry_cause_is_heard_once",
                fields=["incident", "cause"],
                condition=Q(cause__isnull=False),
            ),
            models.CheckConstraint(
                name="entry_corrects_an_earlier_one",
                condition=Q(corrects=None) | Q(corrects__lt=F("seq")),
            ),
        ]
        indexes = [
            models.Index(name="entry_feed", fields=["xact", "id"]),
            models.Index(
                name="entry_feed_lived",
                fields=["xact", "id"],
                condition=Q(origin="lived"),
            ),
            models.Index(
                name="entry_time_spent",
                fields=["incident", "seq"],
                condition=Q(kind="time_spent"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} at {self.happened_at:%H:%M}"


class Private(models.Model):
    """What an entry commits to and does not hold: field → [salt, value].

    Erasing deletes it; the entry and the chain stay as they were.
    """

    incident = models.ForeignKey(
        Incident, models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    seq = models.PositiveIntegerField()
    values = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="private_lies_beside_one_entry", fields=["incident", "seq"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.incident_id}/{self.seq}"


class Viewer(models.Model):
    """A person named to see one restricted incident."""

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="viewers")
    person = models.ForeignKey(
        "accounts.Person", models.PROTECT, to_field="key", related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="viewer_is_named_once", fields=["incident", "person"]
            )
        ]

    def __str__(self) -> str:
        return self.person_id


class Seal(models.Model):
    """A signed statement of how far the chains had grown at an instant.

    `line` is the whole seal, as it also stands in every node's `seals.jsonl`.
    """

    number = models.PositiveIntegerField(primary_key=True)
    sealed_at = models.DateTimeField()
    xact = models.BigIntegerField()
    entry_id = models.BigIntegerField()
    hash = models.BinaryField(max_length=32)
    line = models.TextField()

    def __str__(self) -> str:
        return f"seal {self.number}"
