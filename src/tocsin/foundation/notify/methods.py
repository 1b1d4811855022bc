"""Tables of how people are reached, and who carries it there."""

from django.db import models
from django.db.models import Q


class Method(models.Model):
    """One way to reach a person by a channel, used once they showed that it is theirs.

    `is_loud` is the channel's. `data` is what a channel must know beside the address,
    such as the keys of a browser's push. Of a code only a digest is kept. `said` is why
    the last message did not arrive.
    """

    person = models.CharField(max_length=80)
    channel = models.CharField(max_length=40)
    address = models.CharField(max_length=400)
    data = models.JSONField(default=dict)
    label = models.CharField(max_length=60, blank=True)
    is_loud = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField(default=0)
    added_at = models.DateTimeField()
    verified_at = models.DateTimeField(null=True)
    code = models.BinaryField(max_length=32, null=True, unique=True)
    code_ends_at = models.DateTimeField(null=True)
    wrong_codes = models.PositiveSmallIntegerField(default=0)
    broken_at = models.DateTimeField(null=True)
    said = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(
                name="method_is_told_once", fields=["person", "channel", "address"]
            )
        ]
        indexes = [
            models.Index(name="method_by_address", fields=["channel", "address"])
        ]

    def __str__(self) -> str:
        return f"{self.channel} of {self.person}"


class Step(models.Model):
    """A person's wish: by this method, so long after a page of this urgency. Without a
    method it is the address they sign in with."""

    person = models.CharField(max_length=80)
    urgency = models.CharField(max_length=8)
    method = models.ForeignKey(Method, models.PROTECT, null=True, related_name="steps")
    delay = models.DurationField()

    class Meta:
        ordering = ["delay", "id"]
        indexes = [models.Index(name="step_of_person", fields=["person"])]
        constraints = [
            models.CheckConstraint(
                name="step_urgency_is_known",
                condition=Q(urgency__in=["loud", "quiet"]),
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.urgency} after {self.delay}"


class Manner(models.Model):
    """What a person wished beside their steps: hours in which nothing quiet is told,
    as `[{"days": [0, …], "begins": "22:00", "ends": "07:00"}]`; and whether they want
    to hear of their duty before it begins."""

    person = models.CharField(max_length=80, primary_key=True)
    quiet = models.JSONField(default=list)
    bundles = models.BooleanField(default=True)
    duty_notices = models.BooleanField(default=True)

    def __str__(self) -> str:
        return self.person


class Provider(models.Model):
    """Whoever carries a channel's messages, in the order they are tried.

    Secrets are kept encrypted, apart from what may be shown. `reply_key` is the part of
    its reply address that nobody guesses.
    """

    key = models.SlugField(max_length=80, unique=True)
    channel = models.CharField(max_length=40)
    kind = models.CharField(max_length=40)
    name = models.CharField(max_length=120)
    settings = models.JSONField(default=dict)
    secrets = models.BinaryField(null=True)
    reply_key = models.CharField(max_length=64, unique=True)
    position = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(default=True)
    checked_at = models.DateTimeField(null=True)
    check_said = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["channel", "position", "id"]

    def __str__(self) -> str:
        return self.name
