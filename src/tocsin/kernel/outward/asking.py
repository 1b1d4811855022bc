"""One request to a server elsewhere, outside any transaction: in seconds, never
redirected, and only to an address that was looked at."""

import os
import socket
import ssl
import threading
import time
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError

from tocsin.kernel.outward.addresses import Network, NotFound, Target, target_of

# Seconds for the whole of it, and bytes of an answer that are read.
PATIENCE = 5.0
_MOST = 65_536
_POOLS_MOST = 64
# Connections to one server that are kept, at most.
_SIDE_BY_SIDE = 64
_MOMENT = 0.25


class NotReached(Exception):
    """No answer came; `str()` says why. Whether the request arrived is not known."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What the server answered: at most 64 KB of it, unless more was asked for."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")


@dataclass(frozen=True, slots=True)
class Asking:
    """A request. Names and values of headers are as RFC 9110 has them."""

    url: str
    method: str = "POST"
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


def ask(
    what: Asking,
    *,
    allowed: Sequence[Network] = (),
    patience: float = PATIENCE,
    most: int = _MOST,
) -> Heard:
    """What the server answers, and of it `most` bytes. Raises NotReached, or
    NotAllowed for an address that is not asked. The certificate is checked against
    the name."""
    with _cut_off_after(patience):
        return _asked(what, allowed, patience, most)


def _asked(
    what: Asking, allowed: Sequence[Network], patience: float, most: int
) -> Heard:
    ends_at = time.monotonic() + patience
    try:
        target = target_of(what.url, allowed)
        headers = {**what.headers, "Host": target.named}
        headers.setdefault("User-Agent", "Tocsin")
        answer = _pool(target).urlopen(
            what.method,
            target.path,
            body=what.body or None,
            headers=headers,
            redirect=False,
            retries=False,
            preload_content=False,
            timeout=urllib3.Timeout(total=patience),
        )
    except (HTTPError, NotFound, OSError, ValueError) as flaw:
        raise NotReached(_why(flaw)) from flaw
    try:
        return _heard(answer, ends_at, most)
    except (HTTPError, OSError) as flaw:
        raise NotReached(_why(flaw)) from flaw


def _heard(answer: urllib3.BaseHTTPResponse, ends_at: float, most: int) -> Heard:
    """A server that answers drop by drop is left when its time is over."""
    body = b""
    try:
        while part := answer.read1(most - len(body) + 1):
            body += part
            if len(body) > most or time.monotonic() > ends_at:
                break
        else:
            answer.release_conn()
    finally:
        answer.close()
    if time.monotonic() > ends_at:
        raise NotReached("The answer takes too long.")
    headers = {name.lower(): value for name, value in answer.headers.items()}
    return Heard(answer.status, headers, body[:most])


def _why(flaw: Exception) -> str:
    """In short and without addresses, which may hold a secret."""
    # A connection that is refused counts as one that is late, in urllib3.
    kinds: tuple[tuple[type[Exception] | tuple[type[Exception], ...], str], ...] = (
        (urllib3.exceptions.SSLError, "The server's certificate is not trusted."),
        (
            urllib3.exceptions.NewConnectionError,
            "The server does not take connections.",
        ),
        (urllib3.exceptions.TimeoutError, "The server does not answer in time."),
        (NotFound, str(flaw)),
    )
    for kind, told in kinds:
        if isinstance(flaw, kind):
            return told
    return f"The connection broke off ({type(flaw).__name__})."


_held: OrderedDict[tuple[Any, ...], urllib3.HTTPConnectionPool] = OrderedDict()
_lock = threading.Lock()


def _pool(target: Target) -> urllib3.HTTPConnectionPool:
    """Connections to this server that may be used again. One is only ever used for
    the name and the address that it was opened for."""
    trusted = os.environ.get("SSL_CERT_FILE", "")
    key = (os.getpid(), target.is_secure, target.host, target.port, target.address)
    with _lock:
        pool = _held.pop((*key, trusted), None) or _new_pool(target, trusted)
        _held[(*key, trusted)] = pool
        while len(_held) > _POOLS_MOST:
            _held.popitem(last=False)
    return pool


def _new_pool(target: Target, trusted: str) -> urllib3.HTTPConnectionPool:
    if not target.is_secure:
        return _Clear(target.address, target.port, maxsize=_SIDE_BY_SIDE)
    return _Secure(
        target.address,
        target.port,
        maxsize=_SIDE_BY_SIDE,
        ssl_context=_context(trusted),
        server_hostname=target.host,
        assert_hostname=target.host,
    )


# The connections that this thread's request goes over.
_mine = threading.local()


class _ClearConnection(HTTPConnection):
    def request(self, *args: Any, **kwargs: Any) -> None:
        _mine.used.append(self)
        super().request(*args, **kwargs)


class _SecureConnection(HTTPSConnection):
    def request(self, *args: Any, **kwargs: Any) -> None:
        _mine.used.append(self)
        super().request(*args, **kwargs)


class _Clear(urllib3.HTTPConnectionPool):
    ConnectionCls = _ClearConnection


class _Secure(urllib3.HTTPSConnectionPool):
    ConnectionCls = _SecureConnection


@contextmanager
def _cut_off_after(seconds: float) -> Iterator[None]:
    """A server that answers drop by drop is in time with each drop, and never done: its
    line is cut a moment after all the time there is."""
    used: list[HTTPConnection] = []
    _mine.used = used
    timer = threading.Timer(seconds + _MOMENT, _cut, [used])
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _cut(used: list[HTTPConnection]) -> None:
    for connection in used:
        with suppress(OSError, AttributeError):
            connection.sock.shutdown(socket.SHUT_RDWR)


@cache
def _context(_trusted: str) -> ssl.SSLContext:
    """The system's authorities, or those that SSL_CERT_FILE names."""
    return ssl.create_default_context()
