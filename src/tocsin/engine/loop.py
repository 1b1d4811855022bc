"""The engine: a loop for every observer, clockwork, worker and chore."""

import logging
import threading
from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta

from django.db import close_old_connections, connection

from tocsin.engine import node
from tocsin.engine.bell import Bell, Bells, listen_for, tell_settled
from tocsin.engine.parts import SOON, Chore, Clockwork, Observer, Worker
from tocsin.engine.turn import advance, hear
from tocsin.kernel import clock

_LOG = logging.getLogger(__name__)

# The slow poll behind the bell, and the pause after a failure.
_POLL = 5.0
_PAUSE = 1.0
# An observer that failed hears the same again after so long.
_AGAIN = 0.25
# On a clock that runs faster than life, parts turn as much more often, but not more
# often than this.
_SHORTEST = 0.5

Part = Observer | Clockwork | Worker | Chore
Parts = tuple[Part, ...]


def run(parts: Parts, stop: threading.Event) -> None:
    """Everything in `parts` moves until `stop` is set; returns when all stand still."""
    bells = Bells()
    me = node.Watch()
    ears = [
        threading.Thread(target=listen_for, args=(bells.moved, stop), name="bell"),
        threading.Thread(target=tell_settled, args=(bells, stop), name="settled"),
    ]
    loops = [
        threading.Thread(target=_loop, args=(each, bells, stop, me), name=part.name)
        for part in (Chore("node", me.beat, every=node.EVERY), *parts)
        for each in _threads(part)
    ]
    _guarded("node", me.beat)
    for thread in (*ears, *loops):
        thread.start()
    stop.wait()
    bells.ring()
    for thread in (*ears, *loops):
        thread.join()


def _threads(part: Part) -> list[Part]:
    """The part, once for each of its threads: the first one is there at once, the
    others help where it has its hands full."""
    if not isinstance(part, Worker):
        return [part]
    return [part, *[replace(part, rest=max(part.rest, SOON))] * (part.threads - 1)]


@dataclass(frozen=True, slots=True)
class _Manner:
    """How a part turns. When it did so `many` at once there is more; else it rests,
    and waits for its bell, for `every` so many seconds at most."""

    turn: Callable[[], int | None]
    every: float
    rest: float = 0.0
    many: int = 1
    bell: Bell | None = None
    hears: Collection[str] | None = None


def _loop(part: Part, bells: Bells, stop: threading.Event, me: node.Watch) -> None:
    how = _manner(part, bells)
    while not stop.is_set():
        # What rings from here on may be too late for this turn.
        rung = how.bell.strokes(how.hears) if how.bell else 0
        may_work = me.may_work or part.name == "node"
        done = _guarded(part.name, how.turn) if may_work else 0
        if done is None:
            stop.wait(_AGAIN)
        elif done < how.many:
            stop.wait(how.rest if how.bell else how.every)
            if how.bell:
                how.bell.wait(rung, how.every, how.hears)


def _manner(part: Part, bells: Bells) -> _Manner:
    match part:
        case Observer():
            return _Manner(
                lambda: hear(part),
                _POLL,
                rest=part.rest.total_seconds(),
                many=part.batch,
                bell=bells.settled,
                hears=part.hears,
            )
        case Clockwork():
            return _Manner(lambda: advance(part), min(_POLL, _real(part.every)))
        case Worker():
            return _Manner(
                part.work,
                _real(part.every),
                rest=part.rest.total_seconds(),
                bell=bells.moved,
                hears=part.hears,
            )
        case Chore():
            return _Manner(part.advance, _real(part.every))


def _real(every: timedelta) -> float:
    seconds = every.total_seconds()
    return max(clock.real_seconds(seconds), min(seconds, _SHORTEST))


def _guarded(name: str, turn: Callable[[], int | None]) -> int | None:
    """One turn with a connection given back after it; a failure costs a pause."""
    try:
        close_old_connections()
        return turn()
    except Exception:
        _LOG.exception("%s stumbled", name)
        threading.Event().wait(_PAUSE)
        return 0
    finally:
        with suppress(Exception):
            connection.close()
