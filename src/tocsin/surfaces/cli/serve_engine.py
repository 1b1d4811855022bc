"""The child that keeps things moving."""

import signal
import threading

from tocsin.engine.loop import run
from tocsin.kernel import connecting
from tocsin.surfaces.cli.serve_children import Child
from tocsin.wiring import CHORES, CLOCKWORK, OBSERVERS, WORKERS


def engine_child() -> Child:
    return Child("engine", _turn)


def _turn() -> None:
    connecting.serve_as("engine")
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    run((*OBSERVERS, *CLOCKWORK, *WORKERS, *CHORES), stop)
