"""Accepting requests in sets: raw, by one COPY, answered when it has committed.

Each process has one connection for this. Requests that come while a COPY is under
way wait and go together with the next one. So an answer means durable, and many
requests share one write to disk.
"""

import asyncio
import logging
import struct
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from itertools import chain
from typing import Any

import orjson
import psycopg

from tocsin.intake.events.queries import take_numbers
from tocsin.kernel import clock
from tocsin.kernel.connecting import parameters
from tocsin.kernel.text import holdable
from tocsin.surfaces.wire.limits import Overloaded, Pressure, spend
from tocsin.surfaces.wire.senders import Sender
from tocsin.surfaces.wire.threads import in_thread

_LOG = logging.getLogger("tocsin.wire")

# Bytes that may wait for a COPY in one process, and bytes of one COPY.
_WAITING_LIMIT = 128 * 1024 * 1024
_COPY_LIMIT = 16 * 1024 * 1024
_NUMBERS = 2000
_COPY = (
    "copy events_request (id, source_id, retention, received_at, protocol, meta, body)"
    " from stdin (format binary)"
)
# PostgreSQL's binary COPY format (documentation of COPY, "Binary Format"): a
# signature, flags and extension; per row its fields, each after its length; -1.
_HEAD = b"PGCOPY\n\xff\r\n\0" + struct.pack("!ii", 0, 0)
_TAIL = struct.pack("!h", -1)
_FIXED = struct.Struct("!h iq iq ih iq i")
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_LENGTH = struct.Struct("!i")


class Writer:
    """The one connection of a process over which requests are stored."""

    def __init__(self) -> None:
        self._rows: list[bytes] = []
        self._waiters: list[asyncio.Future[None]] = []
        self._bytes = 0
        self._wanted = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._connection: psycopg.AsyncConnection[Any] | None = None

    async def store(self, row: bytes) -> None:
        """Returns when the row is on disk. Raises Overloaded when it is not."""
        if self._bytes > _WAITING_LIMIT:
            raise Overloaded("Too many requests wait to be stored.", 1)
        loop = asyncio.get_running_loop()
        if self._task is None or self._task.done():
            self._task = loop.create_task(self._write_on())
        done = loop.create_future()
        self._rows.append(row)
        self._waiters.append(done)
        self._bytes += len(row)
        self._wanted.set()
        await done

    async def _write_on(self) -> None:
        while True:
            await self._wanted.wait()
            rows, waiters = self._take()
            try:
                await self._copy(b"".join(chain((_HEAD,), rows, (_TAIL,))))
            except Exception as flaw:
                _LOG.warning("%d requests could not be stored: %s", len(rows), flaw)
                await self._hang_up()
                for one in waiters:
                    if not one.done():
                        one.set_exception(Overloaded("It could not be stored.", 2))
                await asyncio.sleep(0.1)
            else:
                for one in waiters:
                    if not one.done():
                        one.set_result(None)

    def _take(self) -> tuple[list[bytes], list[asyncio.Future[None]]]:
        taken, size = len(self._rows), self._bytes
        if size > _COPY_LIMIT:
            taken, size = 0, 0
            while taken < len(self._rows) and size < _COPY_LIMIT:
                size += len(self._rows[taken])
                taken += 1
        rows, self._rows = self._rows[:taken], self._rows[taken:]
        waiters, self._waiters = self._waiters[:taken], self._waiters[taken:]
        self._bytes -= size
        if not self._rows:
            self._wanted.clear()
        return rows, waiters

    async def _copy(self, block: bytes) -> None:
        held = self._connection
        if held is None or held.closed:
            held = self._connection = await _connect()
        async with held.cursor() as cursor, cursor.copy(_COPY) as copy:
            await copy.write(block)

    async def end(self) -> None:
        """What waits is stored no more; the connection is closed."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        await self._hang_up()

    async def _hang_up(self) -> None:
        if self._connection is not None:
            await self._connection.close()
            self._connection = None


async def _connect() -> psycopg.AsyncConnection[Any]:
    told = parameters() | {"application_name": "tocsin wire", "autocommit": True}
    return await psycopg.AsyncConnection.connect(**told)


class Intake:
    """What one process needs to accept: numbers, a writer, a look at the pressure."""

    def __init__(self) -> None:
        self.writer = Writer()
        self.pressure = Pressure()
        self._numbers: list[int] = []
        self._more: asyncio.Task[None] | None = None

    async def number(self) -> int:
        while not self._numbers:
            if self._more is None or self._more.done():
                self._more = asyncio.get_running_loop().create_task(self._draw())
            await asyncio.shield(self._more)
        return self._numbers.pop()

    async def _draw(self) -> None:
        self._numbers = (await in_thread(take_numbers, _NUMBERS))[::-1]


_intake: Intake | None = None


def forget() -> None:
    """Nothing is held any more: for a process that has just been forked."""
    global _intake
    _intake = None


async def hang_up() -> None:
    """Nothing more is stored by this process, and its connection is closed."""
    global _intake
    held, _intake = _intake, None
    if held is not None:
        await held.writer.end()


async def accept(
    sender: Sender,
    *,
    body: bytes,
    protocol: str,
    path: str = "",
    query: str = "",
    headers: Mapping[str, str] | None = None,
) -> int:
    """The request is on disk; gives its number. Raises Overloaded, and then it is not.

    Who calls this has checked that the sender's protocol allows the request.
    """
    global _intake
    if _intake is None:
        _intake = Intake()
    _intake.pressure.check()
    spend(sender)
    try:
        number = await _intake.number()
    except psycopg.Error as flaw:
        raise Overloaded("The database does not answer.", 2) from flaw
    meta = b""
    if path or query or headers:
        meta = orjson.dumps(_clean({"path": path, "query": query, "headers": headers}))
    await _intake.writer.store(
        packed(number, sender, clock.now(), protocol, meta, body)
    )
    return number


def packed(
    number: int,
    sender: Sender,
    at: datetime,
    protocol: str,
    meta: bytes,
    body: bytes,
) -> bytes:
    """One row of binary COPY."""
    micros = (at - _EPOCH) // _MICROSECOND
    kind = protocol.encode()
    fixed = _FIXED.pack(
        7, 8, number, 8, sender.id, 2, sender.retention, 8, micros, len(kind)
    )
    parts = (fixed, kind, _LENGTH.pack(len(meta)), meta, _LENGTH.pack(len(body)), body)
    return b"".join(parts)


def _clean(meta: Mapping[str, Any]) -> dict[str, Any]:
    """What PostgreSQL's text and JSON can hold: no NUL and no lone surrogate."""
    headers = meta["headers"] or {}
    return {
        "path": holdable(meta["path"]),
        "query": holdable(meta["query"]),
        "headers": {holdable(n): holdable(v) for n, v in headers.items()},
    }
