"""How schedules, shifts, overrides and swaps are told by the API."""

import re
from datetime import date, datetime, time
from typing import Annotated, Any

from ninja import Schema
from pydantic import BeforeValidator, Field, WithJsonSchema

from tocsin.foundation.oncall import reads
from tocsin.foundation.oncall.models import Layer, Override, Schedule, Swap
from tocsin.foundation.oncall.reads import looking
from tocsin.foundation.oncall.rules.final import OVERRIDES
from tocsin.foundation.oncall.rules.turns import UNITS
from tocsin.foundation.oncall.rules.windows import CALENDAR_WHEN
from tocsin.kernel import clock, home
from tocsin.surfaces.api.people_shapes import Day
from tocsin.surfaces.api.shapes import Asked, Bound, Instant, OneOf, Words, whole


class DutyShape(Schema):
    """Somebody is on call for a span."""

    schedule: str
    team: str
    rank: int
    person: str
    starts_at: datetime
    ends_at: datetime


class DutyList(Schema):
    items: list[DutyShape]


class LayerShape(Schema):
    """A rotation, or an outside calendar where `unit` is empty. `begins_on` and
    `hand_over` are wall times of the zone."""

    id: str
    name: str
    position: int
    zone: str = Field(description="Empty: the schedule's.")
    people: list[str] = Field(description="Keys, in their order.")
    unit: str = Field(examples=["weeks"])
    length: int
    begins_on: date
    hand_over: time
    ends_on: date | None
    windows: list[dict[str, Any]] = Field(
        examples=[[{"days": ["mon", "tue"], "from": "18:00", "to": "08:00"}]]
    )
    rule: str = Field(examples=["FREQ=MONTHLY;BYDAY=1SU"])
    rule_at: time | None
    rule_minutes: int
    calendar: str
    calendar_when: str


class ScheduleShape(Schema):
    """One schedule of a team with its layers, the upper first."""

    id: str = Field(examples=["database"])
    name: str
    team: str
    rank: int = Field(description="1 is primary.")
    zone: str
    wanted: str = Field(
        description="The calendar in whose hours somebody should be on call."
    )
    is_active: bool
    on_call: list[str] = Field(description="Who is on call now.")
    layers: list[LayerShape]
    page: str = Field(description="Where people read it.")


class ScheduleList(Schema):
    items: list[ScheduleShape]


class GapShape(Schema):
    starts_at: datetime
    ends_at: datetime


class ShiftShape(DutyShape):
    is_shadow: bool
    because: str = Field(examples=["layer:weeks"])
    instead_of: str | None


class ShiftList(Schema):
    """The final schedule between two instants, and when nobody is there."""

    items: list[ShiftShape]
    gaps: list[GapShape]


class OverrideShape(Schema):
    id: int
    schedule: str
    kind: Annotated[str, OneOf(OVERRIDES)]
    starts_at: datetime
    ends_at: datetime
    person: str | None
    instead_of: str | None
    why: str


class OverrideList(Schema):
    items: list[OverrideShape]


class SwapShape(Schema):
    id: int
    schedule: str
    asker: str
    asked_of: str | None
    taker: str | None
    starts_at: datetime
    ends_at: datetime
    back_schedule: str | None
    back_starts_at: datetime | None
    back_ends_at: datetime | None
    state: Annotated[str, OneOf(tuple(Swap.State.values))]
    why: str


class SwapList(Schema):
    items: list[SwapShape]


_CLOCK = re.compile("([01][0-9]|2[0-3]):[0-5][0-9]")


def _clock(told: Any) -> time:
    if isinstance(told, time):
        return told
    if not isinstance(told, str) or not _CLOCK.fullmatch(told):
        raise ValueError("tell the time of day as 09:00")
    return time.fromisoformat(told)


_AS_CLOCK = {"type": "string", "pattern": f"^{_CLOCK.pattern}$", "examples": ["09:00"]}
Clock = Annotated[time, BeforeValidator(_clock), WithJsonSchema(_AS_CLOCK)]
Rank = Annotated[int, Field(ge=1, le=9), BeforeValidator(whole)]
Length = Annotated[int, Field(ge=1, le=8784), BeforeValidator(whole)]
Place = Annotated[int, Field(ge=1, le=99), BeforeValidator(whole)]
Minutes = Annotated[int, Field(ge=0, le=527_040), BeforeValidator(whole)]
Key = Annotated[str, Field(pattern="^[a-z0-9][a-z0-9-]{0,79}$")]
Short = Annotated[Words, Field(max_length=120)]
Why = Annotated[Words, Field(max_length=200)]


