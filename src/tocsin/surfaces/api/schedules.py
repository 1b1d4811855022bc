"""/schedules: who is on call, by schedule, at any instant; what is changed of it."""

from datetime import date, datetime, time, timedelta
from typing import Annotated, Any

from django.http import HttpResponse
from ninja import Query, Router, Schema
from pydantic import BeforeValidator, Field

from tocsin.foundation.idempotency.rules import Answer
from tocsin.foundation.oncall import actions, reads
from tocsin.foundation.oncall.models import Layer, Override, Schedule, Swap
from tocsin.foundation.oncall.reads import looking
from tocsin.foundation.oncall.rules.final import OVERRIDES
from tocsin.foundation.oncall.rules.turns import UNITS
from tocsin.foundation.oncall.rules.windows import CALENDAR_WHEN
from tocsin.kernel import clock, home
from tocsin.surfaces.api.bearer import ApiRequest
from tocsin.surfaces.api.needs import kept
from tocsin.surfaces.api.operations import keeping, reading
from tocsin.surfaces.api.shapes import Asked, Number, OneOf, Reasoned, Words, whole
from tocsin.surfaces.api.writing import acting, once

router = Router(tags=["On-call"])

_WEEKS = timedelta(days=14)


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


Rank = Annotated[int, Field(ge=1, le=9), BeforeValidator(whole)]
Length = Annotated[int, Field(ge=1, le=8784), BeforeValidator(whole)]
Place = Annotated[int, Field(ge=1, le=99), BeforeValidator(whole)]
Minutes = Annotated[int, Field(ge=0, le=527_040), BeforeValidator(whole)]
Key = Annotated[Words, Field(pattern="^[a-z0-9][a-z0-9-]{0,79}$")]
Short = Annotated[Words, Field(max_length=120)]
Why = Annotated[Words, Field(max_length=200)]


class ScheduleNarrowing(Schema):
    team: Words = Field("", description="A team's key.")


class AtNarrowing(Schema):
    at: datetime | None = Field(None, description="Left out: now.")


class SpanNarrowing(Schema):
    first: datetime | None = Field(None, description="Left out: now.")
    last: datetime | None = Field(None, description="Left out: two weeks on.")


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
    begins_on: date = date(2026, 1, 5)
    hand_over: time = time(9)
    ends_on: date | None = None
    windows: Annotated[list[dict[str, Any]], Field(max_length=40)] = []
    rule: Annotated[Words, Field(max_length=500)] = ""
    rule_at: time | None = None
    rule_minutes: Minutes = 0
    calendar: Short = ""
    calendar_when: Annotated[str, OneOf(("", *CALENDAR_WHEN))] = ""


class NewLayer(LayerFacts):
    id: Key = Field(examples=["weeks"])
    begins_on: date
    hand_over: time


class NewOverride(Asked):
    kind: Annotated[str, OneOf(OVERRIDES)] = "replace"
    starts_at: datetime
    ends_at: datetime
    person: Words | None = None
    instead_of: Words | None = None
    why: Why = ""


class SwapAsked(Asked):
    asker: Words = Field(description="Whose span it is, by key.")
    starts_at: datetime
    ends_at: datetime
    asked_of: Words | None = None
    back_starts_at: datetime | None = None
    back_ends_at: datetime | None = None
    why: Why = ""


class SwapTaken(Asked):
    taker: Words = Field(description="Who takes it, by key.")


@reading(router, "", ScheduleList, ScheduleNarrowing)
def get_schedules(request: ApiRequest, asked: Query[ScheduleNarrowing]) -> ScheduleList:
    """Active schedules, by team and rank."""
    rows = reads.schedules(request.auth, asked.team)
    return ScheduleList(items=[_shape(row) for row in rows])


@reading(router, "/on-call", DutyList, AtNarrowing)
def get_on_call(request: ApiRequest, asked: Query[AtNarrowing]) -> DutyList:
    """Who is on call on every schedule, at an instant: as it was, is, or is planned."""
    reads.schedules(request.auth)
    found = reads.on_call(_at(asked.at))
    return DutyList(items=[DutyShape(**_told(duty)) for duty in found])


