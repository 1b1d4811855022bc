"""The engine: a loop for every observer, clockwork, worker and chore."""

import logging
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

from django.db import close_old_connections, connection

from tocsin.engine import node
from tocsin.engine.bell import Bell, listen_for
from tocsin.engine.parts import SOON, Chore, Clockwork, Observer, Worker
from tocsin.engine.turn import advance, listen
from tocsin.kernel import clock

_LOG = logging.getLogger(__name__)

# The slow poll behind the bell, and the pause after a failure.
_POLL = 5.0
_PAUSE = 1.0
# After a stroke an observer that heard nothing looks so many seconds later again, and
# again: an entry is heard only when all older transactions have ended, and their end
# may ring for others.
_AGAIN = (0.03, 0.06, 0.12, 0.25)
# On a clock that runs faster than life, parts turn as much more often, but not more
# often than this.
_SHORTEST = 0.5

Part = Observer | Clockwork | Worker | Chore
Parts = tuple[Part, ...]


def run(parts: Parts, stop: threading.Event) -> None:
    """Everything in `parts` moves until `stop` is set; returns when all stand still."""
    bell = Bell()
    me = node.Watch()
    ears = threading.Thread(target=listen_for, args=(bell, stop), name="bell")
    loops = [
        threading.Thread(target=_loop, args=(each, bell, stop, me), name=part.name)
        for part in (Chore("node", me.beat, every=node.EVERY), *parts)
        for each in _threads(part)
    ]
    _guarded("node", me.beat)
    for thread in (ears, *loops):
        thread.start()
    stop.wait()
    bell.ring()
    for thread in (ears, *loops):
        thread.join()


def _threads(part: Part) -> list[Part]:
    """The part, once for each of its threads: the first one is there at once, the
    others help where it has its hands full."""
    if not isinstance(part, Worker):
        return [part]
    return [part, *[replace(part, rest=max(part.rest, SOON))] * (part.threads - 1)]


def _loop(
    part: Part,
    bell: Bell,
    stop: threading.Event,
    me: node.Watch,
) -> None:
    turn, wait, rest = _manner(part)
    hears = part.hears if isinstance(part, Observer) else None
    again: Sequence[float] = () if hears is None else _AGAIN
    heard, looks = bell.strokes(hears), iter(again)
    while not stop.is_set():
        moved = _guarded(part.name, turn) if me.may_work or part.name == "node" else 0
        if moved >= _whole(part):
            continue
        looks = iter(again) if moved else looks
        stop.wait(rest)
        if rest < wait:
            heard, before = bell.wait(heard, next(looks, wait), hears), heard
            looks = iter(again) if heard != before else looks


def _whole(part: Part) -> int:
    """From how much on a turn is followed by another at once: an observer that heard
    less than a batch has heard all that there was."""
    return part.batch if isinstance(part, Observer) else 1


def _manner(part: Part) -> tuple[Callable[[], int], float, float]:
    """How a part turns, how long it waits at most, and how long it rests; who rests as
    long as that is not woken by the bell."""
    match part:
        case Observer():
            return lambda: listen(part), _POLL, part.rest.total_seconds()
        case Clockwork():
            wait = min(_POLL, _real(part.every))
            return lambda: advance(part), wait, wait
        case Worker():
            return part.work, _real(part.every), part.rest.total_seconds()
        case Chore():
            wait = _real(part.every)
            return part.advance, wait, wait


def _real(every: timedelta) -> float:
    seconds = every.total_seconds()
    return max(clock.real_seconds(seconds), min(seconds, _SHORTEST))


def _guarded(name: str, turn: Callable[[], int]) -> int:
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
