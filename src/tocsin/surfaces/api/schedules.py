"""/schedules: who is on call, by schedule, at any instant; what is changed of it."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.http import HttpResponse
from ninja import Query, Router

from tocsin.foundation.idempotency.rules import Answer
from tocsin.foundation.oncall import actions, reads
from tocsin.foundation.oncall.reads import looking
from tocsin.kernel import clock
from tocsin.surfaces.api.bearer import ApiRequest
from tocsin.surfaces.api.needs import kept
from tocsin.surfaces.api.operations import keeping, reading
from tocsin.surfaces.api.schedule_shapes import (
    AtNarrowing,
    DutyList,
    DutyShape,
    GapShape,
    LayerFacts,
    NewLayer,
    NewOverride,
    NewSchedule,
    OverrideList,
    OverrideShape,
    ScheduleFacts,
    ScheduleList,
    ScheduleNarrowing,
    ScheduleShape,
    ShiftList,
    SpanNarrowing,
    SwapAsked,
    SwapList,
    SwapShape,
    SwapTaken,
    override_shape,
    schedule_shape,
    shift_shape,
    swap_shape,
)
from tocsin.surfaces.api.shapes import Number, Reasoned
from tocsin.surfaces.api.writing import acting, once

router = Router(tags=["On-call"])

_WEEKS = timedelta(days=14)


@reading(router, "", ScheduleList, ScheduleNarrowing)
def get_schedules(request: ApiRequest, asked: Query[ScheduleNarrowing]) -> ScheduleList:
    """Active schedules, by team and rank."""
    rows = reads.schedules(request.auth, asked.team)
    return ScheduleList(items=[schedule_shape(row) for row in rows])


@reading(router, "/on-call", DutyList, AtNarrowing)
def get_on_call(request: ApiRequest, asked: Query[AtNarrowing]) -> DutyList:
    """Who is on call on every schedule, at an instant: as it was, is, or is planned."""
    reads.schedules(request.auth)
    found = reads.on_call(_at(asked.at))
    return DutyList(items=[DutyShape(**_told(duty)) for duty in found])


# Nothing is known of instants so far away that one cannot reckon with them.
_EARLIEST, _LATEST = datetime(1970, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)


def _at(told: datetime | None) -> datetime:
    return min(max(told, _EARLIEST), _LATEST) if told else clock.now()


def _told(row: Any) -> dict[str, Any]:
    return {name: getattr(row, name) for name in DutyShape.model_fields}


@keeping(router, "POST", "", ScheduleShape, 201)
def post_schedule(request: ApiRequest, body: NewSchedule) -> HttpResponse:
    """Add a schedule; nobody is on call until it has a layer."""
    by, told = acting(request), body.model_dump()

    def deed() -> Answer:
        key, name = told.pop("id"), told.pop("name")
        return kept(schedule_shape(actions.add_schedule(key, name, by=by, **told)), 201)

    return once(request, deed)


@reading(router, "/swaps", SwapList, ScheduleNarrowing)
def get_swaps(request: ApiRequest, asked: Query[ScheduleNarrowing]) -> SwapList:
    """Swaps that wait for an answer."""
    rows = reads.swaps(request.auth, asked.team)
    return SwapList(items=[swap_shape(row) for row in rows])


@keeping(router, "POST", "/swaps/{number}/accept", SwapShape)
def post_swap_accept(
    request: ApiRequest, number: Number, body: SwapTaken
) -> HttpResponse:
    """Somebody takes it, and both spans move."""
    by = acting(request)

    def deed() -> Answer:
        actions.accept_swap(number, by=by, taker=body.taker)
        return kept(swap_shape(reads.swap_for(by, number)))

    return once(request, deed)


@keeping(router, "POST", "/swaps/{number}/decline", SwapShape)
def post_swap_decline(request: ApiRequest, number: Number) -> HttpResponse:
    """It is declined, and nothing moves."""
    by = acting(request)

    def deed() -> Answer:
        actions.decline_swap(number, by=by)
        return kept(swap_shape(reads.swap_for(by, number)))

    return once(request, deed)


@reading(router, "/{id}", ScheduleShape)
def get_schedule(request: ApiRequest, id: str) -> ScheduleShape:
    """One schedule, with its layers."""
    return schedule_shape(reads.schedule_for(request.auth, id))


@keeping(router, "PATCH", "/{id}", ScheduleShape)
def patch_schedule(request: ApiRequest, id: str, body: ScheduleFacts) -> HttpResponse:
    """Change the facts that are told, from now on; the others stay."""
    by, told = acting(request), body.model_dump(exclude_unset=True)

    def deed() -> Answer:
        return kept(schedule_shape(actions.change_schedule(id, by=by, **told)))

    return once(request, deed)


@reading(router, "/{id}/shifts", ShiftList, SpanNarrowing)
def get_schedule_shifts(
    request: ApiRequest, id: str, asked: Query[SpanNarrowing]
) -> ShiftList:
    """The final schedule between two instants, at most a year; ten weeks ahead are
    written."""
    row = reads.schedule_for(request.auth, id)
    first = _at(asked.first)
    last = _at(asked.last) if asked.last else first + _WEEKS
    last = min(max(first, last), first + timedelta(days=366))
    found = reads.shifts_listed(row, first, last)
    return ShiftList(
        items=[shift_shape(row, shift) for shift in found],
        gaps=[
            GapShape(starts_at=gap.starts_at, ends_at=gap.ends_at)
            for gap in reads.gaps_between([row], first, last)[row.key]
        ]
        if first < last
        else [],
    )


@keeping(router, "POST", "/{id}/layers", ScheduleShape, 201)
def post_schedule_layer(request: ApiRequest, id: str, body: NewLayer) -> HttpResponse:
    """Add a layer; shifts are written from now on."""
    by, told = acting(request), body.model_dump(exclude_unset=True)

    def deed() -> Answer:
        key = told.pop("id")
        told.setdefault("unit", "weeks")
        actions.add_layer(id, key, by=by, **told)
        return kept(schedule_shape(reads.schedule_for(by, id)), 201)

    return once(request, deed)


@keeping(router, "PATCH", "/{id}/layers/{layer}", ScheduleShape)
def patch_schedule_layer(
    request: ApiRequest, id: str, layer: str, body: LayerFacts
) -> HttpResponse:
    """Change the facts that are told, from now on. Whoever has the turn keeps it."""
    by, told = acting(request), body.model_dump(exclude_unset=True)

    def deed() -> Answer:
        actions.change_layer(id, layer, by=by, **told)
        return kept(schedule_shape(reads.schedule_for(by, id)))

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
        return kept(schedule_shape(reads.schedule_for(by, id)))

    return once(request, deed)


@reading(router, "/{id}/overrides", OverrideList)
def get_schedule_overrides(request: ApiRequest, id: str) -> OverrideList:
    """Overrides that count and are not over."""
    row = reads.schedule_for(request.auth, id)
    return OverrideList(
        items=[override_shape(row, o) for o in looking.overrides_of(row)]
    )


@keeping(router, "POST", "/{id}/overrides", OverrideShape, 201)
def post_schedule_override(
    request: ApiRequest, id: str, body: NewOverride
) -> HttpResponse:
    """For a span somebody is added, removed, or put in the place of another, or of
    all where nobody is named."""
    by, told = acting(request), body.model_dump()

    def deed() -> Answer:
        kind = told.pop("kind")
        span = told.pop("starts_at"), told.pop("ends_at")
        made = actions.override_shift(id, kind, *span, by=by, **told)
        return kept(override_shape(made.schedule, made), 201)

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
        left = [override_shape(row, each) for each in looking.overrides_of(row)]
        return kept(OverrideList(items=left))

    return once(request, deed)


@keeping(router, "POST", "/{id}/swaps", SwapShape, 201)
def post_schedule_swap(request: ApiRequest, id: str, body: SwapAsked) -> HttpResponse:
    """Ask somebody, or the whole team, to take a span; nothing moves yet."""
    by = acting(request)

    def deed() -> Answer:
        back = None
        if body.back_starts_at and body.back_ends_at:
            span = body.back_starts_at, body.back_ends_at
            back = actions.Back(body.back_schedule or id, *span)
        made = actions.ask_swap(
            id,
            body.starts_at,
            body.ends_at,
            by=by,
            asker=body.asker,
            asked_of=body.asked_of,
            back=back,
            why=body.why,
        )
        return kept(swap_shape(made), 201)

    return once(request, deed)
