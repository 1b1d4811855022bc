"""A room of fifty: how long until what one says is before everybody's eyes."""

import asyncio
import http.cookiejar
import json
import re
import statistics
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from tocsin.surfaces.cli.benching.processes import run_in
from tocsin.surfaces.cli.benching.serving import Served, served

LISTENERS, RATE, SECONDS = 50, 10, 20
_PASSWORD = "four words nobody ever joins"  # of a Tocsin that is gone soon
_PATIENCE = 30
Told = tuple[str, float, str, float | None]


@dataclass(slots=True)
class _Heard:
    """When each act was sent, and when each listener had it."""

    sent: dict[str, float] = field(default_factory=dict)
    seen: dict[str, list[float]] = field(default_factory=dict)

    def see(self, name: str) -> None:
        self.seen.setdefault(name, []).append(time.perf_counter())


def room() -> Iterator[Told]:
    """Fifty listen by server-sent events while ten acts a second are told."""
    with served() as tocsin:
        cookie, key = _sign_in(tocsin), _key(tocsin)
        swarm = _open(tocsin, key)
        heard = asyncio.run(_meet(tocsin.port, swarm, cookie, key))
    each = [at - heard.sent[name] for name in heard.seen for at in heard.seen[name]]
    all_of_them = [
        max(heard.seen[name]) - heard.sent[name]
        for name in heard.seen
        if len(heard.seen[name]) == LISTENERS
    ]
    lost = len(heard.sent) * LISTENERS - len(each)
    what = f"room of {LISTENERS}, {RATE} acts/s"
    yield f"{what}: acts told", float(len(heard.sent)), "", None
    yield f"{what}: act visible to all, p95", _share(all_of_them), "s", 1
    yield f"{what}: act visible to all, median", _middle(all_of_them), "s", None
    yield f"{what}: act visible to one, p95", _share(each), "s", None
    yield f"{what}: never seen", float(lost), "", None


def _share(waits: list[float]) -> float:
    ordered = sorted(waits)
    return ordered[int(len(ordered) * 0.95)] if ordered else float("inf")


def _middle(waits: list[float]) -> float:
    return statistics.median(waits) if waits else float("inf")


def _sign_in(tocsin: Served) -> str:
    """The cookies of an agent who has signed in; all listeners are theirs."""
    more = {"TOCSIN_PASSWORD": _PASSWORD}
    run_in(tocsin.folder, "person", "add", "bench", "--role", "agent", more=more)
    jar = http.cookiejar.CookieJar()
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    address = f"http://127.0.0.1:{tocsin.port}/sign-in"
    page = opener.open(address, timeout=30).read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert token, "the page to sign in has a form"
    form = {"login": "bench", "password": _PASSWORD, "csrfmiddlewaretoken": token[1]}
    opener.open(address, urllib.parse.urlencode(form).encode(), 30)
    return "; ".join(f"{it.name}={it.value}" for it in jar)


def _key(tocsin: Served) -> str:
    told = run_in(tocsin.folder, "key", "create", "--name", "bench", "--scope", "admin")
    return str(told["key"])


def _open(tocsin: Served, key: str) -> str:
    """The reference of a swarm over a new incident."""
    people = _ask(tocsin, key, "/people", None)["items"]
    person = str(people[0]["key"])
    incident = _ask(tocsin, key, "/incidents", {"title": "Nobody can pay"})["ref"]
    told = {"incident": incident, "question": "What stopped it?"}
    return str(_ask(tocsin, key, "/swarms", told | {"coordinator": person})["ref"])


def _ask(tocsin: Served, key: str, path: str, body: object) -> dict[str, Any]:
    asked = urllib.request.Request(
        f"http://127.0.0.1:{tocsin.port}/api/v1{path}",
        None if body is None else json.dumps(body).encode(),
        {"Authorization": f"Bearer {key}", "Content-Type": "application/json"},
    )
    with urllib.request.urlopen(asked, timeout=30) as answer:
        told: dict[str, Any] = json.loads(answer.read())
        return told


async def _meet(port: int, swarm: str, cookie: str, key: str) -> _Heard:
    heard = _Heard()
    ready = [asyncio.Event() for _ in range(LISTENERS)]
    listening = [
        asyncio.create_task(_listen(port, swarm, cookie, heard, it)) for it in ready
    ]
    await asyncio.wait_for(asyncio.gather(*(it.wait() for it in ready)), _PATIENCE)
    await asyncio.sleep(1)
    telling = []
    begun = time.perf_counter()
    for number in range(RATE * SECONDS):
        await asyncio.sleep(max(0.0, begun + number / RATE - time.perf_counter()))
        telling.append(asyncio.create_task(_tell(port, swarm, key, number, heard)))
    await asyncio.gather(*telling)
    until = time.perf_counter() + _PATIENCE
    while time.perf_counter() < until and not _complete(heard):
        await asyncio.sleep(0.1)
    for task in listening:
        task.cancel()
    await asyncio.gather(*listening, return_exceptions=True)
    return heard


def _complete(heard: _Heard) -> bool:
    return all(len(heard.seen.get(name, ())) == LISTENERS for name in heard.sent)


async def _listen(
    port: int, swarm: str, cookie: str, heard: _Heard, ready: asyncio.Event
) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=2**20)
    head = f"GET /swarms/{swarm}/live HTTP/1.1\r\nHost: localhost\r\n"
    writer.write(f"{head}Cookie: {cookie}\r\n\r\n".encode())
    try:
        async for line in reader:
            if line.startswith(b"retry"):
                ready.set()
            for name in re.findall(rb"act-[0-9]+-end", line):
                heard.see(name.decode())
    finally:
        writer.close()


async def _tell(port: int, swarm: str, key: str, number: int, heard: _Heard) -> None:
    name = f"act-{number}-end"
    heard.sent[name] = time.perf_counter()
    body = json.dumps({"text": f"{name}: the replica is 0.8 s behind"}).encode()
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    head = f"POST /api/v1/swarms/{swarm}/acts HTTP/1.1\r\nHost: localhost\r\n"
    head += f"Authorization: Bearer {key}\r\nContent-Type: application/json\r\n"
    head += f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    writer.write(head.encode() + body)
    answer = await reader.read()
    writer.close()
    if b" 200 " not in answer[:20]:
        del heard.sent[name]
