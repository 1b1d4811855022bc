from django.db import models
from django.db.models import F, Q

from tocsin.foundation.oncall.models.keyed import somebody
from tocsin.foundation.oncall.models.schedules import Layer


class OutsideSlot(models.Model):
    """One occurrence in somebody else's calendar: who is on call by it. Without a
    person it names nobody whom we know, and nobody is on call."""

    layer = models.ForeignKey(Layer, models.PROTECT, related_name="outside")
    uid = models.CharField(max_length=200)
    person = somebody(null=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        ordering = ["starts_at", "id"]
        constraints = [
            models.CheckConstraint(
                name="oncall_outside_slot_ends_after_it_starts",
                condition=Q(ends_at__gt=F("starts_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.uid} from {self.starts_at}"


class CalendarLink(models.Model):
    """A secret address under which a calendar program reads shifts: a person's, or a
    team's. Only a digest is kept; renewed, the address before opens nothing."""

    person = somebody(null=True)
    team = models.ForeignKey(
        "accounts.Team", models.PROTECT, to_field="key", null=True, related_name="+"
    )
    digest = models.BinaryField(max_length=32, unique=True)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=80, blank=True)
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="oncall_link_of_a_person_is_one",
                fields=["person"],
                condition=Q(person__isnull=False),
            ),
            models.UniqueConstraint(
                name="oncall_link_of_a_team_is_one",
                fields=["team"],
                condition=Q(team__isnull=False),
            ),
            models.CheckConstraint(
                name="oncall_link_is_of_a_person_or_a_team",
                condition=Q(person__isnull=False, team=None)
                | Q(person=None, team__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"calendar of {self.person_id or self.team_id}"
