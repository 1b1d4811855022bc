"""A rotation: people in their order, each for so many hours, days or weeks.

Hand-overs are reckoned on the wall clock, so that a week begins at nine whether or
not clocks changed in it; the turn of that night is longer or shorter. A turn that the
clock skips whole is nobody's.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from tocsin.foundation.oncall.rules.slots import Slot
from tocsin.foundation.oncall.rules.wall import reached, shown

UNITS = {
    "hours": timedelta(hours=1),
    "days": timedelta(days=1),
    "weeks": timedelta(days=7),
}
# No clock was ever moved by more than a day and some hours (Samoa, 2011).
_MOVED = timedelta(hours=27)


class Turn(NamedTuple):
    number: int
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Rotation:
    """Turn 0 begins at the wall time `begins`; turn n is that of the person at
    `(n + ahead)` in the list, which begins again when it is through."""

    people: tuple[str, ...]
    unit: str
    length: int
    begins: datetime
    ahead: int = 0

    @property
    def step(self) -> timedelta:
        return UNITS[self.unit] * self.length

    def person(self, turn: int) -> str:
        return self.people[(turn + self.ahead) % len(self.people)]


def turns(
    rotation: Rotation, zone: ZoneInfo, first: datetime, last: datetime
) -> Iterator[Turn]:
    """The turns, whole, that lie between two instants, at least in part."""
    step = rotation.step
    number = max(0, (shown(first, zone) - _MOVED - rotation.begins) // step)
    begun = reached(rotation.begins + number * step, zone)
    while begun < last:
        ended = reached(rotation.begins + (number + 1) * step, zone)
        if ended > first and ended > begun:
            yield Turn(number, begun, ended)
        number, begun = number + 1, ended


def turn_at(rotation: Rotation, zone: ZoneInfo, at: datetime) -> int:
    """The number of the turn in which an instant lies; 0 before the first."""
    found = list(turns(rotation, zone, at, at + timedelta(microseconds=1)))
    return found[0].number if found else 0


def slots_of(
    rotation: Rotation, zone: ZoneInfo, first: datetime, last: datetime, because: str
) -> list[Slot]:
    if not rotation.people:
        return []
    return [
        Slot(turn.starts_at, turn.ends_at, rotation.person(turn.number), because)
        for turn in turns(rotation, zone, first, last)
    ]


def kept_ahead(
    before: Rotation, after: Rotation, zone: ZoneInfo, at: datetime
) -> Rotation:
    """The rotation with another list, or other turns, in which whoever has the turn
    now keeps it, as long as they are still listed."""
    if not (before.people and after.people):
        return after
    holder = before.person(turn_at(before, zone, at))
    if holder not in after.people:
        return after
    ahead = after.people.index(holder) - turn_at(after, zone, at)
    return Rotation(
        after.people,
        after.unit,
        after.length,
        after.begins,
        ahead % len(after.people),
    )
