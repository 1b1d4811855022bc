"""The one clock.

Nothing else may ask what time it is: Python calls `now()`, SQL receives
`%(now)s`. A test, a drill or a replay can then move time for the whole
program, database included, by moving these hands. Held time is process-wide;
another process of the same test reads it from the file that `TOCSIN_CLOCK_FILE`
names (one ISO 8601 instant), heeded only where the database's name begins `test_`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
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


_held: Hands | None = None
_file: Path | None = None


def now() -> datetime:
    """This instant, in UTC, to the microsecond."""
    if _held:
        return _held.moment
    if _file:
        return datetime.fromisoformat(_file.read_text())
    return datetime.now(tz=UTC)


def real_now() -> datetime:
    """This instant, whatever the hands show: for sessions and for links that open
    something, which nobody must outlive by holding a clock."""
    return datetime.now(tz=UTC)


def read_from(file: Path | None) -> None:
    """From now on this process shows the time that `file` holds."""
    global _file
    _file = file


@contextmanager
def held_at(moment: datetime, file: Path | None = None) -> Iterator[Hands]:
    global _held
    before, _held = _held, Hands(moment, file)
    try:
        yield _held
    finally:
        _held = before
