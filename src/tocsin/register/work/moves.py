"""From an incident's entries to the way it took from team to team. Pure.

A change of team counts from the first team on that it had: rules that route it before
anybody accepts it say who that is (IM practice guide, table 2.2: reassignments). A
bounce is a return to a team that had it before.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from tocsin.register.core.entries import Kind

MOVES = (Kind.ASSIGNED, Kind.ROUTED, Kind.RETURNED)
_PEOPLE = frozenset({"person", "key", "guest", "link"})


class Move(NamedTuple):
    """One entry that says whose an incident is; `by_hand` when somebody said it."""

    kind: str
    team: str | None
    from_team: str | None = None
    by_hand: bool = False
    who: str = ""


@dataclass(frozen=True, slots=True)
class Way:
    """The teams that had it, one after another (none: the duty manager alone)."""

    teams: Sequence[str | None] = ()
    returned: int = 0

    @property
    def reassigned(self) -> int:
        return max(0, len(self.teams) - 1)

    @property
    def bounced(self) -> int:
        """How often it came back to a team that had had it before."""
        return sum(
            team is not None and team in self.teams[:at]
            for at, team in enumerate(self.teams)
        )


def move_of(kind: str, actor: tuple[str, str], body: Any) -> Move | None:
    """The move that an entry tells, if it tells one."""
    if kind == Kind.ROUTED and "team" not in body:
        return None
    by_hand = actor[0] in _PEOPLE
    who = actor[1] if actor[0] == "person" else ""
    return Move(kind, body.get("team"), body.get("from_team"), by_hand, who)


def way(moves: Iterable[Move]) -> Way:
    teams: list[str | None] = []
    returned = 0
    for move in moves:
        returned += move.kind == Kind.RETURNED
        if move.kind == Kind.ROUTED:
            teams = [move.team] if move.team else []
        elif not teams or teams[-1] != move.team:
            teams.append(move.team)
    return Way(tuple(teams), returned)


def came_by(moves: Sequence[Move], team: str | None) -> Move | None:
    """How the team that has it came to it: the last handing over to it by somebody.
    None when rules gave it, or nobody had it before."""
    given = [m for m in moves if m.kind == Kind.ASSIGNED and m.by_hand]
    to_it = [m for m in given if m.team == team and m.from_team not in (None, team)]
    return to_it[-1] if to_it else None
