"""What a proof may find: each hole by its code, what it lies in, and when."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

NOBODY, NO_ROW = "nobody", "no_row"
GAP, NO_SCHEDULE, NO_CHANNEL = "gap", "no_schedule", "no_channel"
PERSON_GONE, PERSON_AWAY = "person_gone", "person_away"
EMPTY_TEAM, ROLE_UNHELD, NO_MANAGER = "empty_team", "role_unheld", "no_manager"
SUPPLIER, NO_EXECUTIVE = "supplier_without_contract", "no_executive"
LOOP, LEADS_BACK = "loop", "leads_back"
CLOCK_MISSING, NEVER_REACHED = "clock_missing", "never_reached"
CALENDAR_UNKNOWN, SCHEDULE_GONE = "calendar_unknown", "schedule_gone"

# The worst first: whose incident reaches nobody; whom a level misses; what never comes;
# what is told twice.
WEIGHTS: Mapping[str, int] = {
    NO_ROW: 1,
    NOBODY: 1,
    GAP: 2,
    NO_SCHEDULE: 2,
    SCHEDULE_GONE: 2,
    PERSON_GONE: 2,
    PERSON_AWAY: 2,
    EMPTY_TEAM: 2,
    ROLE_UNHELD: 2,
    NO_MANAGER: 2,
    NO_EXECUTIVE: 2,
    SUPPLIER: 2,
    NO_CHANNEL: 2,
    CLOCK_MISSING: 3,
    CALENDAR_UNKNOWN: 3,
    NEVER_REACHED: 3,
    LOOP: 3,
    LEADS_BACK: 3,
}

Place = tuple[str, int]
"""A row's key and the number of a level; 0 is the row itself."""
Cell = tuple[str, int]
"""A category and a priority."""


@dataclass(frozen=True, slots=True)
class Hole:
    """One hole, wherever it shows. `about` is the key of what it lies in: a person, a
    schedule, a team or a role. Without instants it is always there."""

    code: str
    about: str = ""
    team: str = ""
    begun: int | None = None
    ended: int | None = None
    places: frozenset[Place] = frozenset()
    cells: frozenset[Cell] = frozenset()
    facts: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def weight(self) -> int:
        return WEIGHTS[self.code]


@dataclass(frozen=True, slots=True)
class Cover:
    """How a row covers what goes by it for one team: the first who is reached, and how
    long that takes at worst."""

    row: str
    team: str
    cells: frozenset[Cell]
    worst: int | None
    """Microseconds; none, where nobody is reached at some instant."""
    level: int
    channel: str


@dataclass(frozen=True, slots=True)
class Proof:
    """What was proven of a matrix, from when until when."""

    begun: int
    ended: int
    holes: tuple[Hole, ...]
    covers: tuple[Cover, ...]
    cells: int
    climbs: int


def worst_first(hole: Hole) -> tuple[int, int, str, str]:
    return (hole.weight, hole.begun or 0, hole.code, hole.about)


def news_among(found: Iterable[Hole], before: Iterable[Hole]) -> list[Hole]:
    """Of these holes those that were not there before: in what they lie, or when, or
    for whose incidents. A row may be called otherwise, and cut otherwise."""
    held: dict[tuple[str, ...], list[Hole]] = {}
    for hole in before:
        held.setdefault(_kind_of(hole), []).append(hole)
    return [it for it in found if not _lay_there(it, held.get(_kind_of(it), ()))]


def _kind_of(hole: Hole) -> tuple[str, ...]:
    """In what it lies; a schedule's second rank is not its first."""
    rank, kind = hole.facts.get("rank", ""), hole.facts.get("kind", "")
    return hole.code, hole.about, hole.team, rank, kind


def _lay_there(hole: Hole, before: Iterable[Hole]) -> bool:
    """Whether each of its cells lay in one of these throughout its time."""
    around = [each for each in before if _lasts_through(each, hole)]
    cells = frozenset(cell for each in around for cell in each.cells)
    return bool(around) and hole.cells <= cells


def _lasts_through(outer: Hole, inner: Hole) -> bool:
    begins = outer.begun is None or (
        inner.begun is not None and outer.begun <= inner.begun
    )
    ends = outer.ended is None or (
        inner.ended is not None and inner.ended <= outer.ended
    )
    return begins and ends
