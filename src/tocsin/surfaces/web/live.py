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

from tocsin.kernel.wake import REGISTER

log = logging.getLogger(__name__)

BEAT = 15.0
_AGAIN = 2.0
_ONLY_DJANGO_KNOWS = {"context", "cursor_factory", "prepare_threshold"}


class Switchboard:
    """Wakes every open stream of one event loop when the register moved."""

    def __init__(self) -> None:
        self.streams: set[asyncio.Event] = set()
        self.listener: asyncio.Task[None] | None = None

    def join(self) -> asyncio.Event:
        news = asyncio.Event()
        self.streams.add(news)
        if self.listener is None or self.listener.done():
            self.listener = asyncio.create_task(self.listen())
        return news

    def leave(self, news: asyncio.Event) -> None:
        """The last to leave ends the listening."""
        self.streams.discard(news)
        if not self.streams and self.listener:
            self.listener.cancel()
            self.listener = None

    def tell(self) -> None:
        for news in self.streams:
            news.set()

    async def listen(self) -> None:
        """Listens for as long as anybody reads; a lost connection is made anew.

        After a new connection everybody is told, because something may have been
        missed meanwhile.
        """
        while True:
            try:
                async with await _connection() as connection:
                    await connection.execute(f'listen "{REGISTER}"')
                    self.tell()
                    async for _notice in connection.notifies():
                        self.tell()
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


async def events(beat: float = BEAT) -> AsyncGenerator[bytes, None]:
    """Server-sent events: `moved`, and a comment when nothing happened for long."""
    board = switchboard()
    news = board.join()
    try:
        yield b"retry: 3000\n\n"
        while True:
            try:
                await asyncio.wait_for(news.wait(), beat)
                news.clear()
                yield b"event: moved\ndata: register\n\n"
            except TimeoutError:
                yield b": still here\n\n"
    finally:
        board.leave(news)


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
        _released(events()),
        content_type="text/event-stream",
        headers={"Cache-Control": "no-cache", "X-Accel-Buffering": "no"},
    )
