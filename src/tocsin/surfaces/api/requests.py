"""/requests: what sources sent, raw; /failures: what of it could not be read."""

import base64
from datetime import datetime
from typing import Annotated

from django.http import HttpResponse
from ninja import Query, Router, Schema
from pydantic import BeforeValidator, Field

from tocsin.foundation.idempotency.rules import Answer
from tocsin.intake.events.actions import replay
from tocsin.intake.events.looking import (
    SeenRequest,
    failures_for,
    raw_request_for,
    requests_for,
    source_for,
    sources_for,
)
from tocsin.intake.events.models import Failure
from tocsin.surfaces.api.bearer import ADMINISTRATORS, ApiRequest
from tocsin.surfaces.api.needs import kept
from tocsin.surfaces.api.operations import keeping, reading
from tocsin.surfaces.api.shapes import Asked, Cursor, Instant, Limit, Words, whole
from tocsin.surfaces.api.writing import acting, once

router = Router(tags=["Sources"])
failures = Router(tags=["Sources"])
replays = Router(tags=["Sources"])


class RequestShape(Schema):
    """One request as it came."""

    number: int
    source: str
    received_at: datetime
    protocol: str
    size: int = Field(description="Of its body, in bytes.")
    fate: str = Field(description="waits, read, failed, replayed or dismissed.")


class RawRequestShape(RequestShape):
    path: str
    query: str
    headers: dict[str, str]
    body: str = Field(description="As text where it is UTF-8, else in base64.")
    encoding: str = Field(description="utf-8 or base64.")


class RequestList(Schema):
    items: list[RequestShape]
    next: str | None = Field(description="The cursor of the next page, or null.")


class RequestNarrowing(Schema):
    source: Words = Field("", description="A source's id.")
    cursor: Cursor = ""
    limit: Limit = 50


@reading(router, "", RequestList, RequestNarrowing)
def get_requests(request: ApiRequest, asked: Query[RequestNarrowing]) -> RequestList:
    """What sources sent, the latest first, and what became of it."""
    actor = request.auth
    source = source_for(actor, asked.source) if asked.source else None
    page = requests_for(actor, source, cursor=asked.cursor, limit=asked.limit)
    slugs = {each.id: each.slug for each in sources_for(actor)}
    items = [_shape(row, slugs.get(row.source_id, "")) for row in page.rows]
    return RequestList.model_construct(items=items, next=page.cursor)


def _shape(row: SeenRequest, source: str) -> RequestShape:
    return RequestShape.model_construct(
        number=row.id,
        source=source,
        received_at=row.received_at,
        protocol=row.protocol,
        size=row.size,
        fate=row.fate,
    )


Number = Annotated[int, Field(ge=1, le=2**63 - 1), BeforeValidator(whole)]


@reading(router, "/{number}", RawRequestShape, keys=ADMINISTRATORS)
def get_request(request: ApiRequest, number: Number) -> RawRequestShape:
    """One request whole. For keys that administer: it may hold anything."""
    raw = raw_request_for(request.auth, number)
    text, encoding = told_body(raw.request.body)
    return RawRequestShape.model_construct(
        **_shape(raw.seen, raw.source.slug).model_dump(),
        path=raw.request.path,
        query=raw.request.query,
        headers=dict(raw.request.headers),
        body=text,
        encoding=encoding,
    )


def told_body(body: bytes) -> tuple[str, str]:
    try:
        return body.decode(), "utf-8"
    except UnicodeDecodeError:
        return base64.b64encode(body).decode(), "base64"


class FailureShape(Schema):
    """A request that could not be read."""

    id: int
    request: int = Field(description="The number of the request.")
    source: str
    received_at: datetime
    protocol: str
    reason: str
    failed_at: datetime
    state: str = Field(description="waiting, replayed or dismissed.")


class FailureList(Schema):
    items: list[FailureShape]
    next: str | None = Field(description="The cursor of the next page, or null.")


class FailureNarrowing(RequestNarrowing):
    state: Words = Field("waiting", description="waiting, replayed, dismissed.")


@reading(failures, "", FailureList, FailureNarrowing)
def get_failures(request: ApiRequest, asked: Query[FailureNarrowing]) -> FailureList:
    """Requests that could not be read, the latest first."""
    told = asked.model_dump()
    page = failures_for(request.auth, **told)
    items = [_failure(row) for row in page.rows]
    return FailureList.model_construct(items=items, next=page.cursor)


def _failure(row: Failure) -> FailureShape:
    names = ("id", "received_at", "protocol", "reason", "failed_at", "state")
    told = {name: getattr(row, name) for name in names}
    return FailureShape.model_construct(
        **told, request=row.request_id, source=row.source.slug
    )


class ReplayingFailures(Asked):
    ids: Annotated[list[Number], Field(max_length=1000)] = []
    source: Words = Field("", description="Instead of ids: all that wait of a source.")


class DismissingFailures(Asked):
    ids: Annotated[list[Number], Field(min_length=1, max_length=1000)]
    why: Words = ""


class ReplayingRequests(Asked):
    source: Words
    since: Instant
    until: Instant
    why: Words = ""


class DoneShape(Schema):
    count: int = Field(description="How many it was done to.")


@keeping(failures, "POST", "/replay", DoneShape)
def post_failures_replay(request: ApiRequest, body: ReplayingFailures) -> HttpResponse:
    """Read these again, as new requests that name the first."""
    by = acting(request)

    def deed() -> Answer:
        if body.source:
            count = replay.replay_failures_of(body.source, by=by)
        else:
            count = replay.replay_failures(body.ids, by=by)
        return kept(DoneShape(count=count))

    return once(request, deed)


@keeping(failures, "POST", "/dismiss", DoneShape)
def post_failures_dismiss(
    request: ApiRequest, body: DismissingFailures
) -> HttpResponse:
    """Put these aside; they can still be looked at."""
    by = acting(request)

    def deed() -> Answer:
        count = replay.dismiss_failures(body.ids, by=by, why=body.why)
        return kept(DoneShape(count=count))

    return once(request, deed)


@keeping(replays, "POST", "", DoneShape)
def post_requests_replay(request: ApiRequest, body: ReplayingRequests) -> HttpResponse:
    """Read again what a source sent in a period, once its mapping is mended. Nothing
    is counted twice."""
    by, told = acting(request), body.model_dump()

    def deed() -> Answer:
        count = replay.replay_requests(told.pop("source"), by=by, **told)
        return kept(DoneShape(count=count))

    return once(request, deed)
