from django.db import models
from django.db.models import Q

from tocsin.intake.alerts.holding import Flap as Flap
from tocsin.intake.alerts.holding import InhibitionRead as InhibitionRead
from tocsin.intake.alerts.holding import Inhibitor as Inhibitor
from tocsin.intake.alerts.holding import Rhythm as Rhythm
from tocsin.intake.alerts.holding import ToldBy as ToldBy
from tocsin.intake.alerts.planned import Occurrence as Occurrence
from tocsin.intake.alerts.planned import Window as Window
from tocsin.intake.alerts.quarters import last_quarter
from tocsin.intake.alerts.silences import Silence as Silence


class Alert(models.Model):
    """What a source holds true about a thing: one episode of trouble, from its first
    event to its end. While it is not resolved, source and key find one and only one.

    `incident_id` is the incident it opened or joined. `suppressed` says what keeps it
    from opening or joining one: `silence:7`, `window:3`, `inhibited:INC-…`,
    `beneath:<service>`, `flapping`, `over`, `rule:<name>`. `expires_at` is until when
    its sender promised to say it again. `count` counts how often it was told to fire,
    `content` is a digest of what was told last, so that repeats are cheap to tell.
    `seen_quarter` is which quarter of an hour since 1970 it was last told in: an index
    by that leads to those that were told last, and is written once a quarter.
    """

    class State(models.TextChoices):
        OPEN = "open"
        NO_DATA = "no_data"
        RESOLVED = "resolved"

    # Sources are never deleted, and every index that names them is led by it: neither
    # a check nor an index of its own is worth what they cost a storm.
    source = models.ForeignKey(
        "events.Source",
        models.PROTECT,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    key = models.CharField(max_length=500)
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    severity = models.CharField(max_length=8, blank=True)
    title = models.CharField(max_length=500, blank=True)
    description = models.TextField(blank=True)
    service = models.CharField(max_length=80, blank=True)
    service_told = models.CharField(max_length=200, blank=True)
    labels = models.JSONField(default=dict)
    annotations = models.JSONField(default=dict)
    fingerprint = models.CharField(max_length=64, blank=True)
    group_key = models.CharField(max_length=500, blank=True)
    url = models.CharField(max_length=2000, blank=True)
    starts_at = models.DateTimeField()
    episode_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    ended_why = models.CharField(max_length=10, blank=True)
    content = models.BigIntegerField(default=0)
    count = models.PositiveIntegerField(default=1)
    first_seen_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    seen_quarter = models.GeneratedField(
        expression=last_quarter(), output_field=models.IntegerField(), db_persist=True
    )
    expires_at = models.DateTimeField(null=True)
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.CharField(max_length=120, blank=True)
    suppressed = models.CharField(max_length=120, blank=True)
    incident_id = models.BigIntegerField(null=True)
    is_drill = models.BooleanField(default=False)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                name="alert_is_one_per_key_while_open",
                fields=["source", "key"],
                condition=~Q(state="resolved"),
            ),
            models.CheckConstraint(
                name="alert_resolved_means_when",
                condition=Q(state="resolved", ends_at__isnull=False)
                | Q(~Q(state="resolved"), ends_at=None),
            ),
        ]
        # None names what every repeat changes, so that repeats are written in place.
        indexes = [
            models.Index(name="alert_of_incident", fields=["incident_id", "state"]),
            models.Index(name="alert_latest", fields=["source", "key", "-id"]),
            models.Index(
                name="alert_standing",
                fields=["source", "-id"],
                condition=~Q(state="resolved"),
            ),
            models.Index(
                name="alert_standing_newest",
                fields=["-id"],
                condition=~Q(state="resolved"),
            ),
            models.Index(
                name="alert_held",
                fields=["suppressed", "id"],
                condition=~Q(suppressed="") & ~Q(state="resolved"),
            ),
            models.Index(name="alert_first_seen", fields=["-first_seen_at", "-id"]),
            models.Index(name="alert_last_seen", fields=["-seen_quarter"]),
        ]

    def __str__(self) -> str:
        return self.title or self.key
