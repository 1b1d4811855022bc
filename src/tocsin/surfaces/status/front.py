"""Public pages from memory, in front of everything else: a look at the path, at what
is kept for it, and bytes out. Nothing is asked of the database for most requests.

What is kept is dropped when its page's version has moved, which is asked once a second
while anybody reads; so a notice is seen by everybody within two seconds, whichever
process published it. It is also drawn anew after a while, for times go on.
"""

import asyncio
import gzip
import hashlib
import logging
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import psycopg
from django.db import DatabaseError

from tocsin.response.statuspage.reads.desk import versions
from tocsin.surfaces.status.addresses import Wanted, wanted_at
from tocsin.surfaces.status.drawing import Drawn, draw
from tocsin.surfaces.wire.threads import in_thread

_LOG = logging.getLogger("tocsin.status")

# Seconds: how old the look at versions may be, and what was drawn.
LOOK, DRAWN = 1.0, 15.0
# What others on the way (browsers, proxies) may keep; with the look it stays below 5.
_KEEP = b"public, max-age=2"
_MOST_KEPT = 2000
_PACKED_FROM = 500

Scope = Mapping[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
App = Callable[[Any, Any, Any], Awaitable[None]]
Head = list[tuple[bytes, bytes]]


class Kept:
    """A form of a page as it goes over the line, plain and packed."""

    __slots__ = (
        *(
            "body",
            "drawn_at",
            "head",
            "packed",
            "packed_head",
            "slug",
            "tag",
            "version",
        ),
    )

    def __init__(self, drawn: Drawn, slug: str, version: int, drawn_at: float) -> None:
        digest = hashlib.sha256(drawn.body).hexdigest()[:24]
        self.slug, self.version, self.drawn_at = slug, version, drawn_at
        self.tag = f'"{digest}"'.encode()
        self.body = drawn.body
        shared: Head = [
            (b"content-type", drawn.kind.encode()),
            (b"cache-control", _KEEP),
            (b"etag", self.tag),
            (b"vary", b"accept-encoding"),
            *((n.lower().encode(), v.encode()) for n, v in drawn.headers),
        ]
        self.head = [*shared, (b"content-length", str(len(self.body)).encode())]
        self.packed = b""
        self.packed_head: Head = []
        if len(self.body) >= _PACKED_FROM:
            self.packed = gzip.compress(self.body, 6, mtime=0)
            size = str(len(self.packed)).encode()
            self.packed_head = [
                *shared,
                (b"content-encoding", b"gzip"),
                (b"content-length", size),
            ]


class Front:
    """Public status pages are answered here; all else goes on to the pages."""

    def __init__(self, pages: App) -> None:
        self._pages = pages
        self._kept: OrderedDict[str, Kept] = OrderedDict()
        self._versions: dict[str, tuple[int, bool]] = {}
        self._looked_at = float("-inf")
        self._drawing: dict[str, asyncio.Task[Kept | None]] = {}
        self._looking: asyncio.Task[None] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope.get("path", "")
        if not path.startswith("/status") or scope["type"] != "http":
            await self._pages(scope, receive, send)
            return
        kept = await self._found(path) if scope["method"] in ("GET", "HEAD") else None
        if kept is None:
            await self._pages(scope, receive, send)
            return
        await _say(send, kept, scope)

    async def _found(self, path: str) -> Kept | None:
        if time.monotonic() - self._looked_at > LOOK:
            await self._look()
        kept = self._kept.get(path)
        if kept is not None and self._is_fresh(kept):
            return kept
        wanted = wanted_at(path)
        if wanted is None or not self._versions.get(wanted.slug, (0, False))[1]:
            return None
        return await self._drawn(path, wanted)

    def _is_fresh(self, kept: Kept) -> bool:
        version, is_public = self._versions.get(kept.slug, (0, False))
        is_young = time.monotonic() - kept.drawn_at < DRAWN
        return is_public and version == kept.version and is_young

    async def _look(self) -> None:
        """Which versions there are, asked once for all who wait. While the database
        does not answer, what is kept is shown on: a page of that kind is read most
        when things are down."""
        if self._looking is None:
            self._looking = asyncio.create_task(self._ask())
        await self._looking

    async def _ask(self) -> None:
        try:
            self._versions = await in_thread(versions)
        except (DatabaseError, psycopg.Error) as flaw:
            _LOG.warning("the database does not answer: %s", type(flaw).__name__)
        finally:
            self._looked_at = time.monotonic()
            self._looking = None

    async def _drawn(self, path: str, wanted: Wanted) -> Kept | None:
        """Drawn once for all who wait for it."""
        task = self._drawing.get(path)
        if task is None:
            task = asyncio.create_task(self._draw(path, wanted))
            self._drawing[path] = task
        return await asyncio.shield(task)

    async def _draw(self, path: str, wanted: Wanted) -> Kept | None:
        version = self._versions[wanted.slug][0]
        at = time.monotonic()
        try:
            drawn = await in_thread(draw, wanted)
        except (DatabaseError, psycopg.Error) as flaw:
            _LOG.warning("the database does not answer: %s", type(flaw).__name__)
            return self._kept.get(path)
        finally:
            self._drawing.pop(path, None)
        if drawn is None:
            self._kept.pop(path, None)
            return None
        kept = Kept(drawn, wanted.slug, version, at)
        self._kept.pop(path, None)
        self._kept[path] = kept
        while len(self._kept) > _MOST_KEPT:
            self._kept.popitem(last=False)
        return kept


async def _say(send: Send, kept: Kept, scope: Scope) -> None:
    packs = seen = False
    for name, value in scope["headers"]:
        if name == b"accept-encoding":
            packs = b"gzip" in value and bool(kept.packed)
        elif name == b"if-none-match":
            seen = kept.tag in value or value == b"*"
    if seen:
        head = [pair for pair in kept.head if pair[0] not in _OF_BODIES]
        await send({"type": "http.response.start", "status": 304, "headers": head})
        await send({"type": "http.response.body", "body": b""})
        return
    head, body = (kept.packed_head, kept.packed) if packs else (kept.head, kept.body)
    await send({"type": "http.response.start", "status": 200, "headers": head})
    is_head = scope["method"] == "HEAD"
    await send({"type": "http.response.body", "body": b"" if is_head else body})


_OF_BODIES = (b"content-length", b"content-type")
