"""Status pages under load: read from memory, fresh after publishing, and ten thousand
subscribers told."""

import hashlib
import os
import secrets
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import repeat
from pathlib import Path

from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.kernel import clock
from tocsin.response.statuspage.actions.delivering import deliver
from tocsin.response.statuspage.actions.noticing import publish_notice
from tocsin.response.statuspage.actions.pages import add_page
from tocsin.response.statuspage.models import Delivery, Page, Subscriber
from tocsin.surfaces.cli.benching.load import send
from tocsin.surfaces.cli.benching.processes import free_port, run_in, serving

SUBSCRIBERS = 10_000
_PATH = "/status/halden"
_READS, _CALM = 40_000, 6_000
Told = tuple[str, float, str, float | None]
_GET = f"GET {_PATH} HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: gzip\r\n\r\n"
_SINK = """
import sys, time
from aiosmtpd.controller import Controller
class Takes:
    async def handle_DATA(self, server, session, envelope):
        return "250 taken"
held = Controller(Takes(), hostname="127.0.0.1", port=int(sys.argv[1]))
held.start()
print("ready", flush=True)
sys.stdin.read()
held.stop()
"""


def reads() -> Iterator[Told]:
    """The sample's page, as fast as it goes, then at a rate; and how long until what
    was published elsewhere is read."""
    with tempfile.TemporaryDirectory(prefix="tocsin-bench-") as name:
        Path(name).chmod(0o755)
        with serving(name) as (_seconds, _pid, port):
            send(port, repeat(_GET.encode(), 500), connections=16)
            fast = send(port, repeat(_GET.encode(), _READS), connections=64)
            yield "status page reads", fast.rate, "1/s", 2_000
            calm = send(port, repeat(_GET.encode(), _CALM), connections=64, rate=2_000)
            yield "p95 of a read at 2,000/s", calm.percentile(0.95), "ms", 20
            failed = len(fast.waits) + len(calm.waits) - fast.accepted - calm.accepted
            yield "reads refused or lost", failed + fast.lost + calm.lost, "", None
            yield "published until read", _seen_after(Path(name), port), "s", 5


def _seen_after(folder: Path, port: int) -> float:
    """Seconds from when a notice of the past was in the database until it is read."""
    words = f"Seen {secrets.token_hex(4)}"
    at = "2026-01-05T10:00:00Z"
    told = (
        f'{{"id": "1", "title": "{words}", "impact": "minor", "updates":'
        f' [{{"at": "{at}", "status": "Resolved", "message": "Over."}}]}}'
    )
    (folder / "past.json").write_text(told)
    run_in(folder, "status", "import", str(folder / "past.json"), "--page", "halden")
    begun = time.perf_counter()
    address = f"http://127.0.0.1:{port}{_PATH}/history/2026-01"
    while time.perf_counter() - begun < 60:
        try:
            with urllib.request.urlopen(address, timeout=10) as answer:
                if words in answer.read().decode():
                    return time.perf_counter() - begun
        except OSError:
            pass
        time.sleep(0.05)
    return float("inf")


def subscribers() -> Iterator[Told]:
    """A notice is handed over to a mail server for each of 10,000 subscribers."""
    page = add_page("bench", "Bench", by=SYSTEM)
    _subscribe(page)
    with _sink() as port:
        os.environ["TOCSIN_SMTP_URL"] = f"smtp://127.0.0.1:{port}"
        os.environ["TOCSIN_SMTP_TLS"] = "off"
        begun = time.perf_counter()
        publish_notice("bench", by=SYSTEM, title="Nothing works", text="We look.")
        published = time.perf_counter() - begun
        while deliver():
            pass
        seconds = time.perf_counter() - begun
    sent = Delivery.objects.filter(state="sent").count()
    yield f"publishing with {SUBSCRIBERS:,} subscribers", published, "s", None
    yield f"{SUBSCRIBERS:,} subscribers handed to SMTP", seconds, "s", 60
    yield "of them taken", float(sent), "mails", None


def _subscribe(page: Page) -> None:
    now = clock.now()
    Subscriber.objects.bulk_create(
        [
            Subscriber(
                page=page,
                channel="mail",
                address=f"reader-{number}@example.org",
                digest=hashlib.sha256(str(number).encode()).digest(),
                nonce=secrets.token_hex(16),
                confirmed_at=now,
                made_at=now,
            )
            for number in range(SUBSCRIBERS)
        ]
    )


@contextmanager
def _sink() -> Iterator[int]:
    port = free_port()
    command = [sys.executable, "-c", _SINK, str(port)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as running:
        assert running.stdout is not None
        assert running.stdin is not None
        running.stdout.readline()
        try:
            yield port
        finally:
            running.stdin.close()
