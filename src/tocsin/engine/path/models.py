from django.db import models
from django.db.models import Q


class Trip(models.Model):
    """One alert of Tocsin's own on its way, from the door to resolved.

    `hops` are the instants at which it came by, by hop; of one that is stuck `late` is
    the hop that did not come in time, and `alarm` the real incident that says so.
    Whoever acts for it holds it until `held_until`. One is under way at a time.
    """

    class State(models.TextChoices):
        UNDER_WAY = "under_way"
        ARRIVED = "arrived"
        STUCK = "stuck"

    state = models.CharField(max_length=10, choices=State, default=State.UNDER_WAY)
    begun_at = models.DateTimeField()
    by = models.CharField(max_length=80, blank=True)
    hops = models.JSONField(default=dict)
    incident_id = models.BigIntegerField(null=True)
    ref = models.CharField(max_length=40, blank=True)
    held_until = models.DateTimeField(null=True)
    said = models.CharField(max_length=300, blank=True)
    late = models.CharField(max_length=16, blank=True)
    alarm = models.CharField(max_length=40, blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                name="trip_one_is_under_way",
                fields=["state"],
                condition=Q(state="under_way"),
            ),
            models.CheckConstraint(
                name="trip_over_says_when",
                condition=Q(state="under_way", ended_at=None)
                | (~Q(state="under_way") & Q(ended_at__isnull=False)),
            ),
        ]
        indexes = [models.Index(name="trip_by_age", fields=["begun_at"])]

    def __str__(self) -> str:
        return f"{self.pk}: {self.state}"
