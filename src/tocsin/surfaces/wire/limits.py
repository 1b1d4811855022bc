"""When senders are asked to come again later: their rate, the backlog, the disk."""

import asyncio
import logging
import time
from dataclasses import dataclass

from django.db import DatabaseError

from tocsin.foundation.config.reads import value
from tocsin.intake.events.options import BACKLOG, LEAST_FREE
from tocsin.intake.events.queries import count_backlog
from tocsin.intake.events.room import disk_complaint
from tocsin.surfaces.wire.senders import Sender
from tocsin.surfaces.wire.threads import in_thread

_LOG = logging.getLogger("tocsin.wire")
_EVERY = 1.0


class Overloaded(Exception):
    """Nothing was accepted; `retry_after` seconds later it may be."""

    def __init__(self, why: str, retry_after: int, *, is_rate: bool = False) -> None:
        super().__init__(why)
        self.retry_after = retry_after
        self.is_rate = is_rate


@dataclass(slots=True)
class _Bucket:
    left: float
    at: float


_buckets: dict[int, _Bucket] = {}


def spend(sender: Sender) -> None:
    """One request of the source's rate is spent; raises Overloaded if none is left."""
    if not sender.rate:
        return
    now = time.monotonic()
    bucket = _buckets.setdefault(sender.id, _Bucket(sender.burst, now))
    gained = (now - bucket.at) * sender.rate
    bucket.left = min(float(max(sender.burst, 1)), bucket.left + gained)
    bucket.at = now
    if bucket.left < 1:
        wait = max(1, round((1 - bucket.left) / sender.rate))
        raise Overloaded("This source sends faster than it may.", wait, is_rate=True)
    bucket.left -= 1


class Pressure:
    """Looks once a second whether requests can be taken."""

    def __init__(self, seen: str = "", *, looked_at: float = float("-inf")) -> None:
        self.complaint = seen
        self._looked_at = looked_at
        self._looking: asyncio.Task[None] | None = None

    def check(self) -> None:
        """Raises Overloaded while there is no room; looks again in the background."""
        if time.monotonic() - self._looked_at > _EVERY and (
            self._looking is None or self._looking.done()
        ):
            self._looking = asyncio.get_running_loop().create_task(self._look())
        if self.complaint:
            raise Overloaded(self.complaint, 5)

    async def _look(self) -> None:
        try:
            self.complaint = await in_thread(complaint)
        except DatabaseError:
            self.complaint = "The database does not answer."
        self._looked_at = time.monotonic()
        if self.complaint:
            _LOG.warning("turning machines away: %s", self.complaint)


def complaint() -> str:
    """Why nothing can be taken now; or ''."""
    if told := disk_complaint(value(LEAST_FREE)):
        return told
    if count_backlog() > value(BACKLOG):
        return "Too many requests wait to be folded."
    return ""
