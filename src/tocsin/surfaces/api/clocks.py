"""/targets, /attainment, /incidents/{ref}/clocks: what is promised, how it stands."""

from datetime import datetime, timedelta
from typing import Annotated, Any, Literal

from django.http import HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field, model_validator

from tocsin.foundation.idempotency.rules import Answer
from tocsin.kernel import clock as the_clock
from tocsin.register.work.reads import incident_for
from tocsin.response.clocks.actions import publish_target, retire_target
from tocsin.response.clocks.derivation import derivation
from tocsin.response.clocks.reads import (
    attainment,
    clocks_on,
    foretold,
    target_for,
    targets_for,
)
from tocsin.response.clocks.rules import Clock
from tocsin.response.clocks.target_rules import Facts
from tocsin.surfaces.api.bearer import ApiRequest
from tocsin.surfaces.api.needs import kept
from tocsin.surfaces.api.operations import keeping, reading
from tocsin.surfaces.api.shapes import Asked, Bound, Priority, Words, whole
from tocsin.surfaces.api.writing import acting, once

router = Router(tags=["Clocks"])
_MONTH = timedelta(days=30)

Key = Annotated[Words, Field(max_length=80)]


class StretchOfClock(Schema):
    """A stretch of a clock's time, by the calendar's wall clock."""

    begun: datetime
    ended: datetime
    what: str = Field(description="counted, closed, or what it stood still for.")
    counted_seconds: float
    total_seconds: float = Field(description="Counted up to its end.")
    is_ahead: bool = Field(description="It is to come, as planned.")


class ClockShape(Schema):
    """One life of one target's clock."""

    target: str
    name: str
    kind: str = Field(description="sla, ola or supplier.")
    measure: str = Field(description="response, acknowledge, restore, resolve, update.")
    number: int = Field(description="Which life it is, from 1.")
    state: str = Field(description="running, paused, met, missed or cancelled.")
    priority: int | None
    minutes: int
    peak: str = Field(description="The peak in which it began, if it takes less then.")
    calendar: str
    calendar_version: int
    started_at: datetime
    stopped_at: datetime | None
    due_at: datetime | None
    breached_at: datetime | None
    paused_since: datetime | None
    pause: str
    elapsed_seconds: float
    left_seconds: float = Field(description="Of the calendar's time; negative: over.")
    derivation: list[StretchOfClock] = Field(description="At most 400 stretches.")


class ClockList(Schema):
    items: list[ClockShape]


class AtInstant(Schema):
    at: Bound = Field(None, description="As it stood then, by what is told today.")


class TargetShape(Schema):
    """What is promised. What a target may hold is in `docs/clocks.md`."""

    key: str
    version: int
    is_in_force: bool
    body: dict[str, Any]


class TargetList(Schema):
    items: list[TargetShape]


class TargetTold(Asked):
    """A target to be published, and why."""

    body: dict[str, Any] = Field(
        examples=[
            {
                "name": "Resolve",
                "kind": "sla",
                "measure": "resolve",
                "minutes": {"P1": 240},
            }
        ]
    )
    why: Words = ""

    @model_validator(mode="before")
    @classmethod
    def _whole_inside(cls, told: Any) -> Any:
        if isinstance(told, dict) and "body" in told:
            return told | {"body": _wholes(told["body"])}
        return told


def _wholes(told: Any) -> Any:
    """1.0 is a whole number, wherever it stands."""
    if isinstance(told, dict):
        return {name: _wholes(value) for name, value in told.items()}
    return [_wholes(each) for each in told] if isinstance(told, list) else whole(told)


class TargetNoMore(Asked):
    why: Words = ""


class ForetoldAsked(Schema):
    priority: Priority
    category: Words = ""
    service: Words = ""
    model: Words = ""
    team: Words = ""
    at: Bound = Field(None, description="When it is registered; now unless told.")


class LivesBetween(Schema):
    since: Bound = Field(None, description="Thirty days before `until` unless told.")
    until: Bound = Field(None, description="Now unless told.")
    origin: Literal["lived", "history"] = Field(
        "lived", description="What happened here, or what was brought in."
    )


class AttainedShape(Schema):
    """share = met / (met + missed + breached); breached: past due and still open."""

    target: str
    name: str
    priority: int
    met: int
    missed: int
    breached: int
    share: float | None


