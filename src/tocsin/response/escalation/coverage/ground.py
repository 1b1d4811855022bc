"""Everything that a proof stands on, as it was read at once. Pure values.

Nothing here knows of tables: what is planted by hand in a test is proven the same way.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tocsin.foundation.calendars.rules import Calendar
from tocsin.response.escalation.coverage.rules import Ways
from tocsin.response.escalation.coverage.spans import EVER


@dataclass(frozen=True, slots=True)
class Duty:
    """A person is on call from an instant until another."""

    schedule: str
    team: str
    rank: int
    person: str
    begun: int
    ended: int


@dataclass(frozen=True, slots=True)
class Person:
    """A person, as far as they are told things."""

    key: str
    name: str = ""
    is_active: bool = True
    line_manager: str | None = None
    deputy: str | None = None
    is_duty_manager: bool = False
    is_major_incident_manager: bool = False


@dataclass(frozen=True, slots=True)
class Away:
    """Somebody is away; who stands in, if anybody is named."""

    person: str
    begun: int
    ended: int = EVER[1]
    stands_in: str | None = None


@dataclass(frozen=True, slots=True)
class Team:
    """A team with its members, those who lead it first."""

    key: str
    name: str = ""
    zone: str = "UTC"
    calendar: str = ""
    members: tuple[str, ...] = ()
    leads: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Schedule:
    """A schedule; `wanted` is in which calendar's hours somebody should be on call."""

    key: str
    name: str
    team: str
    rank: int
    wanted: str = ""


@dataclass(frozen=True, slots=True)
class Category:
    """A category, and from when on which team answers for it: (from, team)."""

    key: str
    answers: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Service:
    """A service, as far as rows name it or its sites."""

    key: str
    calendar: str = ""
    sites: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Promise:
    """What a clock's target promises: by priority, minutes of a calendar's time."""

    measure: str
    minutes: Mapping[int, int]
    calendar: str = "always"
    categories: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()
    models: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ground:
    """What holds from `begun` until `ended`, by keys."""

    begun: int
    ended: int
    duties: Sequence[Duty] = ()
    schedules: Mapping[str, Schedule] = field(default_factory=dict)
    people: Mapping[str, Person] = field(default_factory=dict)
    absences: Sequence[Away] = ()
    teams: Mapping[str, Team] = field(default_factory=dict)
    categories: Sequence[Category] = ()
    services: Sequence[Service] = ()
    calendars: Mapping[str, Calendar] = field(default_factory=dict)
    promises: Sequence[Promise] = ()
    ways: Ways = field(default_factory=dict)
    executive: str = ""
    """The schedule of the executive on duty, if one is set."""