class ScheduleNarrowing(Schema):
    team: Words = Field("", description="A team's key.")


class AtNarrowing(Schema):
    at: Bound = Field(None, description="Left out: now.")


class SpanNarrowing(Schema):
    first: Bound = Field(None, description="Left out: now.")
    last: Bound = Field(None, description="Left out: two weeks on.")


class ScheduleFacts(Asked):
    name: Annotated[Short, Field(min_length=1, pattern=r"\S")] = "-"
    team: Short = ""
    rank: Rank = 1
    zone: Annotated[Words, Field(max_length=64, examples=["Europe/Paris"])] = "UTC"
    wanted: Short = ""
    is_active: bool = True
    why: Why = ""


class NewSchedule(Asked):
    id: Key = Field(examples=["database"])
    name: Annotated[Short, Field(min_length=1, pattern=r"\S")]
    team: Short
    rank: Rank = 1
    zone: Annotated[Words, Field(max_length=64)] = "UTC"
    wanted: Short = ""


class LayerFacts(Asked):
    name: Annotated[Short, Field(min_length=1, pattern=r"\S")] = "-"
    position: Place = 1
    zone: Annotated[Words, Field(max_length=64)] = ""
    people: Annotated[list[Words], Field(max_length=200)] = []
    unit: Annotated[str, OneOf(("", *UNITS))] = "weeks"
    length: Length = 1
    begins_on: Day = date(2026, 1, 5)
    hand_over: Clock = time(9)
    ends_on: Day | None = None
    windows: Annotated[list[dict[str, Any]], Field(max_length=40)] = []
    rule: Annotated[Words, Field(max_length=500)] = ""
    rule_at: Clock | None = None
    rule_minutes: Minutes = 0
    calendar: Short = ""
    calendar_when: Annotated[str, OneOf(("", *CALENDAR_WHEN))] = ""


class NewLayer(LayerFacts):
    id: Key = Field(examples=["weeks"])
    begins_on: Day
    hand_over: Clock


class NewOverride(Asked):
    kind: Annotated[str, OneOf(OVERRIDES)] = "replace"
    starts_at: Instant
    ends_at: Instant
    person: Words | None = None
    instead_of: Words | None = None
    why: Why = ""


class SwapAsked(Asked):
    asker: Words = Field(description="Whose span it is, by key.")
    starts_at: Instant
    ends_at: Instant
    asked_of: Words | None = None
    back_schedule: Words = Field(
        "", description="Of the same team; this one, where it is left out."
    )
    back_starts_at: Bound = None
    back_ends_at: Bound = None
    why: Why = ""


class SwapTaken(Asked):
    taker: Words = Field(description="Who takes it, by key.")


def shift_shape(row: Schedule, shift: Any) -> ShiftShape:
    return ShiftShape(
        schedule=row.key,
        person=shift.person_id,
        instead_of=shift.instead_of_id,
        **{
            name: getattr(shift, name)
            for name in "team rank starts_at ends_at is_shadow because".split()
        },
    )


def schedule_shape(row: Schedule) -> ScheduleShape:
    duties = reads.on_call(clock.now())
    return ScheduleShape(
        id=row.key,
        team=row.team_id,
        on_call=[duty.person for duty in duties if duty.schedule == row.key],
        layers=[_layer(layer) for layer in looking.layers_of(row)],
        page=f"{home.url()}/on-call/{row.key}",
        **{
            name: getattr(row, name)
            for name in "name rank zone wanted is_active".split()
        },
    )


_LAYER = (
    "name position zone unit length begins_on hand_over ends_on windows rule rule_at"
    " rule_minutes calendar calendar_when"
).split()


def _layer(row: Layer) -> LayerShape:
    people = [place.person_id for place in row.places.all()]
    told = {name: getattr(row, name) for name in _LAYER}
    return LayerShape(id=row.key, people=people, **told)


def override_shape(schedule: Schedule, row: Override) -> OverrideShape:
    return OverrideShape(
        id=row.pk,
        schedule=schedule.key,
        person=row.person_id,
        instead_of=row.instead_of_id,
        **{name: getattr(row, name) for name in "kind starts_at ends_at why".split()},
    )


_SWAP = "starts_at ends_at back_starts_at back_ends_at state why".split()


def swap_shape(row: Swap) -> SwapShape:
    back = row.back_schedule
    return SwapShape(
        id=row.pk,
        schedule=row.schedule.key,
        asker=row.asker_id,
        asked_of=row.asked_of_id,
        taker=row.taker_id,
        back_schedule=back.key if back else None,
        **{name: getattr(row, name) for name in _SWAP},
    )
