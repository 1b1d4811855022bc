"""Commands in processes of their own, with the seconds and the memory they take."""

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

_TOCSIN = [sys.executable, "-m", "tocsin.surfaces.cli.main"]
_MB = 1_000_000
_LOOK_EVERY = 0.5


@dataclass(frozen=True, slots=True)
class Ran:
    """One command: what it said, how long it took, its most memory at once (the sum
    of the proportional shares of all its processes, database not counted)."""

    said: Any
    seconds: float
    peak_mb: float


class CommandFailed(Exception):
    """A command under measurement did not do its work."""


def run(*arguments: str) -> Ran:
    begun = time.perf_counter()
    with tempfile.TemporaryFile() as out:
        command = [*_TOCSIN, *arguments, "--json"]
        running = subprocess.Popen(command, stdout=out)
        peak = 0.0
        while running.poll() is None:
            peak = max(peak, proportional_mb(running.pid))
            # Looking costs some milliseconds of the very cores that are measured.
            with suppress(subprocess.TimeoutExpired):
                running.wait(_LOOK_EVERY)
        seconds = time.perf_counter() - begun
        out.seek(0)
        said = out.read()
    if running.returncode:
        raise CommandFailed(f"{' '.join(arguments)}: {said.decode()}")
    return Ran(json.loads(said), seconds, peak)


def proportional_mb(pid: int, *, but: str = "postgres") -> float:
    """The memory of a process and all below it, shared pages counted in shares."""
    total = 0.0
    with suppress(psutil.Error):
        root = psutil.Process(pid)
        for process in [root, *root.children(recursive=True)]:
            with suppress(psutil.Error):
                if but not in process.name():
                    info = process.memory_full_info()
                    total += getattr(info, "pss", info.rss)
    return total / _MB


@dataclass(frozen=True, slots=True)
class Served:
    """`tocsin serve` from an empty folder: until it answers, and at rest."""

    first_start: float
    second_start: float
    idle_mb: float


def serve_from_nothing(idle_for: float = 10.0) -> Served:
    with tempfile.TemporaryDirectory(prefix="tocsin-bench-") as folder:
        # The embedded database may run as another user, who must get through here.
        Path(folder).chmod(0o755)
        with serving(folder) as (first, _pid, _port):
            pass
        with serving(folder) as (second, pid, _port):
            time.sleep(idle_for)
            idle = proportional_mb(pid)
    return Served(first, second, idle)


def run_in(folder: Path, *words: str, more: Mapping[str, str] | None = None) -> Any:
    """What a command says of the Tocsin whose home is in `folder`."""
    done = subprocess.run(
        [*_TOCSIN, *words, "--json"],
        env={**environment(str(folder)), **(more or {})},
        capture_output=True,
        check=False,
    )
    if done.returncode:
        raise CommandFailed(f"{' '.join(words)}: {done.stderr.decode()}")
    return json.loads(done.stdout)


@contextmanager
def serving(
    folder: str,
    more: Mapping[str, str] | None = None,
    *options: str,
    port: int | None = None,
) -> Iterator[tuple[float, int, int]]:
    """A Tocsin whose home is in `folder`: the seconds until it answered, its process
    and its port."""
    port = port or free_port()
    begun = time.perf_counter()
    running = subprocess.Popen(
        [*_TOCSIN, "serve", "--port", str(port), *options],
        env={**environment(folder), **(more or {})},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        while not _answers(port):
            if running.poll() is not None or time.perf_counter() - begun > 120:
                raise CommandFailed(f"serve: status {running.returncode}")
            time.sleep(0.02)
        yield time.perf_counter() - begun, running.pid, port
    finally:
        running.send_signal(signal.SIGINT)
        running.wait(timeout=60)


def environment(folder: str) -> Mapping[str, str]:
    kept = {n: v for n, v in os.environ.items() if not n.startswith("TOCSIN_")}
    return {**kept, "TOCSIN_HOME": f"{folder}/home", "TOCSIN_LOG": "error"}


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5):
            return True
    except urllib.error.HTTPError:
        return False
    except OSError:
        return False


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
