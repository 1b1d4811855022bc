"""Tables of swarms: who was called, who was there, what was thought and found."""

from django.db import models
from django.db.models import Q

from tocsin.response.swarm import rules


def _choices(names: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(name, name) for name in names]


class Swarm(models.Model):
    """One swarm over one incident; what was said in it is in the incident's timeline.

    `due_at` is when something comes next by the clock: an invitation runs out, or an
    alarm is to be told. `written_at` is when somebody last wrote. Where a `supplier` is
    the primary team, `primary_team` is who has the incident here and speaks with it.
    """

    ref = models.CharField(max_length=20, unique=True)
    incident_id = models.BigIntegerField()
    incident_ref = models.CharField(max_length=16)
    is_drill = models.BooleanField(default=False)
    kind = models.CharField(max_length=16, choices=_choices(rules.KINDS))
    question = models.CharField(max_length=400)
    mode = models.CharField(max_length=20, choices=_choices(rules.MODES))
    coordinator = models.CharField(max_length=80)
    trigger = models.CharField(max_length=120, blank=True)
    bridge_url = models.CharField(max_length=400, blank=True)
    opened_by = models.CharField(max_length=80)
    opened_at = models.DateTimeField()
    state = models.CharField(
        max_length=16, choices=_choices(rules.STATES), default=rules.OPEN
    )
    primary_team = models.CharField(max_length=80, blank=True)
    supplier = models.CharField(max_length=120, blank=True)
    named_at = models.DateTimeField(null=True)
    named_by = models.CharField(max_length=80, blank=True)
    named_why = models.CharField(max_length=1000, blank=True)
    competencies = models.JSONField(default=list)
    mobilised_at = models.DateTimeField(null=True)
    written_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=80, blank=True)
    outcome = models.CharField(max_length=20, blank=True)
    outcome_note = models.CharField(max_length=1000, blank=True)
    knowledge = models.CharField(max_length=400, blank=True)
    due_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="swarm_is_one_at_a_time",
                fields=["incident_id"],
                condition=Q(closed_at=None),
            ),
            models.CheckConstraint(
                name="swarm_named_means_by_whom_and_why",
                condition=Q(primary_team="", named_at=None)
                | (~Q(primary_team="") & Q(named_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="swarm_ended_means_when_and_how",
                condition=(
                    Q(state__in=sorted(rules.ENDED), closed_at__isnull=False)
                    & ~Q(outcome="")
                )
                | (~Q(state__in=sorted(rules.ENDED)) & Q(closed_at=None)),
            ),
        ]
        indexes = [
            models.Index(
                name="swarm_due", fields=["due_at"], condition=Q(due_at__isnull=False)
            ),
            models.Index(name="swarm_of_incident", fields=["incident_id"]),
        ]

    def __str__(self) -> str:
        return self.ref

    @property
    def is_over(self) -> bool:
        return self.state in rules.ENDED


class Guest(models.Model):
    """Somebody from outside who has a link to one swarm. Of the link only a digest is
    kept; it opens nothing once it has expired or was revoked. They are to come by
    `answer_by`; `late_at` is when it was told that they had not."""

    swarm = models.ForeignKey(Swarm, models.PROTECT, related_name="guests")
    name = models.CharField(max_length=120)
    organisation = models.CharField(max_length=120)
    email = models.CharField(max_length=254, blank=True)
    digest = models.BinaryField(unique=True)
    made_by = models.CharField(max_length=80)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)
    uses = models.PositiveIntegerField(default=0)
    answer_by = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    late_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.name} ({self.organisation})"


class Invite(models.Model):
    """A person was called into a swarm; a team's is answered by whoever it is.

    `deadline_at` is when the next one is called in their stead; `replaces` says whose
    place it is."""

    swarm = models.ForeignKey(Swarm, models.PROTECT, related_name="invites")
    person = models.CharField(max_length=80)
    team = models.CharField(max_length=80, blank=True)
    role = models.CharField(max_length=16, choices=_choices(rules.ROLES))
    reason = models.CharField(max_length=16, choices=_choices(rules.REASONS))
    about = models.CharField(max_length=200, blank=True)
    invited_by = models.CharField(max_length=80)
    sent_at = models.DateTimeField()
    deadline_at = models.DateTimeField()
    state = models.CharField(
        max_length=12, choices=_choices(rules.INVITES), default=rules.WAITING
    )
    answered_at = models.DateTimeField(null=True)
    replaces = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="replaced_by"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="invite_waits_once",
                fields=["swarm", "person"],
                condition=Q(state=rules.WAITING),
            )
        ]

    def __str__(self) -> str:
        return f"{self.swarm}: {self.person}"


