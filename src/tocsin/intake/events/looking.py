"""Sources and what they sent, as people look at them.

All but requesters see which sources there are and how they do. What a request holds,
which may be anything, is for administrators and auditors.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count

from tocsin.foundation.accounts.refusals import NotAllowed
from tocsin.foundation.accounts.rules import ADMINISTRATOR, AUDITOR, Actor, may_look
from tocsin.intake.events import queries
from tocsin.intake.events.event import Request
from tocsin.intake.events.models import Bookmark, Failure, Source, Subscription
from tocsin.intake.events.refusals import FailureUnknown, RequestGone, SourceUnknown
from tocsin.kernel import clock, sql
from tocsin.kernel.text import holdable

_SQL = sql.load("tocsin.intake.events")
_PARTS = 12
# Each twelfth of an hour is counted so far.
BOUND = 1000
_FIRST = 2**62


@dataclass(frozen=True, slots=True)
class SeenRequest:
    """A stored request without its body; `fate` is waits, read, failed, replayed or
    dismissed."""

    id: int
    xact: int
    source_id: int
    received_at: datetime
    protocol: str
    meta: str
    size: int
    fate: str = ""


@dataclass(frozen=True, slots=True)
class RequestPage:
    rows: Sequence[SeenRequest]
    cursor: str | None


@dataclass(frozen=True, slots=True)
class Busy:
    """How much a source sent in the last hour, in twelve parts, each counted as far as
    `BOUND`; how many a second that were in the busiest; and how many of its requests
    wait to be looked at."""

    parts: Sequence[int] = (0,) * _PARTS
    failures: int = 0
    used: float = 0.0

    @property
    def hour(self) -> int:
        return sum(self.parts)

    @property
    def is_bounded(self) -> bool:
        return max(self.parts) >= BOUND


@dataclass(slots=True)
class _Part:
    source_id: int
    n: int
    requests: int
    until: float

    @property
    def rate(self) -> float:
        """Requests per second, until the last that was counted."""
        lasted = self.until if self.requests >= BOUND else 300.0
        return self.requests / max(lasted, 1.0)


def sources_for(actor: Actor) -> list[Source]:
    """Every source, by name."""
    _need_look(actor)
    return list(Source.objects.order_by("name"))


def subscriptions_for(actor: Actor, slug: str) -> list[Subscription]:
    """The topics of Amazon SNS that offered to send to a source."""
    source = source_for(actor, slug)
    return list(Subscription.objects.filter(source=source))


def source_for(actor: Actor, slug: str) -> Source:
    _need_look(actor)
    found = Source.objects.filter(slug=holdable(slug)).first()
    if found is None:
        raise SourceUnknown(slug=holdable(slug))
    return found


def busy_of(sources: Iterable[Source]) -> dict[int, Busy]:
    """By source: what it sent of late, and what of it could not be read."""
    ids = [source.id for source in sources]
    parts: dict[int, list[int]] = {number: [0] * _PARTS for number in ids}
    wanted = {"sources": ids, "now": clock.now(), "most": BOUND}
    used: dict[int, float] = dict.fromkeys(ids, 0.0)
    for part in sql.fetch(_SQL["count_recent"], _Part, **wanted):
        parts[part.source_id][part.n] = part.requests
        used[part.source_id] = max(used[part.source_id], part.rate)
    waiting = Failure.objects.filter(state=Failure.State.WAITING, source__in=ids)
    failed = waiting.order_by().values_list("source").annotate(n=Count("id"))
    counts = dict(failed)
    return {
        number: Busy(parts[number], counts.get(number, 0), round(used[number], 1))
        for number in ids
    }


def may_read_raw(actor: Actor) -> bool:
    return actor.has(ADMINISTRATOR) or actor.has(AUDITOR)


def requests_for(
    actor: Actor, source: Source | None = None, *, cursor: str = "", limit: int = 50
) -> RequestPage:
    """What a source, or all of them, sent: the latest first."""
    _need_look(actor)
    number = int(cursor) if cursor.isdecimal() and len(cursor) < 19 else 0
    if source is None:
        told: dict[str, Any] = {"id": number or _FIRST}
        name = "requests_of_all"
    else:
        before = _instant_of(number) if number else clock.now() + timedelta(days=1)
        told = {"id": number or _FIRST, "source": source.id, "before": before}
        told |= {"since": clock.now() - timedelta(days=400)}
        name = "requests_of_source"
    rows = sql.fetch(_SQL[name], SeenRequest, **told, limit=limit + 1)
    more = str(rows[limit - 1].id) if len(rows) > limit else None
    return RequestPage(_fated(rows[:limit]), more)


def _instant_of(number: int) -> datetime:
    rows = sql.fetch(_SQL["seen_request"], SeenRequest, id=number)
    return rows[0].received_at if rows else clock.now()


def requests_at(source: int, instants: Iterable[datetime]) -> list[SeenRequest]:
    """Those of a source that came at one of these instants."""
    wanted = sorted(set(instants))
    return sql.fetch(_SQL["requests_at"], SeenRequest, source=source, instants=wanted)


def _fated(rows: Sequence[SeenRequest]) -> list[SeenRequest]:
    """Each with what became of it."""
    ids = [row.id for row in rows]
    failed = dict(
        Failure.objects.filter(request_id__in=ids).values_list("request_id", "state")
    )
    mark = Bookmark.objects.filter(name="fold").first()
    folded = (mark.xact, mark.request_id) if mark else (0, 0)
    return [replace(row, fate=_fate(row, failed, folded)) for row in rows]


def _fate(row: SeenRequest, failed: Mapping[int, str], folded: tuple[int, int]) -> str:
    if state := failed.get(row.id):
        return "failed" if state == Failure.State.WAITING else state
    return "read" if (row.xact, row.id) <= folded else "waits"


@dataclass(frozen=True, slots=True)
class RawRequest:
    """A request whole: what became of it, its source and its body."""

    seen: SeenRequest
    source: Source
    request: Request


def raw_request_for(actor: Actor, number: int) -> RawRequest:
    """For administrators and auditors: a request with its body, as it came."""
    if not may_read_raw(actor):
        raise NotAllowed
    rows = sql.fetch(_SQL["seen_request"], SeenRequest, id=number)
    stored = queries.requests_of([number]) if rows else []
    if not stored:
        raise RequestGone(number=number)
    source = Source.objects.get(id=rows[0].source_id)
    request = told_request(source, rows[0], bytes(stored[0].body))
    return RawRequest(_fated(rows)[0], source, request)


def told_request(source: Source, row: SeenRequest, body: bytes) -> Request:
    """As adapters are given it."""
    meta = json.loads(row.meta) if row.meta else {}
    return Request(
        id=row.id,
        source=source.slug,
        tool=source.tool,
        received_at=row.received_at,
        protocol=row.protocol,
        path=str(meta.get("path", "")),
        query=str(meta.get("query", "")),
        headers=meta.get("headers") or {},
        body=body,
    )


def last_requests(source: Source, limit: int = 5) -> list[Request]:
    """The last requests of a source, whole, the latest first, to try a mapping on."""
    now = clock.now() + timedelta(days=1)
    told = {"source": source.id, "before": now, "id": _FIRST, "limit": limit}
    told |= {"since": clock.now() - timedelta(days=400)}
    rows = sql.fetch(_SQL["requests_of_source"], SeenRequest, **told)
    bodies = {each.id: bytes(each.body) for each in _bodies(rows)}
    return [told_request(source, row, bodies[row.id]) for row in rows]


def _bodies(rows: Sequence[SeenRequest]) -> list[Any]:
    return queries.requests_of([row.id for row in rows]) if rows else []


@dataclass(frozen=True, slots=True)
class FailurePage:
    rows: Sequence[Failure]
    cursor: str | None


def failures_for(
    actor: Actor,
    *,
    source: str = "",
    state: str = Failure.State.WAITING,
    cursor: str = "",
    limit: int = 50,
) -> FailurePage:
    """Requests that could not be read, the latest first, without their bodies."""
    _need_look(actor)
    rows = Failure.objects.select_related("source").defer("body").order_by("-id")
    if source:
        rows = rows.filter(source__slug=holdable(source))
    if state:
        rows = rows.filter(state=holdable(state))
    if cursor.isdecimal() and len(cursor) < 19:
        rows = rows.filter(id__lt=int(cursor))
    found = list(rows[: limit + 1])
    more = str(found[limit - 1].id) if len(found) > limit else None
    return FailurePage(found[:limit], more)


def failure_for(actor: Actor, number: int) -> Failure:
    """For administrators and auditors: one with its body."""
    if not may_read_raw(actor):
        raise NotAllowed
    found = Failure.objects.select_related("source").filter(id=number).first()
    if found is None:
        raise FailureUnknown(number=number)
    return found


def _need_look(actor: Actor) -> None:
    if not may_look(actor):
        raise NotAllowed


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """A line of an alert's history as it lies in its partition."""

    id: int
    kind: str
    happened_at: datetime
    recorded_at: datetime
    request_id: int | None
    body: Any


def events_of_alert(
    alert: int, limit: int, before: int | None = None
) -> list[StoredEvent]:
    """What happened to an alert, the latest first."""
    told = {"alert": alert, "before": before, "limit": limit}
    rows = sql.fetch(_SQL["events_of_alert"], StoredEvent, **told)
    return [
        row if isinstance(row.body, dict) else replace(row, body=json.loads(row.body))
        for row in rows
    ]


def failure_of_request(number: int) -> int | None:
    """The failure of a request, if it could not be read."""
    rows = Failure.objects.filter(request_id=number)
    return rows.values_list("id", flat=True).first()


def request_of_failure(failure: Failure) -> Request:
    """What could not be read, as adapters are given it."""
    return Request(
        id=failure.request_id,
        source=failure.source.slug,
        tool=failure.source.tool,
        received_at=failure.received_at,
        protocol=failure.protocol,
        path=str(failure.meta.get("path", "")),
        query=str(failure.meta.get("query", "")),
        headers=failure.meta.get("headers") or {},
        body=bytes(failure.body),
    )
