"""The bells: they wake the loops of this process when the register has moved, and when
what was written may be heard."""

import logging
import threading
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field

import psycopg
from django.db import DatabaseError, close_old_connections, connection

from tocsin.kernel.connecting import parameters
from tocsin.kernel.wake import REGISTER
from tocsin.register.core.feed import horizon, settled_after

_LOG = logging.getLogger(__name__)
_EVERYBODY = ""
# After a stroke so many seconds of notices are gathered into the next: each wakes
# some forty threads.
_GATHERS = 0.02
# While there is what may not be heard yet, it is asked so often whether it may; else so
# often, should nobody have rung.
_LOOKS, _POLL, _PAUSE = 0.03, 5.0, 1.0


class Bell:
    """Rung by PostgreSQL's NOTIFY; each loop waits for the next stroke that concerns
    it: one that names a kind of entries it hears, or none. Nobody else is woken."""

    def __init__(self) -> None:
        self._strokes: Counter[str] = Counter()
        self._all = 0
        self._ringing = threading.Lock()
        self._waiting: dict[threading.Event, Collection[str] | None] = {}

    def ring(self, *told: str) -> None:
        """For whoever hears one of the kinds told, with spaces between; for everybody
        where one tells none, or nothing is told."""
        kinds = {kind for one in told or ("",) for kind in _kinds(one)}
        with self._ringing:
            self._all += 1
            self._strokes.update(kinds)
            for sleeper, hears in self._waiting.items():
                if hears is None or _EVERYBODY in kinds or not kinds.isdisjoint(hears):
                    sleeper.set()

    def strokes(self, hears: Collection[str] | None = None) -> int:
        """How many there were, for whoever hears these kinds, or every kind."""
        if hears is None:
            return self._all
        return self._strokes[_EVERYBODY] + sum(self._strokes[kind] for kind in hears)

    def wait(
        self, heard: int, seconds: float, hears: Collection[str] | None = None
    ) -> int:
        """Wait until there was a stroke after `heard`, or so many seconds."""
        sleeper = threading.Event()
        with self._ringing:
            if self.strokes(hears) != heard:
                return self.strokes(hears)
            self._waiting[sleeper] = hears
        sleeper.wait(seconds)
        with self._ringing:
            del self._waiting[sleeper]
            return self.strokes(hears)


def _kinds(told: str) -> Collection[str]:
    return told.split() or [_EVERYBODY]


@dataclass(frozen=True, slots=True)
class Bells:
    """`moved` rings for whatever NOTIFY tells, `settled` for kinds of entries that may
    be heard: all transactions that are older have ended, which may be later."""

    moved: Bell = field(default_factory=Bell)
    settled: Bell = field(default_factory=Bell)

    def ring(self) -> None:
        """For everybody."""
        self.moved.ring()
        self.settled.ring()


def tell_settled(bells: Bells, stop: threading.Event) -> None:
    """One look for all observers: each is woken when there is something to hear for it.
    While the database is away they look for themselves."""
    upto: int | None = None
    while not stop.is_set():
        moved, has_more = bells.moved.strokes(), True
        try:
            close_old_connections()
            upto, has_more = _tell_settled(bells.settled, upto)
        except DatabaseError as flaw:
            _LOG.warning("What may be heard is not known: %s", flaw)
            upto = None
            stop.wait(_PAUSE)
        finally:
            connection.close()
        stop.wait(_LOOKS)
        if not has_more:
            bells.moved.wait(moved, _POLL)


def _tell_settled(bell: Bell, upto: int | None) -> tuple[int, bool]:
    """Rings for what came after `upto`; says up to where it may be heard now, and
    whether there is more that may not."""
    if upto is None:
        found = horizon()
        bell.ring()
        return found, True
    settled = settled_after(upto)
    if settled.kinds:
        bell.ring(" ".join(settled.kinds))
    return settled.upto, settled.has_more


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
    with psycopg.connect(**parameters(), autocommit=True) as listening:
        listening.execute(f"listen {channel}")
        bell.ring()
        while not stop.is_set():
            told = [it.payload for it in listening.notifies(timeout=1, stop_after=1)]
            if told:
                bell.ring(*told)
                stop.wait(_GATHERS)
