"""The bell: wakes every loop of this process when the register has moved."""

import logging
import threading
from collections import Counter
from collections.abc import Collection

import psycopg
from django.db import connections

from tocsin.kernel.wake import REGISTER

_LOG = logging.getLogger(__name__)
_EVERYBODY = ""
# After a stroke so many seconds of notices are gathered into the next: each wakes
# some forty threads.
_GATHERS = 0.02


class Bell:
    """Rung by PostgreSQL's NOTIFY; each loop waits for the next stroke that concerns
    it: one that names a kind of entries it hears, or none."""

    def __init__(self) -> None:
        self._strokes: Counter[str] = Counter()
        self._all = 0
        self._rung = threading.Condition()

    def ring(self, *told: str) -> None:
        """For whoever hears one of the kinds told, with spaces between; for everybody
        where one tells none, or nothing is told."""
        with self._rung:
            self._all += 1
            self._strokes.update(
                {kind for one in told or ("",) for kind in _kinds(one)}
            )
            self._rung.notify_all()

    def strokes(self, hears: Collection[str] | None = None) -> int:
        """How many there were, for whoever hears these kinds, or every kind."""
        if hears is None:
            return self._all
        return self._strokes[_EVERYBODY] + sum(self._strokes[kind] for kind in hears)

    def wait(
        self, heard: int, seconds: float, hears: Collection[str] | None = None
    ) -> int:
        """Wait until there was a stroke after `heard`, or so many seconds."""
        with self._rung:
            self._rung.wait_for(lambda: self.strokes(hears) != heard, seconds)
            return self.strokes(hears)


def _kinds(told: str) -> Collection[str]:
    return told.split() or [_EVERYBODY]


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
            told = [it.payload for it in listening.notifies(timeout=1, stop_after=1)]
            if told:
                bell.ring(*told)
                stop.wait(_GATHERS)
