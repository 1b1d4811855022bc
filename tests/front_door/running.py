"""A whole Tocsin in processes of its own, started, used and ended like people do."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

from tocsin.kernel.processes import Identity, become

COMMAND = [sys.executable, "-m", "tocsin.surfaces.cli.main"]
# A machine that runs other tests beside takes its time; how quick a start is, `make
# bench` says.
PATIENCE = 90.0


def free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])


def until(true: Callable[[], bool], what: str, patience: float = PATIENCE) -> float:
    """Wait for something to become true; gives how long that took."""
    begun = time.monotonic()
    while not true():
        waited = time.monotonic() - begun
        assert waited < patience, f"{what} did not come true in {patience} s"
        time.sleep(0.02)
    return time.monotonic() - begun


def strike(processes: Iterable[psutil.Process], by: signal.Signals) -> None:
    """Send each the signal, whether or not it is still there."""
    for one in processes:
        with suppress(psutil.NoSuchProcess):
            one.send_signal(by)


@dataclass
class Running:
    """One home folder and what runs on it."""

    home: Path
    settings: dict[str, str] = field(default_factory=dict)
    identity: Identity | None = None
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[str] | None = None

    @property
    def environment(self) -> dict[str, str]:
        kept = {k: v for k, v in os.environ.items() if not k.startswith("TOCSIN_")}
        src = str(Path(__file__).parents[2] / "src")
        path = os.pathsep.join(filter(None, [kept.get("PYTHONPATH"), src]))
        ours = {"TOCSIN_HOME": str(self.home), "TOCSIN_PORT": str(self.port)}
        return {**kept, "PYTHONPATH": path, **ours, **self.settings}

    def start(self, *options: str) -> float:
        """It serves; gives the seconds that took."""
        self.begin("serve", *options)
        return until(self.answers, "an answer")

    def begin(self, *words: str) -> None:
        """A command runs, in a group of its own as from a terminal."""
        with (self.home.parent / f"{self.home.name}.log").open("a") as log:
            self.process = subprocess.Popen(
                [*COMMAND, *words],
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                text=True,
                start_new_session=True,
                preexec_fn=self._enter,
            )

    def answers(self) -> bool:
        assert self.process
        assert self.process.poll() is None, self.said
        try:
            return self.get("/sign-in")[0] == 200
        except OSError:
            return False

    def get(self, path: str) -> tuple[int, str]:
        url = f"http://127.0.0.1:{self.port}{path}"
        try:
            with urllib.request.urlopen(url, timeout=10) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as told:
            with told:
                return told.code, told.read().decode()

    @property
    def said(self) -> str:
        return (self.home.parent / f"{self.home.name}.log").read_text()

    @property
    def family(self) -> list[psutil.Process]:
        assert self.process
        top = psutil.Process(self.process.pid)
        return [top, *top.children(recursive=True)]

    @property
    def database(self) -> psutil.Process:
        """The server's first process."""
        return next(one for one in self.family if one.name() == "postgres")

    @property
    def ours(self) -> list[psutil.Process]:
        """The supervisor and the parts it began."""
        return [one for one in self.family if one.name() != "postgres"]

    def interrupt(self) -> int:
        """Ctrl-C, as a terminal sends it: to the whole group at once."""
        assert self.process
        os.killpg(self.process.pid, signal.SIGINT)
        return self.wait()

    def wait(self) -> int:
        assert self.process
        status = self.process.wait(timeout=PATIENCE)
        self.process = None
        return status

    def end(self) -> None:
        """Nothing of it is left, whatever a test did."""
        if self.process and self.process.poll() is None:
            family = self.family
            strike(family, signal.SIGKILL)
            psutil.wait_procs(family, timeout=10)
        if self.process:
            self.process.wait()

    def call(
        self, *words: str, more: Mapping[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Another `tocsin` command on the same folder."""
        return subprocess.run(
            [*COMMAND, *words],
            env={**self.environment, **(more or {})},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=2 * PATIENCE,
            check=False,
            preexec_fn=self._enter,
        )

    def told(self, *words: str) -> Any:
        """What a command tells machines."""
        done = self.call(*words, "--json")
        assert done.returncode == 0, done.stderr + done.stdout
        return json.loads(done.stdout)

    def _enter(self) -> None:
        if self.identity:
            become(self.identity)
