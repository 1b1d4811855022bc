"""The one clock.

Nothing else may ask what time it is: Python calls `now()`, SQL receives
`%(now)s`. A test, a drill or a replay can then move time for the whole
program, database included, by moving these hands. Held time is process-wide;
another process of the same test reads it from the file that `TOCSIN_CLOCK_FILE`
names (one ISO 8601 instant), heeded only where the database's name begins `test_`.

A whole Tocsin may run faster than life, for drills and stories: then `now()` moves
`rate` times as fast from one origin on, the same for all its processes. What waits for
somebody else (a claim on a row, a poll) is measured in real time: `lasting` tells it
in this clock's, and `real_seconds` the other way round.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path


class Hands:
    """A clock that moves only when told to; it tells other processes by its file."""

    def __init__(self, moment: datetime, file: Path | None = None) -> None:
        self.file = file
        self.set(moment)

    def set(self, moment: datetime) -> None:
        self.moment = moment
        if self.file:
            fresh = self.file.with_suffix(".new")
            fresh.write_text(moment.isoformat())
            fresh.replace(self.file)

    def forward(self, **by: float) -> None:
        self.set(self.moment + timedelta(**by))


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast a clock runs, and since when."""

    rate: float
    origin: datetime

    def at(self, real: datetime) -> datetime:
        return self.origin + (real - self.origin) * self.rate

    def ahead(self, by: timedelta) -> "Pace":
        """As fast, and at every instant of life so much further on."""
        return Pace(self.rate, self.origin - by / (self.rate - 1))


_held: Hands | None = None
_file: Path | None = None
_pace: Pace | None = None


def now() -> datetime:
    """This instant, in UTC, to the microsecond."""
    if _held:
        return _held.moment
    if _file:
        return datetime.fromisoformat(_file.read_text())
    real = datetime.now(tz=UTC)
    return _pace.at(real) if _pace else real


def real_now() -> datetime:
    """This instant, whatever the hands show: for sessions and for links that open
    something, which nobody must outlive by holding a clock."""
    return datetime.now(tz=UTC)


def read_from(file: Path | None) -> None:
    """From now on this process shows the time that `file` holds."""
    global _file
    _file = file


def run_at(pace: Pace | None) -> None:
    """From now on this process's clock runs so; None is as fast as life."""
    global _pace
    _pace = pace


def pace() -> Pace | None:
    """How fast this process's clock runs; None is as fast as life."""
    return _pace


def lasting(real: timedelta) -> timedelta:
    """By how much this clock moves on while so much real time passes."""
    return real * _pace.rate if _pace else real


def real_seconds(told: float) -> float:
    """In how many real seconds this clock moves on by so many."""
    return told / _pace.rate if _pace else told


@contextmanager
def held_at(moment: datetime, file: Path | None = None) -> Iterator[Hands]:
    global _held
    before, _held = _held, Hands(moment, file)
    try:
        yield _held
    finally:
        _held = before
