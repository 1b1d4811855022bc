"""What is lost while something is down: (forecast − actual) × price. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from statistics import median

from tocsin.response.major.rules import PER

# How the forecast was found.
SET, WEEKS, HOUR, UNKNOWN = "set", "weeks", "hour", "unknown"


@dataclass(frozen=True, slots=True)
class Stretch:
    """One stretch of time: what was expected, what came, and the difference in units
    and money. Where nothing was told, `actual` is None and counts as nothing."""

    at: datetime
    minutes: float
    forecast: float
    actual: float | None
    units: float
    money: float


@dataclass(frozen=True, slots=True)
class Loss:
    """What is lost so far, with the rows that it is the sum of."""

    since: datetime
    until: datetime
    unit: str
    price: float
    currency: str
    per: str
    basis: str
    rows: Sequence[Stretch] = field(default_factory=tuple)

    @property
    def units(self) -> float:
        return sum(row.units for row in self.rows)

    @property
    def money(self) -> float:
        return sum(row.money for row in self.rows)


def forecast_of(
    weeks: Sequence[float], hour: Sequence[float], set_to: float | None
) -> tuple[float, str]:
    """What is expected, per the figure's span of time, and how that was found: as it
    was set; else the median of the same time in the weeks before; else the mean of the
    hour before."""
    if set_to is not None:
        return set_to, SET
    if weeks:
        return median(weeks), WEEKS
    if hour:
        return sum(hour) / len(hour), HOUR
    return 0.0, UNKNOWN


def stretches(
    since: datetime, until: datetime, width: timedelta
) -> Iterable[tuple[datetime, float]]:
    """The stretches from `since` to `until`, with their minutes; the last is as long as
    it has lasted."""
    at = since
    while at < until:
        end = min(at + width, until)
        yield at, (end - at) / timedelta(minutes=1)
        at += width


def stretch(
    at: datetime,
    minutes: float,
    forecast: float,
    actual: float | None,
    per: str,
    price: float,
) -> Stretch:
    spans = minutes * 60 / PER[per]
    units = (forecast - (actual or 0.0)) * spans
    return Stretch(at, minutes, forecast, actual, units, units * price)


def width_for(span: timedelta) -> timedelta:
    """Stretches so long that a page has a few dozen of them at most."""
    for minutes in (1, 5, 15, 60, 360):
        if span <= timedelta(minutes=minutes * 40):
            return timedelta(minutes=minutes)
    return timedelta(days=1)