def _at(told: datetime | None) -> datetime:
    return _aware(told) if told else clock.now()


def _aware(at: datetime) -> datetime:
    """What is told without a zone is UTC."""
    return at if at.tzinfo else at.replace(tzinfo=clock.now().tzinfo)


def _told(row: Any) -> dict[str, Any]:
    return {name: getattr(row, name) for name in DutyShape.model_fields}


@keeping(router, "POST", "", ScheduleShape, 201)
def post_schedule(request: ApiRequest, body: NewSchedule) -> HttpResponse:
    """Add a schedule; nobody is on call until it has a layer."""
    by, told = acting(request), body.model_dump()

    def deed() -> Answer:
        key, name = told.pop("id"), told.pop("name")
        return kept(_shape(actions.add_schedule(key, name, by=by, **told)), 201)

    return once(request, deed)


@reading(router, "/swaps", SwapList, ScheduleNarrowing)
def get_swaps(request: ApiRequest, asked: Query[ScheduleNarrowing]) -> SwapList:
    """Swaps that wait for an answer."""
    rows = reads.swaps(request.auth, asked.team)
    return SwapList(items=[_swap(row) for row in rows])


@keeping(router, "POST", "/swaps/{number}/accept", SwapShape)
def post_swap_accept(
    request: ApiRequest, number: Number, body: SwapTaken
) -> HttpResponse:
    """Somebody takes it, and both spans move."""
    by = acting(request)

    def deed() -> Answer:
        actions.accept_swap(number, by=by, taker=body.taker)
        return kept(_swap(reads.swap_for(by, number)))

    return once(request, deed)


@keeping(router, "POST", "/swaps/{number}/decline", SwapShape)
def post_swap_decline(request: ApiRequest, number: Number) -> HttpResponse:
    """It is declined, and nothing moves."""
    by = acting(request)

    def deed() -> Answer:
        actions.decline_swap(number, by=by)
        return kept(_swap(reads.swap_for(by, number)))

    return once(request, deed)


@reading(router, "/{id}", ScheduleShape)
def get_schedule(request: ApiRequest, id: str) -> ScheduleShape:
    """One schedule, with its layers."""
    return _shape(reads.schedule_for(request.auth, id))


@keeping(router, "PATCH", "/{id}", ScheduleShape)
def patch_schedule(request: ApiRequest, id: str, body: ScheduleFacts) -> HttpResponse:
    """Change the facts that are told, from now on; the others stay."""
    by, told = acting(request), body.model_dump(exclude_unset=True)

    def deed() -> Answer:
        return kept(_shape(actions.change_schedule(id, by=by, **told)))

    return once(request, deed)


@reading(router, "/{id}/shifts", ShiftList, SpanNarrowing)
def get_schedule_shifts(
    request: ApiRequest, id: str, asked: Query[SpanNarrowing]
) -> ShiftList:
    """The final schedule between two instants, at most a year; ten weeks ahead are
    written."""
    row = reads.schedule_for(request.auth, id)
    first = _at(asked.first)
    last = _aware(asked.last) if asked.last else first + _WEEKS
    last = min(max(first, last), first + timedelta(days=366))
    found = reads.shifts_listed(row, first, last)
    return ShiftList(
        items=[_shift(row, shift) for shift in found],
        gaps=[
            GapShape(starts_at=gap.starts_at, ends_at=gap.ends_at)
            for gap in reads.gaps_between([row], first, last)[row.key]
        ]
        if first < last
        else [],
    )


def _shift(row: Schedule, shift: Any) -> ShiftShape:
    return ShiftShape(
        schedule=row.key,
        person=shift.person_id,
        instead_of=shift.instead_of_id,
        **{
            name: getattr(shift, name)
            for name in "team rank starts_at ends_at is_shadow because".split()
        },
    )


@keeping(router, "POST", "/{id}/layers", ScheduleShape, 201)
def post_schedule_layer(request: ApiRequest, id: str, body: NewLayer) -> HttpResponse:
    """Add a layer; shifts are written from now on."""
    by, told = acting(request), body.model_dump(exclude_unset=True)

    def deed() -> Answer:
        key = told.pop("id")
        told.setdefault("unit", "weeks")
        actions.add_layer(id, key, by=by, **told)
        return kept(_shape(reads.schedule_for(by, id)), 201)

    return once(request, deed)


