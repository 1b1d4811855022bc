"""Whom a target finds at every instant: the people of a level as a track. Pure.

`targets` finds the same at one instant, when a level is reached; a test compares the
two.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import Any

from tocsin.foundation.accounts.rules import Away as AwayNow
from tocsin.foundation.accounts.rules import who_answers
from tocsin.response.escalation.coverage.ground import Away, Duty, Ground
from tocsin.response.escalation.coverage.rules import People
from tocsin.response.escalation.coverage.spans import (
    Track,
    constant,
    merged,
    present,
    track,
)
from tocsin.response.escalation.matrix import OWNING, Target

NOBODY: Track[People] = constant(frozenset[str]())
# So many stand in for one another before it is told that nobody answers.
_FARTHEST = 8


class Finder:
    """Finds people by targets, each target and team once."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._held: dict[tuple[Target, str], Track[People]] = {}
        self._answers: dict[str, Track[People]] = {}

    def whose(self, target: Target, owning: str) -> Track[People]:
        """Whom the target is for at each instant, where this team has the incident."""
        team = owning if target.team == OWNING else target.team
        held = (target, team)
        if held not in self._held:
            self._held[held] = _FINDERS[target.kind](self, target, team)
        return self._held[held]

    @cached_property
    def _by_rank(self) -> Mapping[tuple[str, int], Track[People]]:
        return _tracks(self._ground.duties, lambda duty: (duty.team, duty.rank))

    @cached_property
    def by_schedule(self) -> Mapping[str, Track[People]]:
        return _tracks(self._ground.duties, lambda duty: duty.schedule)

    @cached_property
    def _away(self) -> Mapping[str, list[Away]]:
        found: dict[str, list[Away]] = {}
        for away in self._ground.absences:
            found.setdefault(away.person, []).append(away)
        return found

    @cached_property
    def _gone(self) -> frozenset[str]:
        people = self._ground.people.values()
        return frozenset(each.key for each in people if not each.is_active)

    @cached_property
    def _deputies(self) -> Mapping[str, str | None]:
        return {key: each.deputy for key, each in self._ground.people.items()}

    def on_call(self, target: Target, team: str) -> Track[People]:
        return self._by_rank.get((team, target.rank), NOBODY)

    def schedule(self, target: Target, _team: str) -> Track[People]:
        return self.by_schedule.get(target.schedule, NOBODY)

    def executive(self, _target: Target, _team: str) -> Track[People]:
        return self.by_schedule.get(self._ground.executive, NOBODY)

    def person(self, target: Target, _team: str) -> Track[People]:
        return self.answering([target.person])

    def whole_team(self, _target: Target, team: str) -> Track[People]:
        """Its members who are there; of those who are told by turns it is one."""
        held = self._ground.teams.get(team)
        return self._there(held.members if held else ())

    def role(self, target: Target, _team: str) -> Track[People]:
        return self.answering(self.holders(target.role))

    def holders(self, role: str) -> list[str]:
        """Who holds a role and has not left."""
        people = self._ground.people.values()
        return [each.key for each in people if each.is_active and _holds(each, role)]

    def line_manager(self, _target: Target, team: str) -> Track[People]:
        """Of the leads who are there, those above them; failing any, the leads."""
        held = self._ground.teams.get(team)
        leads = self._there(held.leads if held else ())
        parts = [self.answering([key]) for key in self.above(team)]
        edges = [edge for one in (leads, *parts) for edge in one.edges]

        def found(at: int) -> People:
            there = leads.at(at)
            above = [m for lead in sorted(there) if (m := self.manager(lead))]
            answers = [self.answering([key]).at(at) for key in above]
            if above:
                return frozenset[str]().union(*answers)
            return frozenset[str]().union(
                *(self.answering([key]).at(at) for key in there)
            )

        return track(edges, found)

    def above(self, team: str) -> list[str]:
        """The line managers of a team's leads."""
        held = self._ground.teams.get(team)
        leads = held.leads if held else ()
        return [manager for lead in leads if (manager := self.manager(lead))]

    def manager(self, key: str) -> str | None:
        person = self._ground.people.get(key)
        return person.line_manager if person and person.is_active else None

    def answering(self, keys: Iterable[str]) -> Track[People]:
        """Those who answer for these people: themselves, or who stands in."""
        tracks = [self._answering(key) for key in keys]
        return merged(tracks) if tracks else NOBODY

    def _answering(self, key: str) -> Track[People]:
        if key not in self._answers:
            near = self._near(key)
            edges = [e for k in near for a in self._absences(k) for e in a]
            self._answers[key] = track(edges, lambda at: self._answers_at(key, at))
        return self._answers[key]

    def _answers_at(self, key: str, at: int) -> People:
        if key not in self._ground.people:
            return frozenset()
        near = self._near(key)
        away = {
            k: AwayNow(None, each.stands_in)
            for k in near
            for each in self._away.get(k, ())
            if each.begun <= at < each.ended
        }
        by = who_answers(key, away, self._gone, self._deputies).by
        return frozenset({by} if by else ())

    def _near(self, key: str) -> set[str]:
        """The person, and everybody who may stand in for them."""
        found, ahead = {key}, {key}
        for _step in range(_FARTHEST):
            others = {self._deputies.get(k) for k in ahead}
            others |= {a.stands_in for k in ahead for a in self._away.get(k, ())}
            ahead = {other for other in others if other} - found
            found |= ahead
        return found

    def _absences(self, key: str) -> list[tuple[int, int]]:
        return [(each.begun, each.ended) for each in self._away.get(key, ())]

    def _there(self, keys: Iterable[str]) -> Track[People]:
        """Those of them who answer for themselves."""
        tracks = [(key, self._answering(key)) for key in keys]
        edges = [edge for _key, one in tracks for edge in one.edges]
        return track(
            edges, lambda at: frozenset(k for k, one in tracks if k in one.at(at))
        )


def _tracks(
    duties: Iterable[Duty], place: Callable[[Duty], Any]
) -> dict[Any, Track[People]]:
    found: dict[Any, list[tuple[int, int, str]]] = {}
    for duty in duties:
        told = (duty.begun, duty.ended, duty.person)
        found.setdefault(place(duty), []).append(told)
    return {key: present(stretches) for key, stretches in found.items()}


def _holds(person: object, role: str) -> bool:
    return bool(getattr(person, f"is_{role}", False))


_FINDERS: Mapping[str, Callable[[Finder, Target, str], Track[People]]] = {
    "on_call": Finder.on_call,
    "schedule": Finder.schedule,
    "executive": Finder.executive,
    "person": Finder.person,
    "whole_team": Finder.whole_team,
    "round_robin": Finder.whole_team,
    "role": Finder.role,
    "line_manager": Finder.line_manager,
    "supplier": lambda _finder, _target, _team: NOBODY,
}
