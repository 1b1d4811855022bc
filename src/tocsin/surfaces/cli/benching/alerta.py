"""The real Alerta beside it: the same single events, in a database of its own on the
same server, with four workers."""

import json
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

from tocsin.kernel import postgres
from tocsin.kernel.embedded.programs import SUPERUSER
from tocsin.surfaces.cli.benching.load import post, send
from tocsin.surfaces.cli.benching.processes import free_port
from tocsin.surfaces.cli.benching.serving import served

Told = tuple[str, float, str, float | None]

_DATABASE, _WORKERS, _CONNECTIONS = "alerta_bench", 4, 16
_EVENTS, _SECONDS, _PATIENCE = 20_000, 15.0, 120.0


def alerta() -> Iterator[Told]:
    """Single events that Alerta takes a second; nothing where it is not installed."""
    found = shutil.which("alertad")
    if not found or not (Path(found).parent / "gunicorn").exists():
        return
    with served() as tocsin:
        home = tocsin.folder / "home"
        alerts = _alerta(Path(found).parent, tocsin.folder, _database(home))
        with alerts as port:
            requests = (post("/alert", _event(number)) for number in range(_EVENTS))
            end = time.perf_counter() + _SECONDS
            load = send(
                port,
                requests,
                connections=_CONNECTIONS,
                until=lambda: time.perf_counter() > end,
            )
    yield "Alerta: single events", load.rate, "1/s", None


def _event(number: int) -> bytes:
    told = {
        "resource": f"host-{number % 5000}.example",
        "event": f"DiskWillFill{number % 20}",
        "environment": "Production",
        "service": ["node"],
        "severity": "warning",
        "text": "The disk will be full within four hours.",
    }
    return json.dumps(told).encode()


def _database(home: Path) -> str:
    maker = postgres.address(home, SUPERUSER, "postgres")
    with psycopg.connect(maker, autocommit=True) as made:
        made.execute(sql.SQL("create database {}").format(sql.Identifier(_DATABASE)))
    return postgres.address(home, SUPERUSER, _DATABASE)


@contextmanager
def _alerta(programs: Path, folder: Path, address: str) -> Iterator[int]:
    port = free_port()
    told = {"DATABASE_URL": address, "SECRET_KEY": "of a bench", "HOME": str(folder)}
    running = subprocess.Popen(
        [
            str(programs / "gunicorn"),
            f"--bind=127.0.0.1:{port}",
            f"--workers={_WORKERS}",
            "--worker-class=gthread",
            f"--threads={_CONNECTIONS // _WORKERS}",
            "--keep-alive=75",
            "alerta:create_app()",
        ],
        env={**os.environ, **told},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _until_it_takes(port)
        yield port
    finally:
        running.terminate()
        running.wait(timeout=30)


def _until_it_takes(port: int) -> None:
    begun = time.perf_counter()
    while time.perf_counter() - begun < _PATIENCE:
        try:
            one = iter([post("/alert", _event(0))])
            if send(port, one, connections=1).accepted:
                return
        except OSError:
            pass
        time.sleep(0.2)
    raise RuntimeError("Alerta does not take an event.")
