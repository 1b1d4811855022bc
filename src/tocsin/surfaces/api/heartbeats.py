"""/heartbeats: jobs that are missed when they are not heard."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Annotated, Any

from django.db import transaction
from django.http import HttpResponse
from ninja import Query, Router, Schema, Status
from pydantic import BeforeValidator, Field, WithJsonSchema

from tocsin.foundation.idempotency.rules import Answer
from tocsin.intake.events.event import SEVERITIES
from tocsin.intake.heartbeats import reads
from tocsin.intake.heartbeats.actions import keeping as verbs
from tocsin.intake.heartbeats.models import Heartbeat
from tocsin.intake.heartbeats.rules import STATES
from tocsin.intake.heartbeats.schedules import LONGEST, length_from, length_told
from tocsin.kernel import home
from tocsin.surfaces.api.bearer import ADMINISTRATORS, ApiRequest
from tocsin.surfaces.api.needs import kept
from tocsin.surfaces.api.operations import keeping, reading
from tocsin.surfaces.api.problems import problems
from tocsin.surfaces.api.shapes import Asked, Limit, OneOf, Reasoned, Words
from tocsin.surfaces.api.writing import acting, once

router = Router(tags=["Heartbeats"])


class HeartbeatShape(Schema):
    """One heartbeat. Lengths are told as `90s`, `5m`, `1h30m`, `2d`."""

    id: str = Field(examples=["nightly-backup"])
    name: str
    source: str = Field(description="The id of the source its alert belongs to.")
    service: str = Field(description="A service's key, or empty.")
    severity: str
    every: str = Field(description="How often it is heard; empty: by cron.")
    cron: str = Field(examples=["0 3 * * *"])
    zone: str = Field(description="By whose clock cron goes.")
    grace: str
    longest_run: str = Field(description="How long a run may take; empty: as long.")
    message: str = Field(description="What its alert is called, if not as usual.")
    description: str
    labels: dict[str, str]
    state: Annotated[str, OneOf(STATES)]
    why: str = Field(description="Why it is down: missed, failed or too_long.")
    expected_at: datetime | None
    due_at: datetime | None = Field(description="When it is down unless it is heard.")
    started_at: datetime | None = Field(description="Since when a run is under way.")
    last_at: datetime | None
    last_said: str = Field(description="success, start, fail or log.")
    last_length: float | None = Field(description="How long it ran last, in seconds.")
    exit_status: int | None
    page: str = Field(description="Where people read it.")


class HeartbeatWithKey(HeartbeatShape):
    """With what it is heard by: told when it is made, and when it has a new key."""

    url: str = Field(description="Where it says that it ran.")
    key: str


class HeartbeatList(Schema):
    items: list[HeartbeatShape]


class PingShape(Schema):
    at: datetime
    said: str = Field(description="success, start, fail or log.")
    exit_status: int | None
    run: str = Field(description="What was told as rid.")
    length: float | None = Field(description="How long the run took, in seconds.")
    method: str
    agent: str
    body: str = Field(description="What the run printed.")


class PingList(Schema):
    items: list[PingShape]


class HeartbeatNarrowing(Schema):
    q: Words = Field("", description="Words in name or id.")
    state: Words = Field("", description="new, up, late, down or paused.")
    service: Words = ""
    source: Words = ""


class PingNarrowing(Schema):
    limit: Limit = 50


def _length(told: Any) -> timedelta:
    found = length_from(told) if isinstance(told, str) else None
    if found is None and isinstance(told, str) and _LENGTH.fullmatch(told):
        # A length, but longer than any may be: the verb says so.
        return LONGEST + timedelta(days=1)
    if found is None:
        raise ValueError("tell a length such as 90s, 5m, 1h30m or 2d")
    return found


_LENGTH = re.compile("([0-9]{1,6}[smhdw])+")
_AS_LENGTH = {
    "type": "string",
    "pattern": f"^{_LENGTH.pattern}$",
    "examples": ["5m"],
}
Length = Annotated[timedelta, BeforeValidator(_length), WithJsonSchema(_AS_LENGTH)]
Short = Annotated[Words, Field(max_length=120)]


class HeartbeatFacts(Asked):
    name: Annotated[Short, Field(min_length=1, pattern=r"\S")] = "-"
    service: Annotated[Words, Field(max_length=80)] = ""
    severity: Annotated[str, OneOf(SEVERITIES)] = "error"
    every: Length | None = Field(None, description="Or tell cron.")
    cron: Short = ""
    zone: Annotated[Words, Field(max_length=64, examples=["Europe/Berlin"])] = "UTC"
    grace: Annotated[Length, Field(description="Waited beyond it; usually 5m.")] = (
        timedelta(minutes=5)
    )
    longest_run: Length | None = None
    message: Annotated[Words, Field(max_length=200)] = ""
    description: Annotated[Words, Field(max_length=2000)] = ""
    labels: dict[Words, Words] = {}
    why: Words = ""


class NewHeartbeat(HeartbeatFacts):
    name: Annotated[Short, Field(min_length=1, pattern=r"\S")] = Field(
        examples=["Nightly backup"]
    )
    source: Words = Field("", description="The id of the source it belongs to, if one.")


@reading(router, "", HeartbeatList, HeartbeatNarrowing)
def get_heartbeats(
    request: ApiRequest, asked: Query[HeartbeatNarrowing]
) -> HeartbeatList:
    """Heartbeats, by name."""
    wanted = reads.WantedHeartbeats(**asked.model_dump())
    found = reads.heartbeats(request.auth, wanted)
    items = [_shape(beat) for beat in found]
    return HeartbeatList.model_construct(items=items)


def _telling_key(path: str, status: int = 200) -> Callable[..., Any]:
    """An answer with a key. It takes no idempotency key: an answer that was kept would
    keep that too."""
    told = {status: HeartbeatWithKey, **problems(400, 401, 403, 404, 409, 413, 422)}
    return router.post(path, auth=ADMINISTRATORS, response=told)


@_telling_key("", 201)
@transaction.atomic
def post_heartbeat(request: ApiRequest, body: NewHeartbeat) -> Status[HeartbeatWithKey]:
    """Add a heartbeat; its address and key are told."""
    told = _told(body)
    told.pop("why", None)
    beat, _key = verbs.add_heartbeat(told.pop("name"), by=acting(request), **told)
    return Status(201, _with_key(beat))


@reading(router, "/{id}", HeartbeatShape)
def get_heartbeat(request: ApiRequest, id: str) -> Any:
    """One heartbeat."""
    beat = reads.heartbeat_for(request.auth, id)
    return _shape(beat)


@reading(router, "/{id}/pings", PingList, PingNarrowing)
def get_heartbeat_pings(
    request: ApiRequest, id: str, asked: Query[PingNarrowing]
) -> PingList:
    """What was heard of it, the latest first."""
    beat = reads.heartbeat_for(request.auth, id)
    items = [
        PingShape.model_construct(
            **{name: getattr(ping, name) for name in PingShape.model_fields}
            | {"length": _seconds(ping.length)}
        )
        for ping in reads.pings(request.auth, beat, asked.limit)
    ]
    return PingList.model_construct(items=items)


@keeping(router, "PATCH", "/{id}", HeartbeatShape)
def patch_heartbeat(request: ApiRequest, id: str, body: HeartbeatFacts) -> HttpResponse:
    """Change the facts that are told; the others stay."""
    by, told = acting(request), _told(body)

    def deed() -> Answer:
        return kept(_shape(verbs.change_heartbeat(id, by=by, **told)))

    return once(request, deed)


NO_WHY = Reasoned()


@keeping(router, "POST", "/{id}/pause", HeartbeatShape)
def post_heartbeat_pause(
    request: ApiRequest, id: str, body: Reasoned = NO_WHY
) -> HttpResponse:
    """Nobody misses it until it is resumed; its alert, if one is open, ends."""
    by = acting(request)

    def deed() -> Answer:
        return kept(_shape(verbs.pause_heartbeat(id, by=by, why=body.why)))

    return once(request, deed)


@keeping(router, "POST", "/{id}/resume", HeartbeatShape)
def post_heartbeat_resume(
    request: ApiRequest, id: str, body: Reasoned = NO_WHY
) -> HttpResponse:
    """It is missed again, counted from now on."""
    by = acting(request)

    def deed() -> Answer:
        return kept(_shape(verbs.resume_heartbeat(id, by=by, why=body.why)))

    return once(request, deed)


@_telling_key("/{id}/rotate")
@transaction.atomic
def post_heartbeat_rotate(
    request: ApiRequest, id: str, body: Reasoned = NO_WHY
) -> HeartbeatWithKey:
    """It has a new key, told here; the one before is heard for another day."""
    beat, _key = verbs.rotate_heartbeat_key(id, by=acting(request), why=body.why)
    return _with_key(beat)


class Gone(Schema):
    id: str
    deleted: bool


@keeping(router, "POST", "/{id}/delete", Gone)
def post_heartbeat_delete(
    request: ApiRequest, id: str, body: Reasoned = NO_WHY
) -> HttpResponse:
    """It and what was heard of it are gone; its alert, if one is open, ends."""
    by = acting(request)

    def deed() -> Answer:
        verbs.delete_heartbeat(id, by=by, why=body.why)
        return kept(Gone.model_construct(id=id, deleted=True))

    return once(request, deed)


def _told(body: HeartbeatFacts) -> dict[str, Any]:
    told = body.model_dump(exclude_unset=True)
    if "every" in told:
        told["period"] = told.pop("every")
    # Told as nothing, it is as if it were not told.
    return {n: v for n, v in told.items() if (n, v) != ("period", None)}


_PLAIN = (
    "name service severity cron zone message description labels why expected_at"
    " due_at started_at last_at last_said exit_status"
).split()


def _facts(beat: Heartbeat) -> dict[str, Any]:
    return {name: getattr(beat, name) for name in _PLAIN} | {
        "id": beat.slug,
        "source": beat.source.slug,
        "every": length_told(beat.period),
        "grace": length_told(beat.grace),
        "longest_run": length_told(beat.longest_run),
        "state": reads.state_of(beat),
        "last_length": _seconds(beat.last_length),
        "page": f"{home.url()}/heartbeats/{beat.slug}",
    }


def _shape(beat: Heartbeat) -> HeartbeatShape:
    return HeartbeatShape.model_construct(**_facts(beat))


def _with_key(beat: Heartbeat) -> HeartbeatWithKey:
    told = _facts(beat) | {"url": reads.address_of(beat), "key": reads.key_of(beat)}
    return HeartbeatWithKey.model_construct(**told)


def _seconds(length: timedelta | None) -> float | None:
    return None if length is None else length.total_seconds()
