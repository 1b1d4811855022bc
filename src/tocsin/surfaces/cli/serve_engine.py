"""The child that keeps things moving."""

import signal
import threading
from datetime import timedelta

from tocsin.engine.loop import run
from tocsin.engine.parts import Chore
from tocsin.kernel import connecting
from tocsin.surfaces.cli.serve_children import Child
from tocsin.surfaces.status.copying import copy_when_changed
from tocsin.wiring import CHORES, CLOCKWORK, OBSERVERS, WORKERS

# What engine nodes do that draws pages, and so stands above what wiring lists.
_DRAWN = (Chore("status copies", copy_when_changed, every=timedelta(seconds=2)),)


def engine_child() -> Child:
    return Child("engine", _turn)


def _turn() -> None:
    connecting.serve_as("engine")
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    run((*OBSERVERS, *CLOCKWORK, *WORKERS, *CHORES, *_DRAWN), stop)
