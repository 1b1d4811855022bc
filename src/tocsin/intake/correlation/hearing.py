"""What stored requests say: read in the turn that counts them, or ahead of it.

Reading a body takes Python's time alone, and half of a turn is spent waiting for the
database. So while a turn waits, a second thread reads what comes next; requests never
change, and what its source or a mapping was when it was read is compared before it is
used.
"""

import logging
from collections.abc import Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson
from django.db import connection
from msgspec import Struct

from tocsin.foundation.config.reads import all_published
from tocsin.intake.events.adapters.reading import read
from tocsin.intake.events.event import Request, Told, Unparsed
from tocsin.intake.events.kinds import MAPPING
from tocsin.intake.events.models import Source
from tocsin.intake.events.queries import Stored, next_requests
from tocsin.intake.figures.reading import PROTOCOL as FIGURES
from tocsin.intake.figures.reading import read_figures
from tocsin.intake.heartbeats.reads import PROTOCOL as HEARTBEATS

_LOG = logging.getLogger("tocsin.intake")

Mappings = Mapping[str, Mapping[str, Any]]


class Heard(Struct, gc=False):
    """A request as adapters are given it, and what it tells, or why it tells nothing.
    A ping of a heartbeat is not read."""

    request: Request
    told: Told | None = None
    flaw: str = ""


def heard(stored: Stored, source: Source, mapping: Mapping[str, Any] | None) -> Heard:
    """What the request says; an adapter that stumbles has not read it."""
    request = as_request(stored, source)
    if request.protocol == HEARTBEATS:
        return Heard(request)
    try:
        if request.protocol == FIGURES:
            return Heard(request, read_figures(request))
        told = read(request, service=source.service, mapping=mapping)
    except Unparsed as flaw:
        return Heard(request, flaw=str(flaw))
    except Exception as flaw:
        _LOG.exception("an adapter stumbled over request %d", request.id)
        return Heard(request, flaw=f"The adapter stumbled: {type(flaw).__name__}")
    return Heard(request, told)


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


def _first_received(meta: Mapping[str, Any]) -> datetime | None:
    told = meta.get("received_at") if "replays" in meta else None
    return datetime.fromisoformat(told) if told else None


def sources_of(requests: Iterable[Stored]) -> dict[int, Source]:
    return Source.objects.in_bulk({one.source_id for one in requests})


def mappings_in_force() -> dict[str, Mapping[str, Any]]:
    return {name: held.body for name, held in all_published(MAPPING).items()}


@dataclass(slots=True)
class Batch:
    """Requests in a row, from the first after a bookmark on, and what they say by their
    numbers, as their sources and mappings were."""

    after: tuple[int, int]
    requests: list[Stored] = field(default_factory=list)
    heard: dict[int, Heard] = field(default_factory=dict)
    sources: Mapping[int, Source] = field(default_factory=dict)
    mappings: Mappings = field(default_factory=dict)

    def still(
        self, sources: Mapping[int, Source], mappings: Mappings
    ) -> Mapping[int, Heard]:
        """What holds still of what was read."""
        for number, source in sources.items():
            before, slug = self.sources.get(number), source.slug
            same = before is not None and _facts(before) == _facts(source)
            if not same or self.mappings.get(slug) != mappings.get(slug):
                return {}
        return self.heard


def _facts(source: Source) -> tuple[str, ...]:
    return source.slug, source.tool, source.service


class Ahead:
    """Reads what comes next in a thread of its own, with a connection of its own."""

    def __init__(self) -> None:
        self._hand: ThreadPoolExecutor | None = None
        self._under_way: Future[Batch] | None = None
        self._read: Batch | None = None

    def begin(self, last: Stored, since: datetime, limit: int) -> None:
        """What comes after this request is read meanwhile."""
        if self._hand is None:
            self._hand = ThreadPoolExecutor(1, thread_name_prefix="ahead")
        after = (last.xact, last.id)
        self._under_way = self._hand.submit(_batch, after, since, limit)

    def collect(self) -> None:
        """Nothing is under way any more. To be called outside of a transaction."""
        under_way, self._under_way = self._under_way, None
        if under_way is None:
            return
        try:
            self._read = under_way.result()
        except Exception:
            _LOG.warning("nothing could be read ahead", exc_info=True)

    def take(self, after: tuple[int, int]) -> Batch | None:
        """What was read, if it is what comes after there; once."""
        found, self._read = self._read, None
        return found if found and found.requests and found.after == after else None


def _batch(after: tuple[int, int], since: datetime, limit: int) -> Batch:
    try:
        requests = next_requests(*after, since, limit)
        sources, mappings = sources_of(requests), mappings_in_force()
        told = {}
        for stored in requests:
            source = sources[stored.source_id]
            told[stored.id] = heard(stored, source, mappings.get(source.slug))
        return Batch(after, requests, told, sources, mappings)
    finally:
        connection.close()
