"""A load generator: many connections that send, wait for the answer and send again."""

import asyncio
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import cast

import uvloop


@dataclass(slots=True)
class Load:
    """What came of it: answers by status, seconds each took, seconds in all."""

    seconds: float = 0.0
    answers: dict[int, int] = field(default_factory=dict)
    waits: list[float] = field(default_factory=list)
    lost: int = 0

    @property
    def accepted(self) -> int:
        return sum(n for status, n in self.answers.items() if 200 <= status < 300)

    @property
    def rate(self) -> float:
        return self.accepted / self.seconds if self.seconds else 0.0

    def percentile(self, share: float) -> float:
        """Milliseconds within which that share was answered."""
        ordered = sorted(self.waits)
        if not ordered:
            return 0.0
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))] * 1000


def post(path: str, body: bytes, *, headers: str = "") -> bytes:
    """A request as it goes over the line."""
    head = (
        f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\n{headers}\r\n"
    )
    return head.encode() + body


def send(
    port: int,
    requests: Iterator[bytes],
    *,
    connections: int,
    rate: float | None = None,
    until: Callable[[], bool] | None = None,
) -> Load:
    """Sends all `requests` over so many connections, at most `rate` a second."""
    return uvloop.run(_send(port, requests, connections, rate, until))


async def _send(
    port: int,
    requests: Iterator[bytes],
    connections: int,
    rate: float | None,
    until: Callable[[], bool] | None,
) -> Load:
    loop = asyncio.get_running_loop()
    load = Load()
    begun = time.perf_counter()
    pacer = _Pacer(rate, begun)
    ends = []
    for _number in range(connections):
        end = loop.create_future()
        ends.append(end)
        await loop.create_connection(
            partial(_Sender, requests, load, end, pacer, until),
            "127.0.0.1",
            port,
        )
    await asyncio.gather(*ends)
    load.seconds = time.perf_counter() - begun
    return load


class _Pacer:
    """When the next request may go, so that all together keep to a rate."""

    def __init__(self, rate: float | None, begun: float) -> None:
        self._gap = 1 / rate if rate else 0.0
        self._next = begun

    def wait(self) -> float:
        if not self._gap:
            return 0.0
        now = time.perf_counter()
        self._next = max(self._next + self._gap, now - 0.05)
        return max(0.0, self._next - now)


class _Sender(asyncio.Protocol):
    def __init__(
        self,
        requests: Iterator[bytes],
        load: Load,
        end: "asyncio.Future[None]",
        pacer: _Pacer,
        until: Callable[[], bool] | None,
    ) -> None:
        self._requests, self._load, self._end = requests, load, end
        self._pacer, self._until = pacer, until
        self._held = b""
        self._sent_at = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._line = cast(asyncio.Transport, transport)
        self._next()

    def _next(self) -> None:
        if wait := self._pacer.wait():
            asyncio.get_running_loop().call_later(wait, self._go)
        else:
            self._go()

    def _go(self) -> None:
        request = next(self._requests, None)
        if request is None or (self._until is not None and self._until()):
            self._line.close()
            return
        self._sent_at = time.perf_counter()
        self._line.write(request)

    def data_received(self, data: bytes) -> None:
        self._held += data
        end = self._held.find(b"\r\n\r\n")
        if end < 0 or len(self._held) < end + 4 + _length(self._held[:end]):
            return
        status = int(self._held[9:12])
        self._held = b""
        self._load.waits.append(time.perf_counter() - self._sent_at)
        self._load.answers[status] = self._load.answers.get(status, 0) + 1
        self._next()

    def connection_lost(self, _flaw: Exception | None) -> None:
        if self._sent_at and self._held:
            self._load.lost += 1
        if not self._end.done():
            self._end.set_result(None)


def _length(head: bytes) -> int:
    at = head.lower().find(b"content-length:")
    return int(head[at + 15 :].split(b"\r\n", 1)[0]) if at >= 0 else 0
