from django.db import models
from django.db.models import Q


class Flap(models.Model):
    """A key of a source that changes its state again and again. While `settled_at` is
    empty its changes are written down and not acted on; `incident_id` is what it
    belonged to when it began. Afterwards it says since when changes count anew."""

    source = models.ForeignKey("events.Source", models.PROTECT, related_name="+")
    key = models.CharField(max_length=500)
    since = models.DateTimeField()
    changed_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    incident_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="flap_is_one_per_key", fields=["source", "key"]
            )
        ]
        indexes = [
            models.Index(
                name="flap_to_settle",
                fields=["changed_at"],
                condition=Q(settled_at=None),
            ),
            models.Index(
                name="flap_of_incident",
                fields=["incident_id"],
                condition=Q(settled_at=None, incident_id__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.key


class Inhibitor(models.Model):
    """While this alert fires, alerts that a rule's target matchers fit are held back
    if they say the same in the rule's equal labels, of which `digest` is made."""

    rule = models.CharField(max_length=80)
    digest = models.BinaryField(max_length=16)
    alert_id = models.BigIntegerField()
    is_target = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="inhibitor_is_one_per_alert", fields=["rule", "digest", "alert_id"]
            )
        ]
        indexes = [models.Index(name="inhibitor_by_alert", fields=["alert_id"])]

    def __str__(self) -> str:
        return f"{self.rule}: {self.alert_id}"


class InhibitionRead(models.Model):
    """By which version of the rules the inhibitors were found; one row."""

    version = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.version)


class ToldBy(models.Model):
    """A source told that this person of ours did something to an alert, by this name.
    When they are erased, the name goes from the alert and its history."""

    person = models.CharField(max_length=80)
    alert_id = models.BigIntegerField()
    name = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="told_by_is_said_once", fields=["person", "alert_id", "name"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.alert_id}: {self.name}"


class Rhythm(models.Model):
    """How regularly a source sends; intervals in seconds. `last_at` is when it sent
    last when that was looked at, `since` since when it has been regular."""

    source = models.OneToOneField("events.Source", models.PROTECT, related_name="+")
    last_at = models.DateTimeField()
    since = models.DateTimeField()
    intervals = models.PositiveIntegerField(default=0)
    usual = models.FloatField(default=0)
    strays = models.FloatField(default=0)

    def __str__(self) -> str:
        return f"{self.source_id}: every {self.usual:.0f} s"
