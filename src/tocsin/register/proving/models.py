from django.db import models
from django.db.models import Q


class Proof(models.Model):
    """One verification of the whole register, done in steps: incidents with ids below
    `reached` have been looked at. It has ended when chains, seals and all are through.

    `findings` holds the first of what is not as it was recorded, as [ref, seq, what];
    `found` counts all of it.
    """

    by = models.CharField(max_length=80, blank=True)
    asked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    is_going = models.BooleanField(default=True)
    reached = models.BigIntegerField(default=0)
    incidents = models.PositiveIntegerField(default=0)
    entries = models.PositiveBigIntegerField(default=0)
    seals = models.PositiveIntegerField(default=0)
    found = models.PositiveIntegerField(default=0)
    findings = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_proof_goes_at_a_time",
                fields=["is_going"],
                condition=Q(is_going=True),
            ),
            models.CheckConstraint(
                name="proof_that_goes_has_not_ended",
                condition=Q(is_going=True, ended_at=None)
                | Q(is_going=False, ended_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"proof {self.pk}"

    @property
    def is_clean(self) -> bool:
        return self.ended_at is not None and not self.found
