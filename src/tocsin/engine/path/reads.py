"""How the path is: the last trips, their seconds by hop, what is wrong."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from tocsin.engine.path.models import Trip
from tocsin.engine.path.options import MINUTES, SECONDS
from tocsin.engine.path.rules import HOPS, seconds
from tocsin.foundation.config.reads import value
from tocsin.kernel import clock

# Where none is sent by itself, one that was sent by hand is told of for so long.
_BY_HAND = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Told:
    """One trip, with the seconds that each hop took that came."""

    trip: Trip
    seconds: Mapping[str, float]

    @property
    def total(self) -> float:
        return sum(self.seconds.values())


@dataclass(frozen=True, slots=True)
class Standing:
    """The path as a whole. `last` is the latest trip that is over."""

    minutes: int
    last: Told | None
    complaint: str


def trips(limit: int = 50) -> list[Told]:
    """The latest, the newest first."""
    return [_told(row) for row in Trip.objects.order_by("-id")[:limit]]


def standing() -> Standing:
    minutes, now = value(MINUTES), clock.now()
    row = Trip.objects.exclude(state=Trip.State.UNDER_WAY).order_by("-id").first()
    last = _told(row) if row else None
    return Standing(minutes, last, _complaint(minutes, last, now))


def _complaint(minutes: int, last: Told | None, now: datetime) -> str:
    """What somebody should look after; empty when all is well."""
    asked_for = minutes or (last and last.trip.begun_at > now - _BY_HAND)
    if last and last.trip.state == Trip.State.STUCK and asked_for:
        return f"Tocsin's own drill is stuck before: {last.trip.late}"
    # Each hop may take its time, and a whole turn may be missed.
    least = timedelta(minutes=2 * minutes, seconds=len(HOPS) * value(SECONDS))
    if minutes and last and last.trip.begun_at < now - least:
        return "Tocsin's own drill has not been sent for long"
    return ""


def _told(row: Trip) -> Told:
    hops = {hop: datetime.fromisoformat(at) for hop, at in row.hops.items()}
    return Told(row, seconds(row.begun_at, hops))
