from django.contrib.postgres.indexes import GistIndex
from django.db import models
from django.db.models import F, Func, Q

from tocsin.foundation.oncall.models.keyed import somebody
from tocsin.foundation.oncall.models.schedules import Schedule


class Shift(models.Model):
    """Who is, was or will be on call: the final schedule, written out.

    Only `actions.materialising` writes it. What lies before an instant is never
    rewritten after it: a shift under way is cut there and goes on as another. Team
    and rank are those of the time. `because` says what put them there.
    """

    schedule = models.ForeignKey(Schedule, models.PROTECT, related_name="shifts")
    team = models.CharField(max_length=80)
    rank = models.PositiveSmallIntegerField()
    person = somebody()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    is_shadow = models.BooleanField(default=False)
    because = models.CharField(max_length=120, blank=True)
    instead_of = somebody(null=True)

    class Meta:
        ordering = ["starts_at", "id"]
        constraints = [
            models.CheckConstraint(
                name="oncall_shift_ends_after_it_starts",
                condition=Q(ends_at__gt=F("starts_at")),
            ),
        ]
        indexes = [
            models.Index(name="oncall_shift_by_end", fields=["schedule", "ends_at"]),
            models.Index(name="oncall_shift_by_person", fields=["person", "ends_at"]),
            GistIndex(
                Func(F("starts_at"), F("ends_at"), function="tstzrange"),
                name="oncall_shift_by_span",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} from {self.starts_at}"
