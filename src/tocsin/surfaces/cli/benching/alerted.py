"""Paging through the whole program: the first page of an alert, and levels that are due
while alerts come in."""

import http.client
import json
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tocsin.surfaces.cli.benching.processes import CommandFailed, environment, serving
from tocsin.surfaces.cli.benching.serving import Served
from tocsin.surfaces.cli.benching.sink import Sink, sink

RATE, SECONDS = 50, 20
OPEN, ALERTS, DURING = 10_000, 200, 20
_TEAMS, _OF_ONE, _LINES = 10, 10, 4
_SOON = 60
_FAULT = re.compile(r"Fault(\d+)")
_WORK = (
    "import django; django.setup()\n"
    "from tocsin.surfaces.cli.benching.staff import main; main()"
)
Told = tuple[str, float, str, float | None]
Labels = dict[str, str]


def whole_program() -> Iterator[Told]:
    """From an alert's acceptance to its first page at the mail server; then levels that
    are due, with 10,000 open incidents and 200 alerts a second."""
    with sink() as post, _tocsin(post) as tocsin:
        _staff(tocsin, "set-up")
        key = tocsin.source("prometheus", "bench")
        yield from _first_pages(tocsin, key, post)
        yield from _due_in_time(tocsin, key)


@contextmanager
def _tocsin(post: Sink) -> Iterator[Served]:
    with tempfile.TemporaryDirectory(prefix="tocsin-bench-") as name:
        Path(name).chmod(0o755)
        more = {
            "TOCSIN_SAMPLE": "off",
            "TOCSIN_SMTP_URL": post.url,
            "TOCSIN_SMTP_TLS": "off",
        }
        with serving(name, more) as (_seconds, _pid, port):
            yield Served(Path(name), port)


def _staff(tocsin: Served, *words: str) -> Any:
    """What `staff` says, in a process of its own beside that Tocsin."""
    told = {"DJANGO_SETTINGS_MODULE": "tocsin.settings"}
    done = subprocess.run(
        [sys.executable, "-c", _WORK, *words],
        env={**environment(str(tocsin.folder)), **told},
        capture_output=True,
        check=False,
    )
    if done.returncode:
        raise CommandFailed(f"{' '.join(words)}: {done.stderr.decode()}")
    return json.loads(done.stdout)


def _first_pages(tocsin: Served, key: str, post: Sink) -> Iterator[Told]:
    accepted = _send(tocsin, key, _fault, rate=RATE, seconds=SECONDS)
    post.wait_for(len(accepted), 60)
    came: dict[int, float] = {}
    for subject, at in post.came:
        if found := _FAULT.search(subject):
            came.setdefault(int(found[1]), at)
    never = float("inf")
    waits = sorted(came.get(number, never) - at for number, at in accepted.items())
    name = f"first page after its alert, {RATE} incidents/s"
    yield f"{name}, p50", _share(waits, 0.5), "s", None
    yield f"{name}, p99", _share(waits, 0.99), "s", 3
    yield "alerts whose first page came", float(len(came)), "", len(accepted)


def _due_in_time(tocsin: Served, key: str) -> Iterator[Told]:
    before = _staff(tocsin, "runs")["due"]
    _staff(tocsin, "open", str(OPEN))
    tocsin.wait_for(lambda: _staff(tocsin, "runs")["due"] >= before + OPEN)
    opened = _staff(tocsin, "steadily", str(DURING))["opened"]
    # The first of them is due a minute after it was opened.
    time.sleep(max(0.0, _SOON - DURING - 5))
    _send(tocsin, key, _other, rate=ALERTS, seconds=DURING + 10)
    tocsin.wait_for(lambda: len(_staff(tocsin, "late")["late"]) >= opened, 60)
    late = _staff(tocsin, "late")["late"]
    late += [float("inf")] * (opened - len(late))
    name = f"levels due, {OPEN:,} open and {ALERTS} alerts/s"
    yield f"{name}: late, p99", _share(late, 0.99), "s", None
    yield f"{name}: the latest", max(late), "s", 2


def _send(
    tocsin: Served,
    key: str,
    labels: Callable[[int], Labels],
    *,
    rate: int,
    seconds: int,
) -> dict[int, float]:
    """Alerts at a steady rate, by four connections; when each was accepted."""
    accepted: dict[int, float] = {}
    begun = time.monotonic()

    def send(first: int) -> None:
        line = http.client.HTTPConnection("127.0.0.1", tocsin.port, timeout=30)
        for number in range(first, rate * seconds, _LINES):
            time.sleep(max(0.0, begun + number / rate - time.monotonic()))
            body = _body(labels(number))
            told = {"Content-Type": "application/json"}
            line.request("POST", f"/in/{key}/api/v2/alerts", body, told)
            answer = line.getresponse()
            answer.read()
            if answer.status < 300:
                accepted[number] = time.time()
        line.close()

    threads = [threading.Thread(target=send, args=(n,)) for n in range(_LINES)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return accepted


def _body(labels: Labels) -> bytes:
    """As Prometheus sends it; its summary becomes the incident's title."""
    told = {"labels": labels, "annotations": {"summary": labels["alertname"]}}
    return json.dumps([told | {"startsAt": "2026-11-27T10:00:00.123Z"}]).encode()


def _fault(number: int) -> Labels:
    """Each an incident of its own, of somebody's category, and urgent."""
    return {
        "alertname": f"Fault{number}",
        "instance": f"host-{number}",
        "severity": "critical",
        "category": f"bench-{number % _TEAMS}",
    }


def _other(number: int) -> Labels:
    """Ten of them are one incident, for which nothing is due for days."""
    return {
        "alertname": f"Other{number // _OF_ONE}",
        "instance": f"host-{number}",
        "severity": "info",
    }


def _share(ordered: list[float], share: float) -> float:
    if not ordered:
        return float("inf")
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]
