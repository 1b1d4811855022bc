"""Intake under load: single events, batches, a storm, and the real Alertmanager."""

import json
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tocsin.surfaces.cli.benching.load import Load, post, send
from tocsin.surfaces.cli.benching.processes import free_port
from tocsin.surfaces.cli.benching.scaling import BATCHES, SINGLE
from tocsin.surfaces.cli.benching.serving import Desk, Served, alerts, served

BATCH = 64
Told = tuple[str, float, str, float | None]

_SINGLES, _BATCHES, _STORM, _HOSTS = 60_000, 2_000, 50_000, 500


def singles() -> Iterator[Told]:
    """One event per request, folded into alerts and incidents."""
    with served() as tocsin:
        key = tocsin.source("alertmanager", "singles")
        requests = [post(f"/in/{key}", _one(number)) for number in range(_SINGLES)]
        send(tocsin.port, iter(requests[:512]), connections=8)
        begun = time.perf_counter()
        load = send(tocsin.port, iter(requests[512:]), connections=256)
        tocsin.wait_for(lambda: tocsin.folded() >= _SINGLES)
        folded = (_SINGLES - 512) / (time.perf_counter() - begun)
        yield "single events accepted", load.rate, "1/s", 10_000
        yield "single events folded", folded, "1/s", 10_000
        yield "single events refused or lost", _failed(load), "", None
        half = send(tocsin.port, iter(requests[:15_000]), connections=128, rate=5_000)
        yield "p99 of an answer at 5,000/s", half.percentile(0.99), "ms", 100


def batches() -> Iterator[Told]:
    """Batches of 64 alerts, as Prometheus sends them: new ones, then repeated."""
    with served() as tocsin:
        key = tocsin.source("prometheus", "batches")
        path = f"/in/{key}/api/v2/alerts"
        fresh = [_batch(path, number) for number in range(_BATCHES)]
        yield from _drained(tocsin, "new alerts", fresh, 15_000)
        repeats = [_batch(path, n % 200) for n in range(3 * _BATCHES)]
        yield from _drained(tocsin, "repeated alerts", repeats, 50_000)


def _drained(
    tocsin: Served, what: str, requests: list[bytes], least: float
) -> Iterator[Told]:
    before, begun = tocsin.folded(), time.perf_counter()
    load = send(tocsin.port, iter(requests), connections=32)
    backlog = len(requests) - (tocsin.folded() - before)
    tocsin.wait_for(lambda: tocsin.folded() - before >= len(requests))
    seconds = time.perf_counter() - begun
    yield f"{what} accepted in batches", load.rate * BATCH, "1/s", 150_000
    yield f"{what} folded", len(requests) * BATCH / seconds, "1/s", least
    yield f"{what}, waiting at the end of sending", float(backlog * BATCH), "", None


def storm() -> Iterator[Told]:
    """50,000 alerts of one fault on 500 hosts, while an agent looks at the queue."""
    with served() as tocsin:
        desk = Desk(tocsin)
        key = tocsin.source("prometheus", "storm")
        path = f"/in/{key}/api/v2/alerts"
        requests = [_storm(path, n) for n in range(_STORM // BATCH)]
        looks: list[float] = []
        over = threading.Event()
        watcher = threading.Thread(target=_look_on, args=(desk, looks, over))
        watcher.start()
        begun = time.perf_counter()
        sender = threading.Thread(
            target=send, args=(tocsin.port, iter(requests)), kwargs={"connections": 16}
        )
        sender.start()
        opened = tocsin.wait_for(lambda: tocsin.incidents() > 0, 60)
        sender.join()
        tocsin.wait_for(lambda: tocsin.folded() >= len(requests))
        folded = time.perf_counter() - begun
        over.set()
        watcher.join()
        looks.sort()
        yield "storm: incidents of one fault", float(tocsin.incidents()), "", 1
        yield "storm: the incident is open", opened, "s", 5
        yield "storm: all 50,000 folded", folded, "s", 20
        yield "storm: the queue, p95", looks[int(len(looks) * 0.95)], "ms", 150


def _look_on(desk: Desk, looks: list[float], over: threading.Event) -> None:
    while not over.is_set():
        looks.append(desk.look())
        over.wait(0.1)


def alertmanager() -> Iterator[Told]:
    """The same batches sent to the real Alertmanager, which holds them in memory."""
    if not shutil.which("prometheus-alertmanager"):
        return
    with _alertmanager() as port:
        requests = [_batch("/api/v2/alerts", number) for number in range(_BATCHES)]
        load = send(port, iter(requests), connections=32)
        yield BATCHES, load.rate * BATCH, "1/s", None
        single = [post("/api/v2/alerts", _one(number)) for number in range(_SINGLES)]
        load = send(port, iter(single), connections=256)
        yield SINGLE, load.rate, "1/s", None


@contextmanager
def _alertmanager() -> Iterator[int]:
    with tempfile.TemporaryDirectory(prefix="tocsin-bench-") as name:
        told = {"route": {"receiver": "none"}, "receivers": [{"name": "none"}]}
        config = Path(name) / "alertmanager.yml"
        config.write_text(json.dumps(told))
        port = free_port()
        running = subprocess.Popen(
            [
                "prometheus-alertmanager",
                f"--config.file={config}",
                f"--storage.path={name}/data",
                f"--web.listen-address=127.0.0.1:{port}",
                "--cluster.listen-address=",
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            _until_it_answers(port)
            yield port
        finally:
            running.terminate()
            running.wait(timeout=30)


def _until_it_answers(port: int) -> None:
    for _attempt in range(200):
        try:
            if send(port, iter([post("/api/v2/alerts", b"[]")]), connections=1).waits:
                return
        except OSError:
            time.sleep(0.05)


def _labels(number: int) -> dict[str, str]:
    return {
        "alertname": f"DiskWillFill{number % 20}",
        "instance": f"host-{number}.example",
        "severity": "warning",
        "job": "node",
    }


def _one(number: int) -> bytes:
    return alerts(1, lambda _n: _labels(number % 5000))


def _batch(path: str, number: int) -> bytes:
    body = alerts(BATCH, lambda n: _labels(number * BATCH + n))
    return post(path, body)


def _storm(path: str, number: int) -> bytes:
    """Alerts of one fault: 500 hosts, each with a hundred things that fail."""

    def labels(n: int) -> dict[str, str]:
        one = number * BATCH + n
        thing = f"volume-{one // _HOSTS}"
        host = f"host-{one % _HOSTS}"
        return {"alertname": "StorageGone", "instance": host, "thing": thing}

    return post(path, alerts(BATCH, labels))


def _failed(load: Load) -> float:
    return float(sum(load.answers.values()) - load.accepted + load.lost)
