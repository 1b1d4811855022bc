"""The child that folds what machines sent into alerts and incidents."""

import logging
import signal
import threading

from django.db import close_old_connections, connection

from tocsin.engine import node
from tocsin.engine.bell import Bell, listen_for
from tocsin.intake.correlation.folding import fold
from tocsin.intake.correlation.hearing import Ahead
from tocsin.kernel import connecting
from tocsin.kernel.wake import INTAKE
from tocsin.surfaces.cli.serve_children import Child

_LOG = logging.getLogger("tocsin.intake")
# The slow poll behind the bell, and the pause after a failure, in seconds.
_POLL = 1.0
_PAUSE = 0.5


def intake_child() -> Child:
    return Child("intake", _fold_on)


def _fold_on() -> None:
    connecting.serve_as("intake")
    stop = threading.Event()
    bell = Bell()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    ears = threading.Thread(
        target=listen_for, args=(bell, stop, INTAKE), name="bell", daemon=True
    )
    ears.start()
    heard = bell.strokes()
    ahead, version = Ahead(), node.Version()
    while not stop.is_set():
        if not _guarded(ahead, version):
            heard = bell.wait(heard, _POLL)


def _guarded(ahead: Ahead, version: node.Version) -> int:
    """One turn; a failure costs a pause. The connection is kept from turn to turn. Once
    a newer Tocsin has migrated, what comes in is left to it."""
    try:
        close_old_connections()
        return 0 if version.is_outdated() else fold(ahead)
    except Exception:
        _LOG.exception("folding stumbled")
        connection.close()
        threading.Event().wait(_PAUSE)
        return 0
