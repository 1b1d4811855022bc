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

import orjson
from django.db import DatabaseError, InterfaceError, OperationalError, transaction

from tocsin.foundation.config.reads import one_look
from tocsin.intake.alerts.applying import follow
from tocsin.intake.alerts.changes import Received
from tocsin.intake.alerts.replaying import as_replayed
from tocsin.intake.correlation.acting import act_on
from tocsin.intake.correlation.changes_told import record_told_changes
from tocsin.intake.correlation.hearing import (
    Ahead,
    Batch,
    Heard,
    heard,
    mappings_in_force,
    sources_of,
)
from tocsin.intake.events.event import Request, Told, Unparsed
from tocsin.intake.events.models import Bookmark, Failure, Source
from tocsin.intake.events.queries import Stored, next_requests
from tocsin.intake.events.trust import need_trust
from tocsin.intake.figures.actions import store_figures
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
FEWEST, MOST = 32, 4000
_LATE = timedelta(hours=1)
_BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(slots=True)
class Pace:
    """How many requests one turn takes: as many as it digests in its time."""

    limit: int = 64

    def falter(self) -> None:
        """A turn was broken off: the next one is half as long. On a very busy machine
        the server ends a transaction that says nothing for some seconds."""
        self.limit = max(FEWEST, self.limit // 2)

    def learn(self, taken: int, seconds: float) -> None:
        if taken * 2 < self.limit and seconds < TURN:
            return
        fitting = int(taken * TURN / max(seconds, 0.001))
        self.limit = max(FEWEST, min(MOST, fitting, self.limit * 2))


_pace = Pace()


def fold(ahead: Ahead | None = None) -> int:
    """Everything accepted up to now, or a turn's worth of it, is in alerts and
    incidents; says how many requests. 0 when all is folded or another process folds.
    With `ahead`, what comes after a full turn is read while that is under way."""
    begun = time.perf_counter()
    with _undisturbed():
        if ahead is not None:
            ahead.collect()
        try:
            taken = _digested(_pace.limit, ahead)
        except DatabaseError:
            _pace.falter()
            raise
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


def _digested(limit: int, ahead: Ahead | None) -> int:
    try:
        return _turn(limit, ahead)
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
def _turn(limit: int, ahead: Ahead | None = None) -> int:
    with one_look():
        bookmark = _locked()
        if bookmark is None:
            return 0
        after = (bookmark.xact, bookmark.request_id)
        known = ahead.take(after) if ahead else None
        requests = known.requests[:limit] if known else _next(bookmark, limit)
        if not requests:
            return 0
        if ahead is not None and len(requests) == limit:
            ahead.begin(requests[-1], _until(requests) - _LATE, limit)
        digest(requests, known)
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


def digest(requests: Sequence[Stored], known: Batch | None = None) -> None:
    """These requests count: events read, alerts moved, incidents told, figures kept;
    what cannot be read is put aside. In the caller's transaction. `known` is what was
    read of them ahead."""
    now = clock.now()
    sources = sources_of(requests)
    received: list[Received] = []
    failed: list[tuple[Stored, str]] = []
    figures: list[tuple[int, Told]] = []
    pings: list[Request] = []
    changes: list[tuple[Source, Mapping[str, str]]] = []
    for stored, source, one in _heard(requests, sources, known):
        if one.request.protocol == HEARTBEATS:
            pings.append(one.request)
            continue
        try:
            told = _trusted(one, source, now)
        except Unparsed as flaw:
            failed.append((stored, str(flaw)))
            continue
        number, request, is_drill = source.id, one.request, source.is_drill
        received += [Received(number, request, e, is_drill) for e in told.events]
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


def _heard(
    requests: Sequence[Stored], sources: Mapping[int, Source], known: Batch | None
) -> Iterator[tuple[Stored, Source, Heard]]:
    mappings = mappings_in_force()
    read_ahead = known.still(sources, mappings) if known else {}
    for stored in requests:
        source = sources[stored.source_id]
        one = read_ahead.get(stored.id)
        if one is None:
            one = heard(stored, source, mappings.get(source.slug))
        yield stored, source, one


def _trusted(one: Heard, source: Source, now: datetime) -> Told:
    """What it tells, if it is to be believed, and could be read."""
    need_trust(source, one.request, now)
    if one.told is None:
        raise Unparsed(one.flaw)
    return one.told


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


def _replays(requests: Sequence[Stored]) -> set[int]:
    """Those that say again what another request said; see `events.actions.replay`."""
    return {one.id for one in requests if '"replays"' in one.meta}


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
    bookmark.at = _until(requests)
    bookmark.folded += len(requests)
    bookmark.save()
    _touch(requests)


def _until(requests: Sequence[Stored]) -> datetime:
    return max(one.received_at for one in requests)


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
