"""The escalation matrix as it is published: rows, levels and whom they tell. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field

MATRIX = "escalation_matrix"

ANY, OPEN_HOURS, CLOSED_HOURS = "any", "open", "closed"
HOURS = (ANY, OPEN_HOURS, CLOSED_HOURS)
YES, NO = "yes", "no"
PEAKS = (ANY, YES, NO)
EVERYWHERE, OWNING = "*", "owning"

ACKNOWLEDGED, RESTORED, RESOLVED, UPDATED = (
    "acknowledged",
    "restored",
    "resolved",
    "updated",
)
UNLESS = (ACKNOWLEDGED, RESTORED, RESOLVED, UPDATED)

ON_CALL, SCHEDULE, PERSON, ROUND_ROBIN = "on_call", "schedule", "person", "round_robin"
WHOLE_TEAM, ROLE, LINE_MANAGER = "whole_team", "role", "line_manager"
EXECUTIVE, SUPPLIER = "executive", "supplier"
FUNCTIONAL = (ON_CALL, SCHEDULE, PERSON, ROUND_ROBIN, WHOLE_TEAM, SUPPLIER)
HIERARCHIC = (ROLE, LINE_MANAGER, EXECUTIVE)
TARGETS = (*FUNCTIONAL, *HIERARCHIC)
ROLES = ("duty_manager", "major_incident_manager")


@dataclass(frozen=True, slots=True)
class Target:
    """Whom a level tells. `team` is a key, or `owning`: whoever has the incident."""

    kind: str
    team: str = OWNING
    rank: int = 1
    schedule: str = ""
    person: str = ""
    role: str = ""
    supplier: str = ""

    @property
    def is_hierarchic(self) -> bool:
        return self.kind in HIERARCHIC


@dataclass(frozen=True, slots=True)
class Level:
    """One step of a row, counted from 1: `after` so many minutes, or when `measure`, a
    clock, has reached `percent` of its time."""

    number: int
    target: Target
    after: int = 0
    percent: int | None = None
    measure: str = ""
    unless: str = ACKNOWLEDGED
    loud: bool = True
    acknowledge_within: int | None = None
    times: int = 0
    every: int = 5


@dataclass(frozen=True, slots=True)
class When:
    """When a row holds; `calendar` is a key, or empty for the owning team's."""

    hours: str = ANY
    peak: str = ANY
    calendar: str = ""
    services: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """What holds for a category and what lies beneath it, of these priorities (all, if
    none is named). `lapses` is after how many minutes an acknowledgement counts no
    more if nothing follows it; 0 is never."""

    key: str
    name: str = ""
    category: str = EVERYWHERE
    priorities: tuple[int, ...] = ()
    when: When = When()
    levels: tuple[Level, ...] = ()
    lapses: int = 30

    @property
    def waits_for_clocks(self) -> bool:
        return any(level.percent is not None for level in self.levels)

    @property
    def waits_for_updates(self) -> bool:
        return any(level.unless == UPDATED for level in self.levels)

    def level(self, number: int) -> Level:
        return self.levels[number - 1]


@dataclass(frozen=True, slots=True)
class Matrix:
    """A version of the matrix; number 0 is what holds while none is published."""

    number: int
    rows: tuple[Row, ...] = ()
    by_key: Mapping[str, Row] = field(default_factory=dict, compare=False)

    def row(self, key: str) -> Row | None:
        return self.by_key.get(key)
