"""The wire in front of the pages: one look at the path decides who answers."""

import logging
import zlib
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import psycopg
from django.db import DatabaseError

from tocsin.surfaces.wire.asked import Answer, Asked, Endpoint, as_json
from tocsin.surfaces.wire.routes import route
from tocsin.surfaces.wire.senders import largest_body

_LOG = logging.getLogger("tocsin.wire")

Scope = Mapping[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
App = Callable[[Any, Any, Any], Awaitable[None]]


class SenderLeft(Exception):
    """The sender hung up before the request was whole."""


class Wire:
    """What machines send is answered here; all else goes on to the pages."""

    def __init__(self, pages: App) -> None:
        self._pages = pages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        found = route(scope["path"]) if scope["type"] == "http" else None
        if found is None:
            await self._pages(scope, receive, send)
            return
        endpoint, path, key = found
        try:
            asked = await _read(scope, receive, path, key)
        except SenderLeft:
            return
        await _say(send, await _answered(endpoint, asked), scope["method"])


async def _answered(endpoint: Endpoint, asked: Asked) -> Answer:
    try:
        return await endpoint(asked)
    except (DatabaseError, psycopg.Error) as flaw:
        # Every sender comes again after this; none would after a 4xx.
        _LOG.warning("the database does not answer: %s", type(flaw).__name__)
        error = {"code": "come_again", "message": "The database does not answer."}
        return as_json(503, {"error": error}, headers=(("Retry-After", "5"),))
    except Exception:
        # Nothing of the request is told: its path may hold a key.
        _LOG.exception("an endpoint stumbled")
        error = {"code": "stumbled", "message": "Tocsin stumbled.", "remedy": "Retry."}
        return as_json(500, {"error": error})


async def _read(scope: Scope, receive: Receive, path: str, key: str) -> Asked:
    headers = {
        name.decode("latin-1"): value.decode("latin-1")
        for name, value in scope["headers"]
    }
    body = await _body(receive, largest_body())
    encoding = headers.get("content-encoding", "").lower()
    if body and encoding in ("gzip", "deflate"):
        body = _inflated(body, largest_body())
    client = scope.get("client") or ("",)
    return Asked(
        method=scope["method"],
        path=path,
        query=scope["query_string"].decode("latin-1"),
        headers=headers,
        body=body or b"",
        key=key,
        peer=client[0],
        is_too_large=body is None,
    )


async def _body(receive: Receive, limit: int) -> bytes | None:
    """The body; None when it is larger than allowed, read to its end all the same so
    that the sender hears the answer, but not kept."""
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise SenderLeft
        part = message.get("body", b"")
        size += len(part)
        if size <= limit:
            parts.append(part)
        else:
            parts.clear()
            if size > 4 * limit + 16_777_216:
                return None
        if not message.get("more_body"):
            break
    if size > limit:
        return None
    return parts[0] if len(parts) == 1 else b"".join(parts)


def _inflated(body: bytes, limit: int) -> bytes | None:
    """The body as it was before it was packed; None when it would be too large. What
    does not unpack stays as it came."""
    try:
        unpacker = zlib.decompressobj(wbits=zlib.MAX_WBITS | 32)
        plain = unpacker.decompress(body, limit + 1)
    except zlib.error:
        return body
    return None if len(plain) > limit else plain


async def _say(send: Send, answer: Answer, method: str) -> None:
    # An answer without a body may be of no type.
    kind = [(b"content-type", answer.content_type.encode())]
    headers = [
        *(kind if answer.content_type else ()),
        (b"content-length", str(len(answer.body)).encode()),
        *((n.lower().encode(), v.encode("latin-1")) for n, v in answer.headers),
    ]
    await send(
        {"type": "http.response.start", "status": answer.status, "headers": headers}
    )
    body = b"" if method == "HEAD" else answer.body
    await send({"type": "http.response.body", "body": body})
