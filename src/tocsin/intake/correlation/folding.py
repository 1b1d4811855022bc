"""Folding: stored requests become events, events move alerts, alerts make incidents.

One turn is one transaction with its bookmark, so each request counts once, however
often a turn is begun. A turn that fails is taken in halves until the one request that
cannot be digested is alone; that one waits among the failures and stops nobody.
"""

import gc
import logging
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
from django.db import InterfaceError, OperationalError, transaction

from tocsin.foundation.config.reads import all_published
from tocsin.intake.alerts.applying import follow
from tocsin.intake.alerts.changes import Received
from tocsin.intake.alerts.replaying import as_replayed
from tocsin.intake.correlation.acting import act_on
from tocsin.intake.correlation.changes_told import record_told_changes
from tocsin.intake.events.adapters.reading import read
from tocsin.intake.events.event import Request, Told, Unparsed
from tocsin.intake.events.kinds import MAPPING
from tocsin.intake.events.models import Bookmark, Failure, Source
from tocsin.intake.events.queries import Stored, next_requests
from tocsin.intake.events.trust import need_trust
from tocsin.intake.figures.actions import store_figures
from tocsin.intake.figures.reading import PROTOCOL as FIGURES
from tocsin.intake.figures.reading import read_figures
from tocsin.intake.heartbeats.actions.hearing import hear
from tocsin.intake.heartbeats.reads import PROTOCOL as HEARTBEATS
from tocsin.kernel import clock

_LOG = logging.getLogger("tocsin.intake")
# What is nobody's request's fault: the database is away, or two stood in each
# other's way.
_PASSING = (OperationalError, InterfaceError)

# A turn is a writing transaction, and whoever reads a feed waits for the oldest one
# (decision 11), so a turn takes as many requests as it digests in this time, seconds.
TURN = 0.4
FEWEST, MOST = 16, 4000
_LATE = timedelta(hours=1)
_BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(slots=True)
class Pace:
    """How many requests one turn takes: as many as it digests in its time."""

    limit: int = 256

    def learn(self, taken: int, seconds: float) -> None:
        if taken * 2 < self.limit and seconds < TURN:
            return
        fitting = int(taken * TURN / max(seconds, 0.001))
        self.limit = max(FEWEST, min(MOST, fitting, self.limit * 2))


_pace = Pace()


def fold() -> int:
    """Everything accepted up to now, or a turn's worth of it, is in alerts and
    incidents; says how many requests. 0 when all is folded or another process folds."""
    begun = time.perf_counter()
    with _undisturbed():
        taken = _digested(_pace.limit)
    _pace.learn(taken, time.perf_counter() - begun)
    return taken


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Nobody looks for garbage meanwhile: a turn makes things by the hundred thousand,
    none of which holds itself, and looking through them took a third of its time."""
    looks = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if looks:
            gc.enable()


def _digested(limit: int) -> int:
    try:
        return _turn(limit)
    except _PASSING:
        raise
    except Exception:
        _LOG.exception("a turn of %d requests failed", limit)
        return _halved(limit)


def _halved(limit: int) -> int:
    """A turn with fewer requests; the one that fails alone is put aside."""
    while limit > 1:
        limit //= 2
        try:
            return _turn(limit)
        except _PASSING:
            raise
        except Exception:
            _LOG.warning("a turn of %d requests failed", limit)
    return _put_aside()


@transaction.atomic
def _turn(limit: int) -> int:
    bookmark = _locked()
    if bookmark is None:
        return 0
    requests = _next(bookmark, limit)
    if not requests:
        return 0
    digest(requests)
    _move(bookmark, requests)
    return len(requests)


@transaction.atomic
def _put_aside() -> int:
    bookmark = _locked()
    if bookmark is None:
        return 0
    requests = _next(bookmark, 1)
    if not requests:
        return 0
    try:
        with transaction.atomic():
            digest(requests)
    except _PASSING:
        raise
    except Exception as flaw:
        _LOG.exception("request %d cannot be digested", requests[0].id)
        reason = f"Tocsin stumbled over it: {type(flaw).__name__}: {flaw}"
        put_aside([(requests[0], reason)], clock.now())
    _move(bookmark, requests)
    return len(requests)


def digest(requests: Sequence[Stored]) -> None:
    """These requests count: events read, alerts moved, incidents told, figures kept;
    what cannot be read is put aside. In the caller's transaction."""
    now = clock.now()
    sources = Source.objects.in_bulk({one.source_id for one in requests})
    mappings = {name: held.body for name, held in all_published(MAPPING).items()}
    received: list[Received] = []
    failed: list[tuple[Stored, str]] = []
    figures: list[tuple[int, Told]] = []
    pings: list[Request] = []
    changes: list[tuple[Source, Mapping[str, str]]] = []
    for stored in requests:
        source = sources[stored.source_id]
        request = as_request(stored, source)
        if request.protocol == HEARTBEATS:
            pings.append(request)
            continue
        try:
            need_trust(source, request, now)
            told = _read(request, source, mappings.get(source.slug))
        except Unparsed as flaw:
            failed.append((stored, str(flaw)))
            continue
        received.extend(
            Received(source.id, request, event, source.is_drill)
            for event in told.events
        )
        if told.figures:
            figures.append((source.id, told))
        changes.extend((source, change) for change in told.changes)
    if failed:
        put_aside(failed, now)
    if figures:
        store_figures(figures)
    replays = _replays(requests)
    received.extend(hear(pings, replays) if pings else ())
    record_told_changes(changes, now)
    if received:
        _count(as_replayed(received, replays), sources, now)


