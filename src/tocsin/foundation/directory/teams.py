"""What a run would do with teams: found by identifier, key or name; made; let go."""

from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext as _

from tocsin.foundation.directory.checking import Unfit, usable_team
from tocsin.foundation.directory.rules import (
    Fault,
    Held,
    Known,
    Plan,
    TeamMove,
    TeamStanding,
    Told,
    ToldTeam,
)


class TeamNames:
    """Teams by what a source may call them: its identifier, their key or name."""

    def __init__(self, known: Known) -> None:
        self.refs = {ref: tie.key for ref, tie in known.team_ties.items()}
        self.words = {key.casefold(): key for key in known.teams}
        for key, team in known.teams.items():
            self.words.setdefault(team.facts["name"].casefold(), key)

    def key_of(self, written: str) -> str | None:
        return self.refs.get(written) or self.words.get(written.strip().casefold())

    def note(self, ref: str, key: str, name: str) -> None:
        self.refs[ref] = self.words[key.casefold()] = key
        self.words[name.casefold()] = key


def plan_teams(plan: Plan, told: Told, known: Known) -> TeamNames:
    """What is told of teams is in the plan; gives what every team may be called."""
    names = TeamNames(known)
    for team in [*told.teams, *_made(told, names)]:
        try:
            _take(plan, told, known, names, team)
        except Unfit as why:
            plan.faults.append(Fault(team.line, team.ref[:250], str(why)))
    if told.whole_teams:
        _let_go(plan, told, known)
    return names


def _made(told: Told, names: TeamNames) -> list[ToldTeam]:
    """Teams that people are in and nobody has told of, where those are made."""
    if not told.makes_teams:
        return []
    wanted: dict[str, ToldTeam] = {}
    here = {team.ref for team in told.teams}
    for person in told.people:
        for ref in person.teams or ():
            if ref not in here and names.key_of(ref) is None:
                word = ref.strip().casefold()
                wanted.setdefault(word, ToldTeam(ref, {"name": ref}, person.line))
    return list(wanted.values())


def _take(
    plan: Plan, told: Told, known: Known, names: TeamNames, team: ToldTeam
) -> None:
    facts = usable_team(team.ref, team.facts)
    key = names.key_of(team.ref) or names.key_of(facts["name"])
    tie = known.team_ties.get(team.ref)
    fresh_key = key or _free_key(facts["name"], known)
    standing = known.teams.get(fresh_key) or TeamStanding(fresh_key, {})
    after: dict[str, Any] = {
        name: value
        for name, value in facts.items()
        if value and value != standing.facts.get(name, "")
    }
    other = names.key_of(facts["name"])
    if "name" in after and other and other != fresh_key:
        raise Unfit(_("there is a team {name} already").format(name=facts["name"]))
    if key and team.is_active != standing.is_active and _moved(team, tie):
        after["is_active"] = team.is_active
    held = Held(told.source, team.ref, fresh_key, is_active=team.is_active)
    if after or held != tie:
        was: dict[str, Any] = {**standing.facts, "is_active": standing.is_active}
        before = {name: was.get(name, "") for name in after}
        plan.teams.append(
            TeamMove(fresh_key, team.ref, key is None, before, after, tie=held)
        )
    if key is None:
        known.teams[fresh_key] = TeamStanding(fresh_key, dict(facts))
    names.note(team.ref, fresh_key, facts["name"])


def _moved(team: ToldTeam, tie: Held | None) -> bool:
    """Whether the source says something else than before; else a hand has the word."""
    if tie is None:
        return not team.is_active
    return tie.is_gone or tie.is_active != team.is_active


def _let_go(plan: Plan, told: Told, known: Known) -> None:
    """Teams that are no longer told rest; their people and history stay."""
    here = {team.ref for team in told.teams}
    for ref, tie in known.team_ties.items():
        standing = known.teams.get(tie.key)
        if ref in here or tie.is_gone or standing is None:
            continue
        after = {"is_active": False} if standing.is_active else {}
        gone = Held(told.source, ref, tie.key, is_active=False, is_gone=True)
        plan.teams.append(TeamMove(tie.key, ref, after=after, is_gone=True, tie=gone))


def _free_key(name: str, known: Known) -> str:
    base = slugify(name)[:70] or "team"
    key, number = base, 1
    while key in known.teams:
        number += 1
        key = f"{base}-{number}"
    return key
