"""What sources tell of people and teams, and what a run would do with it. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

# What a source may tell of a person and of a team.
FACTS = (
    "username",
    "name",
    "email",
    "phone",
    "site",
    "zone",
    "language",
    "job_title",
    "department",
    "employee_number",
)
TEAM_FACTS = ("name", "purpose", "zone")
# Nobody goes without these: when they are told empty, they stay as they are.
NEVER_EMPTY = frozenset({"username", "name", "zone", "language"})

Seats = Mapping[str, bool]
"""Teams by key; True where the person leads."""


@dataclass(frozen=True, slots=True)
class ToldTeam:
    """One team as a source tells it, under the source's own identifier."""

    ref: str
    facts: Mapping[str, str]
    line: int = 0
    is_active: bool = True


@dataclass(frozen=True, slots=True)
class ToldPerson:
    """One person as a source tells them, under the source's own identifier.

    `manager` is such an identifier, a sign-in name or an address; None says nothing.
    `teams` are identifiers or keys of teams, with True to lead; `teams` and `roles`
    are None when nothing is said of them, and else complete. With `key` it is known
    who is meant; when it `insists`, being active or not is said anew. `odd` says why
    it cannot be used, found when it was read.
    """

    ref: str
    facts: Mapping[str, str]
    line: int = 0
    is_active: bool = True
    manager: str | None = None
    teams: Seats | None = None
    roles: frozenset[str] | None = None
    key: str = ""
    insists: bool = False
    odd: str = ""
    cells: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Told:
    """Everything that a source says at once. When it is the `whole` of the source, who
    is not in it is gone. `takes_inactive`: who is new and inactive comes in."""

    source: str
    people: Sequence[ToldPerson] = ()
    teams: Sequence[ToldTeam] = ()
    whole: bool = False
    whole_teams: bool = False
    makes_teams: bool = False
    takes_inactive: bool = False


@dataclass(frozen=True, slots=True)
class Held:
    """A tie as it is: whom the source means, and what it answers for."""

    source: str
    ref: str
    key: str
    facts: frozenset[str] = frozenset()
    roles: frozenset[str] = frozenset()
    is_active: bool = True
    is_gone: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """A person as they are known here."""

    key: str
    facts: Mapping[str, str]
    is_active: bool = True
    roles: frozenset[str] = frozenset()
    manager: str | None = None
    teams: Seats = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TeamStanding:
    key: str
    facts: Mapping[str, str]
    is_active: bool = True


@dataclass(slots=True)
class Known:
    """What is known here, as far as a plan needs it. `ties` are the source's own, by
    its identifiers; `others` those of other sources, by the person's key."""

    people: dict[str, Standing] = field(default_factory=dict)
    usernames: dict[str, str] = field(default_factory=dict)
    emails: dict[str, str] = field(default_factory=dict)
    ties: dict[str, Held] = field(default_factory=dict)
    others: dict[str, list[Held]] = field(default_factory=dict)
    seats: dict[str, set[str]] = field(default_factory=dict)
    teams: dict[str, TeamStanding] = field(default_factory=dict)
    team_ties: dict[str, Held] = field(default_factory=dict)
    tied: int = 0
    administrators: frozenset[str] = frozenset()
    duty_managers: frozenset[str] = frozenset()


@dataclass(slots=True)
class Move:
    """What a run would do with one person: only what differs is in it.

    `active` is None where that stays as it is. `is_gone`: the source does not tell
    of them any more.
    """

    key: str
    ref: str
    line: int = 0
    is_new: bool = False
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)
    joins: Seats = field(default_factory=dict)
    leaves: frozenset[str] = frozenset()
    gives: frozenset[str] = frozenset()
    takes: frozenset[str] = frozenset()
    active: bool | None = None
    is_gone: bool = False
    tie: Held | None = None
    cells: Mapping[str, str] = field(default_factory=dict)

    @property
    def deactivates(self) -> bool:
        return self.active is False

    @property
    def differing(self) -> Iterator[tuple[str, Any, Any]]:
        """What changes, fact by fact: its name, what it was, what it will be."""
        for name, value in self.after.items():
            yield name, self.before.get(name), value
        if self.joins or self.leaves:
            yield "teams", sorted(self.leaves) or None, sorted(self.joins) or None
        if self.gives or self.takes:
            yield "roles", sorted(self.takes) or None, sorted(self.gives) or None
        if self.active is not None and not self.is_new:
            yield "is_active", not self.active, self.active

    @property
    def shows(self) -> bool:
        """Whether anything about the person changes, not only what we know of the
        source."""
        return self.is_new or any(True for _each in self.differing)


@dataclass(frozen=True, slots=True)
class TeamMove:
    key: str
    ref: str
    is_new: bool = False
    before: Mapping[str, Any] = field(default_factory=dict)
    after: Mapping[str, Any] = field(default_factory=dict)
    is_gone: bool = False
    tie: Held | None = None


@dataclass(frozen=True, slots=True)
class Fault:
    """Somebody who cannot be brought in, and why."""

    line: int
    ref: str
    why: str
    cells: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Plan:
    """What a run would do. Nobody is ever deleted: who leaves is deactivated."""

    source: str
    told: int = 0
    teams: list[TeamMove] = field(default_factory=list)
    new: list[Move] = field(default_factory=list)
    changed: list[Move] = field(default_factory=list)
    leaving: list[Move] = field(default_factory=list)
    quiet: list[Move] = field(default_factory=list)
    unchanged: int = 0
    passed_over: int = 0
    faults: list[Fault] = field(default_factory=list)
    tied: int = 0

    @property
    def moves(self) -> list[Move]:
        return [*self.new, *self.changed, *self.leaving, *self.quiet]

    @property
    def is_empty(self) -> bool:
        return not (self.teams or self.moves)

    @property
    def counts(self) -> dict[str, int]:
        return {
            "told": self.told,
            "added": len(self.new),
            "changed": len(self.changed),
            "deactivated": len(self.leaving),
            "unchanged": self.unchanged + len(self.quiet),
            "passed_over": self.passed_over,
            "refused": len(self.faults),
            "teams": len(self.teams),
        }

    def leaves_too_many(self, percent: int) -> bool:
        """Whether more of the source's people would go than may go unasked."""
        return len(self.leaving) * 100 > percent * max(self.tied, len(self.leaving))
