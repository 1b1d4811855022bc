"""Paging under load: a call-out by mail, the first page of an alert through the whole
program, and levels that are due while alerts come in."""

import http.client
import json
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any
from unittest.mock import patch

from django.db import connection

from tocsin.engine.sender import THREADS, send_due
from tocsin.foundation.accounts.actions import add_person
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.foundation.notify.pages import Wanted, send_pages
from tocsin.kernel import clock
from tocsin.surfaces.cli.benching.processes import CommandFailed, environment, serving
from tocsin.surfaces.cli.benching.serving import Served, alerts
from tocsin.surfaces.cli.benching.sink import Sink, sink

CALLED, RATE, SECONDS = 500, 50, 20
OPEN, ALERTS, DURING = 10_000, 200, 20
_FAULT = re.compile(r"Fault(\d+)\b")
Told = tuple[str, float, str, float | None]


def call_out() -> Iterator[Told]:
    """Pages for 500 people at once, by mail to a server on this machine."""
    keys = [_person(number) for number in range(CALLED)]
    wanted = [Wanted(key, f"call-out:{key}", why={"subject": "Come"}) for key in keys]
    with sink() as post, patch.dict(os.environ, _mail_by(post)):
        used, begun = time.process_time(), time.time()
        send_pages(wanted, now=clock.now())
        _send(post)
        used = time.process_time() - used
        last = max((at for _subject, at in post.came), default=float("inf"))
    yield f"{CALLED} people called out, by mail", last - begun, "s", 5
    yield "of it, this process's own", used, "s", None
    yield "mails that came", float(len(post.came)), "", CALLED


def _person(number: int) -> str:
    name, mail = f"called-{number}", f"called-{number}@shop.example"
    made = add_person(name, name=f"Called {number}", email=mail, by=SYSTEM, key=name)
    return made.key


def _mail_by(post: Sink) -> dict[str, str]:
    return {"TOCSIN_SMTP_URL": post.url, "TOCSIN_SMTP_TLS": "off"}


def _send(post: Sink) -> None:
    """As the engine does, with as many threads."""

    def work() -> None:
        while send_due():
            pass
        connection.close()

    threads = [threading.Thread(target=work) for _thread in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    post.wait_for(CALLED, 30)


def whole_program() -> Iterator[Told]:
    """From an alert's acceptance to its first page at the mail server; then levels that
    are due, with 10,000 open runs and 200 alerts a second."""
    with sink() as post, _tocsin(post) as tocsin:
        _staff(tocsin, "set-up")
        key = tocsin.source("prometheus", "bench")
        yield from _first_pages(tocsin, key, post)
        yield from _due_in_time(tocsin, key)


@contextmanager
def _tocsin(post: Sink) -> Iterator[Served]:
    with tempfile.TemporaryDirectory(prefix="tocsin-bench-") as name:
        Path(name).chmod(0o755)
        more = {"TOCSIN_SAMPLE": "off", **_mail_by(post)}
        with serving(name, more) as (_seconds, _pid, port):
            yield Served(Path(name), port)


def _staff(tocsin: Served, *words: str) -> Any:
    module = "tocsin.surfaces.cli.benching.staff"
    done = subprocess.run(
        [sys.executable, "-m", module, *words],
        env={
            **environment(str(tocsin.folder)),
            "DJANGO_SETTINGS_MODULE": "tocsin.settings",
        },
        capture_output=True,
        check=False,
    )
    if done.returncode:
        raise CommandFailed(f"{' '.join(words)}: {done.stderr.decode()}")
    return json.loads(done.stdout)


def _first_pages(tocsin: Served, key: str, post: Sink) -> Iterator[Told]:
    accepted = _alert(tocsin, key, "Fault", rate=RATE, seconds=SECONDS)
    post.wait_for(len(accepted), 60)
    came: dict[int, float] = {}
    for subject, at in post.came:
        if found := _FAULT.search(subject):
            came.setdefault(int(found[1]), at)
    waits = sorted(
        came.get(number, float("inf")) - at for number, at in accepted.items()
    )
    yield f"first page after an alert, {RATE}/s, p50", _share(waits, 0.5), "s", None
    yield f"first page after an alert, {RATE}/s, p99", _share(waits, 0.99), "s", 3
    yield "alerts whose first page came", float(len(came)), "", len(accepted)


def _due_in_time(tocsin: Served, key: str) -> Iterator[Told]:
    _staff(tocsin, "open", str(OPEN))
    tocsin.wait_for(lambda: _staff(tocsin, "runs")["due"] >= OPEN, 300)
    opened = _staff(tocsin, "steadily", str(DURING))["opened"]
    # The first of them is due a minute after it was opened.
    time.sleep(max(0.0, 60 - DURING - 5))
    _alert(tocsin, key, "Other", rate=ALERTS, seconds=DURING + 10)
    tocsin.wait_for(lambda: len(_staff(tocsin, "late")["late"]) >= opened, 60)
    late = _staff(tocsin, "late")["late"]
    late += [float("inf")] * (opened - len(late))
    name = f"levels due, {OPEN:,} open, {ALERTS} alerts/s"
    yield f"{name}, p99", _share(late, 0.99), "s", None
    yield f"{name}, the latest", max(late), "s", 2


def _alert(
    tocsin: Served, key: str, name: str, *, rate: int, seconds: int
) -> dict[int, float]:
    """Alerts of different faults at a steady rate, by four connections; by number, when
    each was accepted."""
    accepted: dict[int, float] = {}
    begun, lines = time.monotonic(), 4

    def send(first: int) -> None:
        line = http.client.HTTPConnection("127.0.0.1", tocsin.port, timeout=30)
        for number in range(first, rate * seconds, lines):
            time.sleep(max(0.0, begun + number / rate - time.monotonic()))
            body = alerts(1, partial(_labels, name, number))
            told = {"Content-Type": "application/json"}
            line.request("POST", f"/in/{key}/api/v2/alerts", body, told)
            answer = line.getresponse()
            answer.read()
            if answer.status < 300:
                accepted[number] = time.time()
        line.close()

    threads = [threading.Thread(target=send, args=(n,)) for n in range(lines)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return accepted


def _labels(name: str, number: int, _nth: int) -> dict[str, str]:
    return {"alertname": f"{name}{number}", "instance": f"host-{number}"}


def _share(ordered: list[float], share: float) -> float:
    if not ordered:
        return float("inf")
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]
