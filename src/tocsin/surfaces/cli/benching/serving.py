"""A Tocsin of the bench's own that machines send to, and what it holds."""

import http.cookiejar
import json
import re
import tempfile
import time
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tocsin.surfaces.cli.benching.processes import run_in, serving

_PASSWORD = "four words nobody ever joins"  # of a Tocsin that is gone soon


@dataclass(frozen=True, slots=True)
class Served:
    folder: Path
    port: int

    def source(self, tool: str, name: str) -> str:
        """A new source's key."""
        told = run_in(self.folder, "source", "add", tool, "--name", name)
        return str(told["key"])

    def metric(self, name: str) -> float:
        """What `/metrics` says of it now."""
        address = f"http://127.0.0.1:{self.port}/metrics"
        with urllib.request.urlopen(address, timeout=30) as answer:
            for line in answer.read().decode().splitlines():
                if line.startswith(f"{name} "):
                    return float(line.rpartition(" ")[2])
        return 0.0

    def folded(self) -> int:
        return int(self.metric("tocsin_intake_folded"))

    def incidents(self) -> int:
        """Open ones."""
        return int(self.metric('tocsin_queue_incidents{view="all"}'))

    def wait_for(self, true: Callable[[], bool], patience: float = 300) -> float:
        """Seconds until it is true; infinite when it does not become so in time."""
        begun = time.perf_counter()
        while not true():
            if time.perf_counter() - begun > patience:
                return float("inf")
            # Each look asks the database a dozen things; ten a second took its place.
            time.sleep(0.4)
        return time.perf_counter() - begun


@contextmanager
def served() -> Iterator[Served]:
    """A Tocsin with an empty register and one person, gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="tocsin-bench-") as name:
        Path(name).chmod(0o755)
        more = {"TOCSIN_SAMPLE": "off", "TOCSIN_PASSWORD": _PASSWORD}
        with serving(name, more) as (_seconds, _pid, port):
            yield Served(Path(name), port)


class Desk:
    """A signed-in agent who looks at the queue."""

    def __init__(self, tocsin: Served) -> None:
        run_in(
            tocsin.folder,
            "person",
            "add",
            "bench",
            "--role",
            "agent",
            more={"TOCSIN_PASSWORD": _PASSWORD},
        )
        jar = http.cookiejar.CookieJar()
        self._open = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(jar)
        )
        self._address = f"http://127.0.0.1:{tocsin.port}"
        page = self._get("/sign-in")
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        assert token, "the page to sign in has a form"
        form = {"login": "bench", "password": _PASSWORD}
        form["csrfmiddlewaretoken"] = token[1]
        self._open.open(
            f"{self._address}/sign-in", urllib.parse.urlencode(form).encode(), 10
        )
        self.look()

    def look(self) -> float:
        """Milliseconds for the queue."""
        begun = time.perf_counter()
        self._get("/")
        return (time.perf_counter() - begun) * 1000

    def _get(self, path: str) -> str:
        with self._open.open(self._address + path, timeout=30) as answer:
            return str(answer.read().decode())


def alerts(count: int, name: Callable[[int], dict[str, str]]) -> bytes:
    """A batch as Prometheus sends it, each alert with the labels that `name` gives."""
    return json.dumps(
        [
            {
                "labels": name(number),
                "annotations": {"summary": "The disk will be full within four hours."},
                "startsAt": "2026-11-27T10:00:00.123Z",
                "generatorURL": "http://prometheus.example/graph?g0.expr=disk_free",
            }
            for number in range(count)
        ]
    ).encode()
