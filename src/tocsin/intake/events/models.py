from django.db import models
from django.db.models import Q

# For how many days requests and events are kept: the classes of retention.
RETENTIONS = (3, 30, 365)


class Source(models.Model):
    """A tool that sends: its address is its key, which is kept as a digest to look it
    up by and sealed with the installation's box to be shown to administrators again.

    `lapse` says what becomes of an alert whose sender promised to repeat it and did
    not. `rate` and `burst` are requests per second, `body_limit` bytes; where they
    are empty the option holds. A source that is a drill makes drills.
    """

    class Lapse(models.TextChoices):
        RESOLVE = "resolve"
        NO_DATA = "no_data"

    slug = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=120, unique=True)
    tool = models.CharField(max_length=40)
    service = models.CharField(max_length=80, blank=True)
    digest = models.BinaryField(max_length=32, unique=True)
    sealed_key = models.BinaryField(max_length=400)
    earlier_digest = models.BinaryField(max_length=32, null=True, unique=True)
    earlier_until = models.DateTimeField(null=True)
    sealed_secret = models.BinaryField(max_length=4000, null=True)
    lapse = models.CharField(max_length=8, choices=Lapse, default=Lapse.RESOLVE)
    retention = models.PositiveSmallIntegerField(default=30)
    rate = models.PositiveIntegerField(null=True, blank=True)
    burst = models.PositiveIntegerField(null=True, blank=True)
    body_limit = models.PositiveIntegerField(null=True, blank=True)
    is_drill = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=80)
    first_request_at = models.DateTimeField(null=True)
    last_request_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                name="source_retention_is_a_class",
                condition=Q(retention__in=RETENTIONS),
            ),
            models.CheckConstraint(
                name="source_earlier_key_ends",
                condition=Q(earlier_digest=None, earlier_until=None)
                | Q(earlier_digest__isnull=False, earlier_until__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Bookmark(models.Model):
    """How far requests have been folded; its row is also the folding's lock.

    (`xact`, `request_id`) is the last one folded. `at` is when it was received, so
    that older partitions need not be looked into.
    """

    name = models.CharField(max_length=20, primary_key=True)
    xact = models.BigIntegerField(default=0)
    request_id = models.BigIntegerField(default=0)
    at = models.DateTimeField(null=True)
    folded = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return self.name


class Failure(models.Model):
    """A request that could not be read: whole, with the reason, until it is read again
    or put aside. `request_id` is its number among the requests."""

    class State(models.TextChoices):
        WAITING = "waiting"
        REPLAYED = "replayed"
        DISMISSED = "dismissed"

    request_id = models.BigIntegerField(unique=True)
    source = models.ForeignKey(Source, models.PROTECT, related_name="+")
    received_at = models.DateTimeField()
    protocol = models.CharField(max_length=20)
    meta = models.JSONField(default=dict)
    body = models.BinaryField()
    reason = models.CharField(max_length=500)
    failed_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering = ["-failed_at", "-id"]
        indexes = [
            models.Index(
                name="failure_waiting",
                fields=["source", "failed_at"],
                condition=Q(state="waiting"),
            )
        ]
        constraints = [
            models.CheckConstraint(
                name="failure_ended_means_when",
                condition=Q(state="waiting", ended_at=None)
                | Q(~Q(state="waiting"), ended_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"request {self.request_id}: {self.reason}"


class Subscription(models.Model):
    """A topic of Amazon SNS that offered to send to a source, and when that was
    confirmed, or refused by somebody. `why` says what kept it from being confirmed when
    it was last tried."""

    source = models.ForeignKey(Source, models.PROTECT, related_name="+")
    topic = models.CharField(max_length=300)
    offer = models.JSONField()
    offered_at = models.DateTimeField()
    tried_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    refused_at = models.DateTimeField(null=True)
    why = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["topic"]
        constraints = [
            models.UniqueConstraint(
                name="subscription_is_one_per_source_and_topic",
                fields=["source", "topic"],
            )
        ]

    def __str__(self) -> str:
        return self.topic

    @property
    def state(self) -> str:
        """confirmed, refused or waits."""
        if self.confirmed_at:
            return "confirmed"
        return "refused" if self.refused_at else "waits"


class Certificate(models.Model):
    """What a signature of Amazon SNS is checked by: fetched once from its address.
    `pem` is empty until it was."""

    address = models.CharField(max_length=500, unique=True)
    pem = models.TextField(blank=True)
    wanted_at = models.DateTimeField()
    tried_at = models.DateTimeField(null=True)
    why = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.address


class Series(models.Model):
    """A figure that a source sends again and again, with the labels that tell it
    from others of its name."""

    source = models.ForeignKey(Source, models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    labels = models.JSONField(default=dict)
    digest = models.BinaryField(max_length=16)
    last_at = models.DateTimeField(null=True)
    last_value = models.FloatField(null=True)

    class Meta:
        ordering = ["source", "name", "id"]
        constraints = [
            models.UniqueConstraint(
                name="series_is_one_per_name_and_labels",
                fields=["source", "name", "digest"],
            )
        ]

    def __str__(self) -> str:
        return self.name


class Value(models.Model):
    """One measured value; of two for one instant the later told one holds."""

    series = models.ForeignKey(Series, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    value = models.FloatField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="value_is_one_per_instant", fields=["series", "at"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.value} at {self.at}"
