from django.db import models
from django.db.models import F, Q

from tocsin.foundation.oncall.models.keyed import somebody
from tocsin.foundation.oncall.models.schedules import Schedule


class Override(models.Model):
    """For a span somebody is added, removed, or put in the place of another, or of
    all where nobody is named. Taken back, it counts no more from then on."""

    class Kind(models.TextChoices):
        ADD = "add"
        REMOVE = "remove"
        REPLACE = "replace"

    schedule = models.ForeignKey(Schedule, models.PROTECT, related_name="overrides")
    kind = models.CharField(max_length=8, choices=Kind)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    person = somebody(null=True)
    instead_of = somebody(null=True)
    why = models.CharField(max_length=200, blank=True)
    made_at = models.DateTimeField()
    made_by_kind = models.CharField(max_length=16)
    made_by = models.CharField(max_length=80)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="oncall_override_ends_after_it_starts",
                condition=Q(ends_at__gt=F("starts_at")),
            ),
            models.CheckConstraint(
                name="oncall_override_puts_somebody_on_or_takes_them_off",
                condition=Q(kind="remove", person=None)
                | (~Q(kind="remove") & Q(person__isnull=False)),
            ),
        ]
        indexes = [
            models.Index(name="oncall_override_by_end", fields=["schedule", "ends_at"])
        ]

    def __str__(self) -> str:
        return f"{self.kind} from {self.starts_at}"


class Temporary(models.Model):
    """For a span, shifts of its own hold in place of all layers."""

    schedule = models.ForeignKey(Schedule, models.PROTECT, related_name="temporaries")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    why = models.CharField(max_length=200, blank=True)
    made_at = models.DateTimeField()
    made_by_kind = models.CharField(max_length=16)
    made_by = models.CharField(max_length=80)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="oncall_temporary_ends_after_it_starts",
                condition=Q(ends_at__gt=F("starts_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"from {self.starts_at}"


class TemporarySlot(models.Model):
    """Somebody is on call for a span of a temporary schedule."""

    temporary = models.ForeignKey(Temporary, models.PROTECT, related_name="slots")
    person = somebody()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        ordering = ["starts_at", "id"]
        constraints = [
            models.CheckConstraint(
                name="oncall_temporary_slot_ends_after_it_starts",
                condition=Q(ends_at__gt=F("starts_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} from {self.starts_at}"


class Shadow(models.Model):
    """Somebody comes along with one who is on call, or with all where nobody is
    named: shown, written into their calendar, and never paged."""

    schedule = models.ForeignKey(Schedule, models.PROTECT, related_name="shadows")
    person = somebody()
    follows = somebody(null=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["starts_at", "id"]
        constraints = [
            models.CheckConstraint(
                name="oncall_shadow_ends_after_it_starts",
                condition=Q(ends_at__gt=F("starts_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} from {self.starts_at}"


class Swap(models.Model):
    """Somebody asks to be on call less, for a span: another takes it and, where a
    span `back` is named, gives one of their own in return.

    `asked` of one person, or of the whole team. Accepted, it may wait for a lead.
    Done, both spans have moved by overrides; before that neither has.
    """

    class State(models.TextChoices):
        ASKED = "asked"
        ACCEPTED = "accepted"
        DONE = "done"
        DECLINED = "declined"
        WITHDRAWN = "withdrawn"

    schedule = models.ForeignKey(Schedule, models.PROTECT, related_name="swaps")
    asker = somebody()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    back_schedule = models.ForeignKey(
        Schedule, models.PROTECT, null=True, related_name="+"
    )
    back_starts_at = models.DateTimeField(null=True)
    back_ends_at = models.DateTimeField(null=True)
    asked_of = somebody(null=True)
    taker = somebody(null=True)
    state = models.CharField(max_length=12, choices=State, default=State.ASKED)
    why = models.CharField(max_length=200, blank=True)
    asked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by_kind = models.CharField(max_length=16, blank=True)
    ended_by = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering = ["starts_at", "id"]
        constraints = [
            models.CheckConstraint(
                name="oncall_swap_ends_after_it_starts",
                condition=Q(ends_at__gt=F("starts_at")),
            ),
            models.CheckConstraint(
                name="oncall_swap_has_a_taker_once_accepted",
                condition=~Q(state__in=["accepted", "done"]) | Q(taker__isnull=False),
            ),
            models.CheckConstraint(
                name="oncall_swap_gives_back_whole_or_not",
                condition=Q(back_schedule=None, back_starts_at=None, back_ends_at=None)
                | Q(
                    back_schedule__isnull=False,
                    back_ends_at__gt=F("back_starts_at"),
                ),
            ),
        ]
        indexes = [
            models.Index(
                name="oncall_swap_open",
                fields=["starts_at"],
                condition=Q(state__in=["asked", "accepted"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.asker_id} from {self.starts_at}"

    @property
    def is_open(self) -> bool:
        return self.state in (self.State.ASKED, self.State.ACCEPTED)


class HandoverNote(models.Model):
    """What whoever leaves a shift tells whoever comes: read once they said so."""

    schedule = models.ForeignKey(Schedule, models.PROTECT, related_name="notes")
    written_by = somebody()
    written_at = models.DateTimeField()
    text = models.TextField()
    read_by = somebody(null=True)
    read_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-written_at", "-id"]
        indexes = [
            models.Index(
                name="oncall_note_by_schedule", fields=["schedule", "-written_at"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.written_by_id} at {self.written_at}"
