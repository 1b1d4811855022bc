"""News for open pages: one stream each, over one LISTEN connection per process.

An event says only that the register moved. The page then asks for its pieces, as
its reader, so a stream can never show more than a page may.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from typing import Any

import psycopg
from asgiref.sync import sync_to_async
from django.db import connections
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from tocsin.kernel.wake import NOTIFIED, PRESENT, REGISTER

log = logging.getLogger(__name__)

BEAT = 15.0
_AGAIN = 2.0
_OF = {"moved": "register", "notified": "you", "present": "somebody"}
_ONLY_DJANGO_KNOWS = {"context", "cursor_factory", "prepare_threshold"}


class Stream:
    """One reader's, and what happened since they last heard: `moved`, `notified`."""

    def __init__(self, person: str) -> None:
        self.person = person
        self.woken = asyncio.Event()
        self.news: set[str] = set()

    def hear(self, what: str) -> None:
        self.news.add(what)
        self.woken.set()


class Switchboard:
    """Wakes open streams of one event loop: all of them when the register moved, and
    a person's when they were told something. `present`: somebody came to look at an
    incident, or left it."""

    def __init__(self) -> None:
        self.streams: set[Stream] = set()
        self.listener: asyncio.Task[None] | None = None

    def join(self, person: str) -> Stream:
        stream = Stream(person)
        self.streams.add(stream)
        if self.listener is None or self.listener.done():
            self.listener = asyncio.create_task(self.listen())
        return stream

    def leave(self, stream: Stream) -> None:
        """The last to leave ends the listening."""
        self.streams.discard(stream)
        if not self.streams and self.listener:
            self.listener.cancel()
            self.listener = None

    def tell(self, what: str = "moved") -> None:
        for stream in self.streams:
            stream.hear(what)

    def notify(self, people: str) -> None:
        told = set(people.split())
        for stream in self.streams:
            if stream.person in told:
                stream.hear("notified")

    async def listen(self) -> None:
        """Listens for as long as anybody reads; a lost connection is made anew.

        After a new connection everybody is told, because something may have been
        missed meanwhile.
        """
        while True:
            try:
                async with await _connection() as connection:
                    await connection.execute(f'listen "{REGISTER}"')
                    await connection.execute(f'listen "{NOTIFIED}"')
                    await connection.execute(f'listen "{PRESENT}"')
                    self.tell()
                    async for notice in connection.notifies():
                        if notice.channel == NOTIFIED:
                            self.notify(notice.payload)
                        else:
                            here = notice.channel == PRESENT
                            self.tell("present" if here else "moved")
            except psycopg.Error as lost:
                log.warning("listening for the register ended: %s", lost)
            await asyncio.sleep(_AGAIN)


async def _connection() -> psycopg.AsyncConnection[Any]:
    facts = connections["default"].get_connection_params()
    facts = {k: v for k, v in facts.items() if k not in _ONLY_DJANGO_KNOWS}
    return await psycopg.AsyncConnection.connect(**facts, autocommit=True)


_boards: dict[asyncio.AbstractEventLoop, Switchboard] = {}


def switchboard() -> Switchboard:
    """This event loop's; those of closed loops are forgotten."""
    for loop in [loop for loop in _boards if loop.is_closed()]:
        del _boards[loop]
    return _boards.setdefault(asyncio.get_running_loop(), Switchboard())


async def events(person: str = "", beat: float = BEAT) -> AsyncGenerator[bytes, None]:
    """Server-sent events: `moved` when the register did, `notified` when the reader was
    told something, and a comment when nothing happened for long."""
    board = switchboard()
    stream = board.join(person)
    try:
        yield b"retry: 3000\n\n"
        while True:
            try:
                await asyncio.wait_for(stream.woken.wait(), beat)
                stream.woken.clear()
                news, stream.news = stream.news, set()
                for what in sorted(news):
                    yield f"event: {what}\ndata: {_OF[what]}\n\n".encode()
            except TimeoutError:
                yield b": still here\n\n"
    finally:
        board.leave(stream)


async def _released(stream: AsyncGenerator[bytes, None]) -> AsyncIterator[bytes]:
    """The stream, once the database connection that signed its reader in is given
    back: Django would keep it for as long as the page is open."""
    await sync_to_async(connections.close_all)()
    async with aclosing(stream):
        async for chunk in stream:
            yield chunk


async def live(request: HttpRequest) -> HttpResponseBase:
    """GET /live: the stream, for whoever is signed in."""
    user = await request.auser()
    if not user.is_authenticated:
        return HttpResponse(status=401)
    return StreamingHttpResponse(
        _released(events(str(getattr(user, "key", "")))),
        content_type="text/event-stream",
        headers={"Cache-Control": "no-cache", "X-Accel-Buffering": "no"},
    )