@keeping(router, "PATCH", "/{id}/layers/{layer}", ScheduleShape)
def patch_schedule_layer(
    request: ApiRequest, id: str, layer: str, body: LayerFacts
) -> HttpResponse:
    """Change the facts that are told, from now on. Whoever has the turn keeps it."""
    by, told = acting(request), body.model_dump(exclude_unset=True)

    def deed() -> Answer:
        actions.change_layer(id, layer, by=by, **told)
        return kept(_shape(reads.schedule_for(by, id)))

    return once(request, deed)


NO_WHY = Reasoned()


@keeping(router, "POST", "/{id}/layers/{layer}/remove", ScheduleShape)
def post_schedule_layer_remove(
    request: ApiRequest, id: str, layer: str, body: Reasoned = NO_WHY
) -> HttpResponse:
    """Remove a layer; what it made of the past stays."""
    by = acting(request)

    def deed() -> Answer:
        actions.remove_layer(id, layer, by=by, why=body.why)
        return kept(_shape(reads.schedule_for(by, id)))

    return once(request, deed)


@reading(router, "/{id}/overrides", OverrideList)
def get_schedule_overrides(request: ApiRequest, id: str) -> OverrideList:
    """Overrides that count and are not over."""
    row = reads.schedule_for(request.auth, id)
    return OverrideList(items=[_override(row, o) for o in looking.overrides_of(row)])


@keeping(router, "POST", "/{id}/overrides", OverrideShape, 201)
def post_schedule_override(
    request: ApiRequest, id: str, body: NewOverride
) -> HttpResponse:
    """For a span somebody is added, removed, or put in the place of another, or of
    all where nobody is named."""
    by, told = acting(request), body.model_dump()

    def deed() -> Answer:
        kind = told.pop("kind")
        span = _aware(told.pop("starts_at")), _aware(told.pop("ends_at"))
        made = actions.override_shift(id, kind, *span, by=by, **told)
        return kept(_override(made.schedule, made), 201)

    return once(request, deed)


@keeping(router, "POST", "/{id}/overrides/{number}/end", OverrideList)
def post_schedule_override_end(
    request: ApiRequest, id: str, number: Number, body: Reasoned = NO_WHY
) -> HttpResponse:
    """It counts no more from now on; those that are left are answered."""
    by = acting(request)

    def deed() -> Answer:
        actions.end_override(id, number, by=by, why=body.why)
        row = reads.schedule_for(by, id)
        left = [_override(row, each) for each in looking.overrides_of(row)]
        return kept(OverrideList(items=left))

    return once(request, deed)


@keeping(router, "POST", "/{id}/swaps", SwapShape, 201)
def post_schedule_swap(request: ApiRequest, id: str, body: SwapAsked) -> HttpResponse:
    """Ask somebody, or the whole team, to take a span; nothing moves yet."""
    by = acting(request)

    def deed() -> Answer:
        back = None
        if body.back_starts_at and body.back_ends_at:
            span = _aware(body.back_starts_at), _aware(body.back_ends_at)
            back = actions.Back(id, *span)
        made = actions.ask_swap(
            id,
            _aware(body.starts_at),
            _aware(body.ends_at),
            by=by,
            asker=body.asker,
            asked_of=body.asked_of,
            back=back,
            why=body.why,
        )
        return kept(_swap(made), 201)

    return once(request, deed)


def _shape(row: Schedule) -> ScheduleShape:
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


def _override(schedule: Schedule, row: Override) -> OverrideShape:
    return OverrideShape(
        id=row.pk,
        schedule=schedule.key,
        person=row.person_id,
        instead_of=row.instead_of_id,
        **{name: getattr(row, name) for name in "kind starts_at ends_at why".split()},
    )


_SWAP = "starts_at ends_at back_starts_at back_ends_at state why".split()


def _swap(row: Swap) -> SwapShape:
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
