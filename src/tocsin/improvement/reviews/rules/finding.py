"""What a figure of a review is: a value, and the entries it was taken from. Pure."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from tocsin.register.core.entries import Kind
from tocsin.register.work.spoken import Spoken

SECONDS, COUNT, MONEY, WORD = "seconds", "count", "money", "word"


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure. `rows` are the `seq` of the entries that say it; money is in
    hundredths; `about` names what it is of, such as a clock or a swarm."""

    name: str
    value: int
    unit: str = COUNT
    rows: tuple[int, ...] = ()
    about: str = ""
    is_good: bool | None = None
    currency: str = ""


@dataclass(frozen=True, slots=True)
class Milestone:
    """Something that happened once on the way, by the entry that says so."""

    name: str
    at: datetime
    row: int


def first(story: Iterable[Spoken], *kinds: Kind) -> Spoken | None:
    """The one of these kinds that happened first."""
    found = [entry for entry in story if entry.kind in kinds]
    return min(found, key=_place, default=None)


def last(story: Iterable[Spoken], *kinds: Kind) -> Spoken | None:
    found = [entry for entry in story if entry.kind in kinds]
    return max(found, key=_place, default=None)


def _place(entry: Spoken) -> tuple[datetime, int]:
    return entry.happened_at, entry.seq


def in_order(story: Iterable[Spoken]) -> list[Spoken]:
    """As things happened, whenever they were told."""
    return sorted(story, key=_place)


def seconds_between(since: datetime, until: datetime) -> int:
    return round((until - since) / timedelta(seconds=1))


def counted(
    name: str, found: Collection[Spoken], *, about: str = "", good_if_none: bool = False
) -> list[Figure]:
    """How many there were; where there was none nothing is said, unless it is good."""
    if not found and not good_if_none:
        return []
    rows = tuple(sorted(entry.seq for entry in found))
    is_good = not found if good_if_none else None
    return [Figure(name, len(found), COUNT, rows, about, is_good)]


def instant(told: object) -> datetime | None:
    """An instant as entries hold it."""
    try:
        return datetime.fromisoformat(str(told)) if told else None
    except ValueError:
        return None


def standing(story: Sequence[Spoken]) -> list[Spoken]:
    """Without what was taken back."""
    gone = {entry.corrects for entry in story if entry.kind == Kind.RETRACTED}
    return [entry for entry in story if entry.seq not in gone]
