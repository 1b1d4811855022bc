from django.db import models
from django.db.models import Q


class Gathering(models.Model):
    """What correlation knows of an incident that alerts opened or joined.

    `place` is by what its alerts found each other: `group:<source>:<digest>` or
    `key:<rule>:<digest>`; empty where it was the service alone. `severity` is the
    greatest that its alerts told, 1 being critical and 9 untold. `resolve_at` is when
    it is resolved if none of its alerts stands up again.
    """

    incident_id = models.BigIntegerField(primary_key=True)
    service = models.CharField(max_length=80, blank=True)
    place = models.CharField(max_length=160, blank=True)
    is_drill = models.BooleanField(default=False)
    severity = models.PositiveSmallIntegerField(default=9)
    alerts = models.PositiveIntegerField(default=0)
    first_alert_at = models.DateTimeField()
    last_alert_at = models.DateTimeField()
    rule = models.CharField(max_length=80, blank=True)
    resolve_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                name="gathering_of_service",
                fields=["service", "-last_alert_at"],
                condition=~Q(service=""),
            ),
            models.Index(
                name="gathering_at_place",
                fields=["place", "-last_alert_at"],
                condition=~Q(place=""),
            ),
            models.Index(
                name="gathering_to_resolve",
                fields=["resolve_at"],
                condition=Q(resolve_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.incident_id}: {self.alerts}"


class Trace(models.Model):
    """Which rule decided about an alert, and what: the last decision holds."""

    alert_id = models.BigIntegerField(primary_key=True)
    rule = models.CharField(max_length=80)
    verb = models.CharField(max_length=10)
    version = models.PositiveIntegerField(default=0)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(name="trace_of_rule", fields=["rule", "-at"])]

    def __str__(self) -> str:
        return f"{self.rule}: {self.verb}"


class Reconciled(models.Model):
    """The nightly report of one day (UTC): how many alerts were told, how many have an
    incident, and why the others have none."""

    day = models.DateField(unique=True)
    at = models.DateTimeField()
    alerts = models.PositiveIntegerField()
    joined = models.PositiveIntegerField()
    missed = models.PositiveIntegerField()
    reasons = models.JSONField(default=list)

    def __str__(self) -> str:
        return str(self.day)