class Stay(models.Model):
    """Somebody was in a swarm, from when until when; `rate` is what an hour of theirs
    cost then, in hundredths."""

    swarm = models.ForeignKey(Swarm, models.PROTECT, related_name="stays")
    person = models.CharField(max_length=80, blank=True)
    guest = models.ForeignKey(Guest, models.PROTECT, null=True, related_name="stays")
    team = models.CharField(max_length=120, blank=True)
    role = models.CharField(max_length=16, choices=_choices(rules.ROLES))
    doing = models.CharField(max_length=200, blank=True)
    rate = models.PositiveIntegerField()
    joined_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)
    left_why = models.CharField(max_length=16, blank=True)
    released_by = models.CharField(max_length=80, blank=True)
    standby_until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="stay_is_a_persons_or_a_guests",
                condition=(~Q(person="") & Q(guest=None))
                | Q(person="", guest__isnull=False),
            ),
            models.UniqueConstraint(
                name="stay_is_one_at_a_time",
                fields=["swarm", "person"],
                condition=Q(left_at=None) & ~Q(person=""),
            ),
            models.UniqueConstraint(
                name="stay_of_guest_is_one_at_a_time",
                fields=["swarm", "guest"],
                condition=Q(left_at=None, guest__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                name="stay_of_person",
                fields=["person", "joined_at"],
                condition=~Q(person=""),
            )
        ]

    def __str__(self) -> str:
        return f"{self.swarm}: {self.who}"

    @property
    def who(self) -> str:
        """The person's key, or the guest's: `guest-7`."""
        return self.person or f"guest-{self.guest_id}"


class Hypothesis(models.Model):
    """What may have caused it, how that is tested, and what was seen. `evidence` is a
    list of {at, by, text}."""

    swarm = models.ForeignKey(Swarm, models.PROTECT, related_name="hypotheses")
    number = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=400)
    owner = models.CharField(max_length=80)
    test = models.CharField(max_length=400, blank=True)
    state = models.CharField(
        max_length=12, choices=_choices(tuple(rules.HYPOTHESES)), default=rules.POSED
    )
    evidence = models.JSONField(default=list)
    posed_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                name="hypothesis_number_is_unique", fields=["swarm", "number"]
            ),
            models.CheckConstraint(
                name="hypothesis_verdict_means_when",
                condition=Q(state__in=sorted(rules.VERDICTS), decided_at__isnull=False)
                | (~Q(state__in=sorted(rules.VERDICTS)) & Q(decided_at=None)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.swarm}, hypothesis {self.number}"


class Alarm(models.Model):
    """Something was wrong with a swarm, and was told once."""

    swarm = models.ForeignKey(Swarm, models.PROTECT, related_name="alarms")
    name = models.CharField(max_length=16, choices=_choices(rules.ALARMS))
    about = models.CharField(max_length=80, blank=True)
    told_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="alarm_is_told_once", fields=["swarm", "name", "about"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.swarm}: {self.name}"


class Chat(models.Model):
    """A room of a chat in which a swarm is mirrored: what is said here is posted there,
    and what people write there is said here.

    `room` is its number among the rooms that are told; 0 while the provider is still to
    make it, which is tried at `due_at`. It goes on until it is cut off: a swarm that is
    over says so in it, and hears nothing more from it.
    """

    swarm = models.ForeignKey(Swarm, models.PROTECT, related_name="chats")
    channel = models.CharField(max_length=40)
    address = models.CharField(max_length=400, blank=True)
    room = models.BigIntegerField(default=0)
    name = models.CharField(max_length=80, blank=True)
    connected_by = models.CharField(max_length=80)
    connected_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    said = models.CharField(max_length=300, blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="chat_mirrors_one_swarm",
                fields=["channel", "address"],
                condition=Q(ended_at=None) & ~Q(address=""),
            )
        ]
        indexes = [
            models.Index(
                name="chat_to_be_made",
                fields=["due_at"],
                condition=Q(due_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return self.name or self.address or self.channel

    @property
    def place(self) -> str:
        """How the timeline names the room."""
        return f"{self.channel}:{self.address}"
