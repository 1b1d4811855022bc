from django.db import models
from django.db.models import Q

from tocsin.foundation.oncall.models.keyed import somebody


class Schedule(models.Model):
    """Who is on call for a team, at one rank: 1 is primary, 2 secondary. `key` never
    changes.

    `wanted` is the key of the calendar in whose open hours somebody should be on
    call; without one, always. `known_until` is how far ahead shifts are written, and
    `known_by` what they were made of, so that the clockwork sees what changed below.
    """

    key = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=120, unique=True)
    team = models.ForeignKey(
        "accounts.Team", models.PROTECT, to_field="key", related_name="+"
    )
    zone = models.CharField(max_length=64, default="UTC")
    rank = models.PositiveSmallIntegerField(default=1)
    wanted = models.CharField(max_length=80, blank=True)
    is_active = models.BooleanField(default=True)
    known_until = models.DateTimeField(null=True)
    known_by = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["team__name", "rank", "name"]
        constraints = [
            models.CheckConstraint(
                name="oncall_rank_is_1_to_9", condition=Q(rank__range=(1, 9))
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Layer(models.Model):
    """A rotation, or an outside calendar where `unit` is empty, at certain times.

    The layer of the lowest `position` comes first. `zone` may be another than the
    schedule's: so the sun is followed. `begins_on` and `hand_over` are the wall time
    of the first hand-over, and so of all. `windows` holds `{days, from, to}`; `rule`
    is an RRULE whose occurrences last `rule_minutes` from `rule_at`; in the hours or
    days of `calendar` that `calendar_when` names it holds only.
    """

    schedule = models.ForeignKey(Schedule, models.PROTECT, related_name="layers")
    key = models.SlugField(max_length=80)
    name = models.CharField(max_length=120)
    position = models.PositiveSmallIntegerField(default=1)
    zone = models.CharField(max_length=64, blank=True)
    unit = models.CharField(max_length=8, blank=True)
    length = models.PositiveSmallIntegerField(default=1)
    begins_on = models.DateField()
    hand_over = models.TimeField()
    ahead = models.PositiveSmallIntegerField(default=0)
    ends_on = models.DateField(null=True, blank=True)
    windows = models.JSONField(default=list, blank=True)
    rule = models.CharField(max_length=500, blank=True)
    rule_at = models.TimeField(null=True, blank=True)
    rule_minutes = models.PositiveIntegerField(default=0)
    calendar = models.CharField(max_length=80, blank=True)
    calendar_when = models.CharField(max_length=16, blank=True)
    url = models.BinaryField(blank=True, default=b"")
    fetched_at = models.DateTimeField(null=True)
    fetch_due_at = models.DateTimeField(null=True)
    fetch_told = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(
                name="oncall_layer_key_is_unique_in_its_schedule",
                fields=["schedule", "key"],
            ),
            models.CheckConstraint(
                name="oncall_turn_has_a_length", condition=Q(length__gte=1)
            ),
            models.CheckConstraint(
                name="oncall_rule_lasts_from_a_time",
                condition=Q(rule="") | Q(rule_at__isnull=False, rule_minutes__gte=1),
            ),
        ]
        indexes = [
            models.Index(
                name="oncall_calendar_due",
                fields=["fetch_due_at"],
                condition=Q(fetch_due_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class LayerPerson(models.Model):
    """A person's place in the rotation of a layer; the same person may have several."""

    layer = models.ForeignKey(Layer, models.PROTECT, related_name="places")
    position = models.PositiveSmallIntegerField()
    person = somebody()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                name="oncall_place_is_held_once", fields=["layer", "position"]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position}: {self.person_id}"
