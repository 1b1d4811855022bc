"""What the engine moves: observers, clockwork and workers, listed in `wiring.py`."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from tocsin.register.core.entries import Kind
from tocsin.register.core.feed import Heard

# However often the bell rings, whoever was woken rests so long: some forty threads that
# look without end would keep each other from what there is.
AT_ONCE = timedelta(milliseconds=30)
# For what nobody waits for in the same second.
SOON = timedelta(milliseconds=250)


@dataclass(frozen=True, slots=True)
class Observer:
    """Something told of register entries after commit, at least once.

    A batch comes sorted by incident and `seq`. History (imports, back-fills) is
    passed over unless `history`. Between two turns it rests so long: what is told
    meanwhile is heard together, which is cheaper by far.
    """

    name: str
    hears: frozenset[Kind]
    observe: Callable[[Sequence[Heard]], None]
    history: bool = False
    batch: int = 100
    rest: timedelta = AT_ONCE


@dataclass(frozen=True, slots=True)
class Clockwork:
    """Something that happens because time passed; `advance` says how much it did.

    Runs at most once per `every` in the whole cluster.
    """

    name: str
    advance: Callable[[], int]
    every: timedelta = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Worker:
    """Something that takes what is due in sets, `skip locked`, so that any number of
    processes do it at once, each with so many `threads`.

    `work` says how much it did; it is called again at once while that is not 0, then
    when the register moves (or only when that tells one of the kinds that it `hears`),
    but not before it has rested, and at the latest after `every`.
    """

    name: str
    work: Callable[[], int]
    every: timedelta = timedelta(seconds=1)
    threads: int = 1
    rest: timedelta = AT_ONCE
    hears: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Chore:
    """Clockwork that each node does for itself, such as keeping a file of its own."""

    name: str
    advance: Callable[[], int]
    every: timedelta = timedelta(seconds=10)