def _read(request: Request, source: Source, mapping: Mapping[str, Any] | None) -> Told:
    """What the request says; an adapter that stumbles has not read it."""
    try:
        if request.protocol == FIGURES:
            return read_figures(request)
        return read(request, service=source.service, mapping=mapping)
    except Unparsed:
        raise
    except Exception as flaw:
        _LOG.exception("an adapter stumbled over request %d", request.id)
        raise Unparsed(f"The adapter stumbled: {type(flaw).__name__}") from flaw


def _count(
    received: Sequence[Received], sources: Mapping[int, Source], now: datetime
) -> None:
    moved = follow(
        received,
        now,
        retention={id: source.retention for id, source in sources.items()},
        usual={id: source.service for id, source in sources.items()},
    )
    act_on(moved, now)


def as_request(stored: Stored, source: Source) -> Request:
    meta = orjson.loads(stored.meta) if stored.meta else {}
    return Request(
        id=stored.id,
        source=source.slug,
        tool=source.tool,
        received_at=_first_received(meta) or stored.received_at,
        protocol=stored.protocol,
        path=meta.get("path") or "",
        query=meta.get("query") or "",
        headers=meta.get("headers") or {},
        body=stored.body,
        again=meta.get("replays") or 0,
    )


def _replays(requests: Sequence[Stored]) -> set[int]:
    """Those that say again what another request said; see `events.actions.replay`."""
    return {one.id for one in requests if '"replays"' in one.meta}


def _first_received(meta: Mapping[str, Any]) -> datetime | None:
    told = meta.get("received_at") if "replays" in meta else None
    return datetime.fromisoformat(told) if told else None


def put_aside(failed: Sequence[tuple[Stored, str]], now: datetime) -> None:
    """These requests wait among the failures, whole."""
    Failure.objects.bulk_create(
        [
            Failure(
                request_id=stored.id,
                source_id=stored.source_id,
                received_at=stored.received_at,
                protocol=stored.protocol,
                meta=orjson.loads(stored.meta) if stored.meta else {},
                body=stored.body,
                reason=reason[:500],
                failed_at=now,
            )
            for stored, reason in failed
        ],
        ignore_conflicts=True,
    )


def _locked() -> Bookmark | None:
    """The bookmark, locked; None while another process folds."""
    Bookmark.objects.get_or_create(name="fold")
    rows = Bookmark.objects.select_for_update(no_key=True, skip_locked=True)
    return rows.filter(name="fold").first()


def _next(bookmark: Bookmark, limit: int) -> list[Stored]:
    since = bookmark.at - _LATE if bookmark.at else _BEGINNING
    return next_requests(bookmark.xact, bookmark.request_id, since, limit)


def _move(bookmark: Bookmark, requests: Sequence[Stored]) -> None:
    last = requests[-1]
    bookmark.xact, bookmark.request_id = last.xact, last.id
    bookmark.at = max(one.received_at for one in requests)
    bookmark.folded += len(requests)
    bookmark.save()
    _touch(requests)


def _touch(requests: Sequence[Stored]) -> None:
    """When a source sent first and last is known to the turn."""
    last: dict[int, datetime] = {}
    for one in requests:
        if one.source_id not in last or one.received_at > last[one.source_id]:
            last[one.source_id] = one.received_at
    for source_id, at in sorted(last.items()):
        rows = Source.objects.filter(id=source_id)
        rows.update(last_request_at=at)
        rows.filter(first_request_at=None).update(first_request_at=at)
