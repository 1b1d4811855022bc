import secrets
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import F, Q

from tocsin.response.statuspage.rules.words import (
    ACCESSES,
    OPERATIONAL,
    PUBLIC,
    RANK,
    STATES,
    worst,
)

# A field is of two types to who reads the code, and of none while it runs.
if TYPE_CHECKING:
    _Text = models.CharField[str, str]
else:
    _Text = models.CharField
_LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"
_STATE = [(state, state) for state in STATES]


def new_code() -> str:
    """What a thing of a page is called in addresses and feeds, for good."""
    return "".join(secrets.choice(_LETTERS) for _letter in range(12))


class CodeField(_Text):
    """A code that each row draws for itself; to the database it is a text."""

    def __init__(self, **more: Any) -> None:
        super().__init__(**({"max_length": 12, "unique": True} | more))

    def get_default(self) -> str:
        return new_code()

    def deconstruct(self) -> Any:
        name, _path, args, told = super().deconstruct()
        return name, "django.db.models.CharField", args, told


class Page(models.Model):
    """A status page and who may read it. `version` grows with whatever changes on it,
    so that what was drawn of it before is drawn anew.

    A page for drills is never public, and says nothing else.
    """

    slug = models.SlugField(max_length=60, unique=True)
    code = CodeField()
    name = models.CharField(max_length=120)
    about = models.CharField(max_length=500, blank=True)
    access = models.CharField(
        max_length=12, choices=[(a, a) for a in ACCESSES], default=PUBLIC
    )
    password = models.CharField(max_length=200, blank=True)
    networks = models.JSONField(default=list)
    language = models.CharField(max_length=16, default="en")
    zone = models.CharField(max_length=64, default="UTC")
    is_drill = models.BooleanField(default=False)
    is_main = models.BooleanField(default=False)
    promise_minutes = models.PositiveSmallIntegerField(default=30)
    # People's keys: whoever tells people, and is reminded to.
    tellers = models.JSONField(default=list)
    version = models.BigIntegerField(default=1)
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="status_page_of_drills_is_not_public",
                condition=~Q(is_drill=True, access=PUBLIC),
            ),
            models.UniqueConstraint(
                name="status_page_is_main_alone",
                fields=["is_main"],
                condition=Q(is_main=True, retired_at=None),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Component(models.Model):
    """One thing that users know by name, or a group of such.

    `derived` is what open incidents on its services make of it, `confirmed` how much
    of that counts; `watched` is what its monitors say, `upheld` what of that held for
    `hold_minutes`, and counts; `by_hand` is what somebody set. `state` is what all of
    it comes to.
    """

    page = models.ForeignKey(Page, models.PROTECT, related_name="+", db_index=False)
    code = CodeField()
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    is_group = models.BooleanField(default=False)
    is_grid = models.BooleanField(default=False)
    name = models.CharField(max_length=120)
    about = models.CharField(max_length=300, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    # Keys of services.
    services = models.JSONField(default=list)
    # Sources of alerts, each with the labels that fit.
    monitors = models.JSONField(default=list)
    hold_minutes = models.PositiveSmallIntegerField(default=2)
    needs_confirmation = models.BooleanField(default=True)
    derived = models.CharField(max_length=24, choices=_STATE, default=OPERATIONAL)
    confirmed = models.CharField(max_length=24, choices=_STATE, default=OPERATIONAL)
    watched = models.CharField(max_length=24, choices=_STATE, default=OPERATIONAL)
    # Since when monitors say otherwise than what counts.
    watched_since = models.DateTimeField(null=True)
    upheld = models.CharField(max_length=24, choices=_STATE, default=OPERATIONAL)
    by_hand = models.CharField(max_length=24, choices=_STATE, blank=True)
    state = models.CharField(max_length=24, choices=_STATE, default=OPERATIONAL)
    state_since = models.DateTimeField()
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="status_component_is_not_in_itself", condition=~Q(parent=F("id"))
            )
        ]
        indexes = [
            models.Index(name="status_component_of_page", fields=["page", "position"])
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def said(self) -> str:
        """What incidents and monitors say, confirmed or not."""
        return worst([self.derived, self.watched])

    @property
    def counted(self) -> str:
        """What of that counts."""
        return worst([self.confirmed, self.upheld])

    @property
    def waits_for_person(self) -> bool:
        """Whether its monitors say worse than somebody confirmed."""
        return self.needs_confirmation and RANK[self.watched] > RANK[self.upheld]


class Stretch(models.Model):
    """From when until when a component was in a state; the last has no end. One that a
    notice told of afterwards lies beside those that were lived."""

    component = models.ForeignKey(
        Component, models.PROTECT, related_name="+", db_index=False
    )
    state = models.CharField(max_length=24, choices=_STATE)
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)
    notice = models.ForeignKey(
        "statuspage.Notice", models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="status_stretch_ends_after_it_begins",
                condition=Q(ends_at=None) | Q(ends_at__gte=F("begins_at")),
            ),
            models.UniqueConstraint(
                name="status_component_is_in_one_state",
                fields=["component"],
                condition=Q(ends_at=None),
            ),
        ]
        indexes = [
            models.Index(
                name="status_stretch_of_component", fields=["component", "begins_at"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.component_id}: {self.state}"


class Day(models.Model):
    """How long a component was in each state on one day, on its page's calendar. Days
    without a row were all operational."""

    component = models.ForeignKey(
        Component, models.PROTECT, related_name="+", db_index=False
    )
    day = models.DateField()
    worst = models.CharField(max_length=24, choices=_STATE)
    # By state, in seconds.
    seconds = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="status_day_is_summed_once", fields=["component", "day"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.component_id}: {self.day}"