class AttainmentShape(Schema):
    since: datetime
    until: datetime
    items: list[AttainedShape]


@reading(router, "/incidents/{ref}/clocks", ClockList, AtInstant)
def get_incident_clocks(
    request: ApiRequest, ref: str, asked: Query[AtInstant]
) -> ClockList:
    """The incident's clocks, counted from its timeline: running ones first."""
    incident = incident_for(request.auth, ref)
    return ClockList(items=[_clock(each) for each in clocks_on(incident.id, asked.at)])


@reading(router, "/targets", TargetList)
def get_targets(request: ApiRequest) -> TargetList:
    """What is promised now, by key."""
    found = targets_for(request.auth)
    return TargetList(items=[_target(request, each.key) for each in found])


@reading(router, "/targets/{key}", TargetShape)
def get_target(request: ApiRequest, key: str) -> TargetShape:
    """One target as it is in force; failing that, its newest version."""
    return _target(request, key)


@keeping(router, "POST", "/targets/{key}", TargetShape)
def post_target(request: ApiRequest, key: str, body: TargetTold) -> HttpResponse:
    """Publish the target: open incidents that it applies to have its clock at once."""
    by = acting(request)

    def deed() -> Answer:
        publish_target(key, body.body, by=by, why=body.why)
        return kept(_target(request, key))

    return once(request, deed)


@keeping(router, "POST", "/targets/{key}/retire", TargetShape)
def post_target_retire(
    request: ApiRequest, key: str, body: TargetNoMore
) -> HttpResponse:
    """It is promised no more: open clocks are withdrawn, ended ones stay."""
    by = acting(request)

    def deed() -> Answer:
        retire_target(key, by=by, why=body.why)
        return kept(_target(request, key))

    return once(request, deed)


@reading(router, "/clocks/foretold", ClockList, ForetoldAsked)
def get_clocks_foretold(request: ApiRequest, asked: Query[ForetoldAsked]) -> ClockList:
    """The clocks of an incident that does not exist: when it would be due, and why."""
    targets_for(request.auth)
    facts = Facts(
        asked.priority, asked.category, asked.service, asked.model, asked.team
    )
    found = foretold(facts, asked.at or the_clock.now())
    return ClockList(items=[_clock(each) for each in found])


@reading(router, "/attainment", AttainmentShape, LivesBetween)
def get_attainment(request: ApiRequest, asked: Query[LivesBetween]) -> AttainmentShape:
    """How often each target was met, by priority; of what was brought in, how often it
    would have been. Drills, cancelled and withdrawn clocks are left out."""
    until = asked.until or the_clock.now()
    since = asked.since or until - _MONTH
    history = asked.origin == "history"
    rows = attainment(request.auth, since, until, history=history)
    return AttainmentShape(
        since=since,
        until=until,
        items=[
            AttainedShape(
                target=each.target,
                name=each.name,
                priority=each.priority,
                met=each.met,
                missed=each.missed,
                breached=each.breached,
                share=each.share,
            )
            for each in rows
        ],
    )


def _target(request: ApiRequest, key: str) -> TargetShape:
    held = target_for(request.auth, key)
    return TargetShape(
        key=key,
        version=held.version,
        is_in_force=held.in_force(the_clock.now()),
        body=held.body,
    )


def _clock(clock: Clock) -> ClockShape:
    target, life = clock.target, clock.life
    return ClockShape(
        target=target.key,
        name=target.name,
        kind=target.kind,
        measure=target.measure,
        number=clock.number,
        state=clock.state,
        priority=life.facts.priority,
        minutes=clock.minutes,
        peak=clock.peak,
        calendar=clock.calendar.key,
        calendar_version=clock.calendar.version,
        started_at=life.started_at,
        stopped_at=life.stopped_at,
        due_at=clock.due_at,
        breached_at=clock.breached_at,
        paused_since=clock.paused_since,
        pause=clock.pause,
        elapsed_seconds=clock.elapsed.total_seconds(),
        left_seconds=clock.left.total_seconds(),
        derivation=[
            StretchOfClock(
                begun=line.begun,
                ended=line.ended,
                what=line.what,
                counted_seconds=line.counted.total_seconds(),
                total_seconds=line.total.total_seconds(),
                is_ahead=line.is_ahead,
            )
            for line in derivation(clock)
        ],
    )
