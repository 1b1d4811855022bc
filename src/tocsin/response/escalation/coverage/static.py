"""Holes that are always there: in what a row names, and in its order. Pure."""

from collections.abc import Callable, Iterator, Mapping

from tocsin.response.escalation.coverage.finding import Finder
from tocsin.response.escalation.coverage.ground import Ground
from tocsin.response.escalation.coverage.holes import (
    EMPTY_TEAM,
    LOOP,
    NEVER_REACHED,
    NO_EXECUTIVE,
    NO_MANAGER,
    NO_SCHEDULE,
    PERSON_GONE,
    ROLE_UNHELD,
    SCHEDULE_GONE,
    SUPPLIER,
    Hole,
)
from tocsin.response.escalation.matrix import OWNING, Level, Row, Target

_Found = tuple[str, str, str] | None
"""A code, about what, and whose team; empty, where it is of no team."""


def static_holes(row: Row, team: str, ground: Ground, finder: Finder) -> Iterator[Hole]:
    """What is wrong with the levels of a row, where this team has the incident."""
    for level in row.levels:
        place = frozenset({(row.key, level.number)})
        owning = level.target.team if level.target.team != OWNING else team
        looked = _LOOKS[level.target.kind](level.target, owning, ground, finder)
        if looked:
            code, about, whose = looked
            facts = {"rank": str(level.target.rank), "kind": level.target.kind}
            yield Hole(code, about, whose, places=place, facts=facts)
        if before := _told_before(row, level):
            facts = {"level": str(level.number), "before": str(before)}
            yield Hole(LOOP, row.key, places=place, facts=facts)
        if before := _overtaken(row, level):
            facts = {"level": str(level.number), "before": str(before)}
            yield Hole(NEVER_REACHED, row.key, places=place, facts=facts)
        yield from _circles(level, team, ground, finder, place)


def _told_before(row: Row, level: Level) -> int:
    """The number of a level before that tells the very same, as loudly, for as long as
    the same is wanted; 0 if there is none."""
    said = (level.target, level.loud, level.unless)
    for other in row.levels[: level.number - 1]:
        if (other.target, other.loud, other.unless) == said:
            return other.number
    return 0


def _overtaken(row: Row, level: Level) -> int:
    """The number of a level before that comes later by the same count; 0 if none."""
    for other in row.levels[: level.number - 1]:
        if (other.percent is None) != (level.percent is None):
            continue
        if level.percent is None and other.after > level.after:
            return other.number
        same = other.measure == level.measure
        if level.percent is not None and same and (other.percent or 0) > level.percent:
            return other.number
    return 0


def _circles(
    level: Level,
    team: str,
    ground: Ground,
    finder: Finder,
    place: frozenset[tuple[str, int]],
) -> Iterator[Hole]:
    """Line managers who manage one another."""
    if level.target.kind != "line_manager":
        return
    held = ground.teams.get(team)
    for lead in held.leads if held else ():
        seen, at = [lead], finder.manager(lead)
        while at and at not in seen:
            seen.append(at)
            at = finder.manager(at)
        if at:
            facts = {"level": str(level.number), "kind": "line_manager"}
            yield Hole(LOOP, at, team, places=place, facts=facts)


def _on_call(target: Target, team: str, ground: Ground, _finder: Finder) -> _Found:
    ranks = {(each.team, each.rank) for each in ground.schedules.values()}
    return None if (team, target.rank) in ranks else (NO_SCHEDULE, team, team)


def _schedule(target: Target, team: str, ground: Ground, _finder: Finder) -> _Found:
    known = target.schedule in ground.schedules
    return None if known else (SCHEDULE_GONE, target.schedule, "")


def _executive(_target: Target, team: str, ground: Ground, _finder: Finder) -> _Found:
    known = ground.executive in ground.schedules
    return None if known else (NO_EXECUTIVE, ground.executive, "")


def _person(target: Target, team: str, ground: Ground, _finder: Finder) -> _Found:
    held = ground.people.get(target.person)
    gone = held is None or not held.is_active
    return (PERSON_GONE, target.person, "") if gone else None


def _members(_target: Target, team: str, ground: Ground, _finder: Finder) -> _Found:
    held = ground.teams.get(team)
    return None if held and held.members else (EMPTY_TEAM, team, team)


def _role(target: Target, team: str, _ground: Ground, finder: Finder) -> _Found:
    return None if finder.holders(target.role) else (ROLE_UNHELD, target.role, "")


def _manager(_target: Target, team: str, _ground: Ground, finder: Finder) -> _Found:
    return None if finder.above(team) else (NO_MANAGER, team, team)


def _supplier(target: Target, team: str, _ground: Ground, _finder: Finder) -> _Found:
    """No supplier has a contract yet."""
    return SUPPLIER, target.supplier, ""


_LOOKS: Mapping[str, Callable[[Target, str, Ground, Finder], _Found]] = {
    "on_call": _on_call,
    "schedule": _schedule,
    "executive": _executive,
    "person": _person,
    "whole_team": _members,
    "round_robin": _members,
    "role": _role,
    "line_manager": _manager,
    "supplier": _supplier,
}
