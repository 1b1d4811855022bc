"""Who may send: every source of the organisation, held by this process.

Read again once a second while requests come, and at once (ten times a second at
most) for a key that is not known, which waits for it: so a new source's first request
gets in.
"""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache

from django.db.models import Q

from tocsin.foundation.config.reads import value
from tocsin.intake.events.keys import digest_of, opened
from tocsin.intake.events.models import Source
from tocsin.intake.events.options import BODY_LIMIT, BURST, RATE
from tocsin.kernel import clock
from tocsin.surfaces.wire.threads import in_thread

_EVERY = 1.0
_AT_MOST_EVERY = 0.1


@dataclass(frozen=True, slots=True)
class Sender:
    """A source as the wire needs it. `rate` 0 is no limit of its own."""

    id: int
    slug: str
    name: str
    tool: str
    service: str
    retention: int
    is_drill: bool
    rate: int
    burst: int
    body_limit: int
    secret: str | None


@dataclass(slots=True)
class _Held:
    by_digest: Mapping[bytes, tuple[Sender, datetime | None]] = field(
        default_factory=dict
    )
    largest_body: int = BODY_LIMIT.default
    # When the reading began that gave what is held.
    read_at: float = float("-inf")
    reading: "asyncio.Task[None] | None" = None


_held = _Held()


async def sender(key: str) -> Sender | None:
    """The source whose key this is, if it may send."""
    digest, now = digest_of(key), time.monotonic()
    found = _held.by_digest.get(digest)
    if found is None:
        await _read_since(now)
        found = _held.by_digest.get(digest)
    elif now - _held.read_at > _EVERY:
        _begin_reading()
    if found is None or (found[1] is not None and clock.now() >= found[1]):
        return None
    return found[0]


def largest_body() -> int:
    """Beyond so many bytes nobody's request is read to its end."""
    return _held.largest_body


def forget() -> None:
    """Nothing is held any more: for a process that has just been forked."""
    global _held
    _held = _Held()


def _begin_reading() -> "asyncio.Task[None]":
    if _held.reading is None or _held.reading.done():
        _held.reading = asyncio.get_running_loop().create_task(_read())
    return _held.reading


async def _read_since(now: float) -> None:
    """What is held was read after this instant; the next reading is waited for, so
    that a source whose key was given out a moment ago is never turned away."""
    while _held.read_at < now:
        await asyncio.sleep(_held.read_at + _AT_MOST_EVERY - time.monotonic())
        if _held.read_at < now:
            await asyncio.shield(_begin_reading())


async def _read() -> None:
    now = time.monotonic()
    senders, _held.largest_body = await in_thread(_senders)
    _held.by_digest = senders
    _held.read_at = now


def _senders() -> tuple[dict[bytes, tuple[Sender, datetime | None]], int]:
    rate, burst, limit = value(RATE), value(BURST), value(BODY_LIMIT)
    found: dict[bytes, tuple[Sender, datetime | None]] = {}
    largest = limit
    for source in Source.objects.filter(Q(is_active=True)):
        one = _sender(source, rate, burst, limit)
        largest = max(largest, one.body_limit)
        found[bytes(source.digest)] = (one, None)
        if source.earlier_digest is not None:
            found[bytes(source.earlier_digest)] = (one, source.earlier_until)
    return found, largest


def sender_of(source: Source) -> Sender:
    """The source as the wire needs it, with the limits that hold now."""
    return _sender(source, value(RATE), value(BURST), value(BODY_LIMIT))


def _sender(source: Source, rate: int, burst: int, limit: int) -> Sender:
    sealed = source.sealed_secret
    return Sender(
        id=source.id,
        slug=source.slug,
        name=source.name,
        tool=source.tool,
        service=source.service,
        retention=source.retention,
        is_drill=source.is_drill,
        rate=rate if source.rate is None else source.rate,
        burst=burst if source.burst is None else source.burst,
        body_limit=limit if source.body_limit is None else source.body_limit,
        secret=None if sealed is None else _secret(bytes(sealed)),
    )


@lru_cache(maxsize=4096)
def _secret(sealed: bytes) -> str:
    return opened(sealed)
