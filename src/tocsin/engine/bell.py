"""The bell: wakes every loop of this process when the register has moved."""

import logging
import threading

import psycopg
from django.db import connections

from tocsin.kernel.wake import REGISTER

_LOG = logging.getLogger(__name__)


class Bell:
    """Rung by PostgreSQL's NOTIFY; each loop waits for the next stroke."""

    def __init__(self) -> None:
        self._strokes = 0
        self._rung = threading.Condition()

    def ring(self) -> None:
        with self._rung:
            self._strokes += 1
            self._rung.notify_all()

    @property
    def strokes(self) -> int:
        return self._strokes

    def wait(self, heard: int, seconds: float) -> int:
        """Wait until there was a stroke after `heard`, or so many seconds."""
        with self._rung:
            self._rung.wait_for(lambda: self._strokes != heard, seconds)
            return self._strokes


def listen_for(bell: Bell, stop: threading.Event, channel: str = REGISTER) -> None:
    """Ring the bell at every NOTIFY until told to stop, over one connection of its
    own. While the database is away the loops' slow poll goes on."""
    while not stop.is_set():
        try:
            _listen_once(bell, stop, channel)
        except psycopg.Error as flaw:
            _LOG.warning("The database's bell is silent: %s", flaw)
            stop.wait(2)


def _listen_once(bell: Bell, stop: threading.Event, channel: str) -> None:
    source = connections.create_connection("default")
    parameters = source.get_connection_params()
    for ours in ("pool", "server_side_binding", "isolation_level", "assume_role"):
        parameters.pop(ours, None)
    parameters.pop("cursor_factory", None)
    parameters.pop("context", None)
    with psycopg.connect(**parameters, autocommit=True) as listening:
        listening.execute(f"listen {channel}")
        bell.ring()
        while not stop.is_set():
            for _notice in listening.notifies(timeout=1, stop_after=1):
                bell.ring()
