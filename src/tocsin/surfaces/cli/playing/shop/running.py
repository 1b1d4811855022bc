"""The shop stands: its databases and processes, each of which a story may end."""

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from tocsin.kernel.processes import end_with
from tocsin.surfaces.cli.benching.processes import free_port
from tocsin.surfaces.cli.playing.shop.databases import Database, Pair, made

_PARTS = "tocsin.surfaces.cli.playing.shop"
# What the deploy left behind opened four times as many connections as it should.
CONNECTIONS, FEWER = 16, 4


@dataclass
class Shop:
    pair: Pair
    rate: float
    web_port: int
    app_port: int
    running: dict[str, subprocess.Popen[str]] = field(default_factory=dict)
    orders: list[int] = field(default_factory=list)

    @property
    def web(self) -> str:
        return f"http://127.0.0.1:{self.web_port}"

    def open(self) -> None:
        self.serve_orders(self.pair.primary, CONNECTIONS)
        self.run_part("web", str(self.web_port), str(self.app_port))

    def serve_orders(self, database: Database, connections: int) -> None:
        """The application is begun, again if it ran, on this database."""
        self.end("app")
        self.run_part("app", str(self.app_port), database.dsn, str(connections))

    def buy(self, figures: str) -> None:
        told = {"web": self.web, "figures": figures, "rate": self.rate}
        child = self.run_part("buyers", json.dumps(told), out=subprocess.PIPE)
        out = child.stdout
        assert out, "it was asked for"
        threading.Thread(target=self._count, args=(out,), daemon=True).start()

    def watch(self, events: str, key: str, *, flaps: bool = False) -> None:
        told: Mapping[str, Any] = {"web": self.web, "events": events, "key": key}
        self.run_part(
            "watcher", json.dumps({**told, "rate": self.rate, "flaps": flaps})
        )

    def end(self, name: str) -> None:
        child = self.running.pop(name, None)
        if child:
            child.send_signal(signal.SIGKILL)
            child.wait()

    def close(self) -> None:
        for name in [*self.running]:
            self.end(name)
        self.pair.stop()

    def run_part(self, name: str, *told: str, out: int | None = None) -> Any:
        """One of the shop's own programs."""
        command = [sys.executable, "-m", f"{_PARTS}.{name}", *told]
        return self.run_program(name, *command, out=out)

    def run_program(self, name: str, *command: str, out: int | None = None) -> Any:
        """It runs until it is ended by its name, or this process ends."""
        self.running[name] = child = subprocess.Popen(
            command,
            stderr=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL if out is None else out,
            text=True,
            preexec_fn=_bound(),
        )
        return child

    def _count(self, out: IO[str]) -> None:
        self.orders.extend(int(line) for line in out)


def _bound() -> Callable[[], None]:
    """It ends with this process, however that ends."""
    parent = os.getpid()
    return lambda: end_with(parent, signal.SIGKILL)


@contextmanager
def shop(folder: Path, rate: float) -> Iterator[Shop]:
    with ExitStack() as stack:
        found = Shop(made(folder), rate, free_port(), free_port())
        stack.callback(found.close)
        found.open()
        yield found
