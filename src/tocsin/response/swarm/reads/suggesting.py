"""Whom to call, and why: the teams of what is affected, past fixers, those who were
needed in past swarms, those who know; and whom to let go."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from tocsin.foundation.accounts.models import HeldSkill
from tocsin.foundation.accounts.reads import names_of, team_names
from tocsin.foundation.services.reads import needs_of_each, service_names, teams_of
from tocsin.kernel import clock
from tocsin.register.work.fixing import past_fixers
from tocsin.register.work.held import held
from tocsin.response.swarm.people import callable_for
from tocsin.response.swarm.reads.earlier import parts_before
from tocsin.response.swarm.reads.rooms import Room
from tocsin.response.swarm.rules import REFUTED, SERVING

_MOST_TEAMS, _MOST_PAST, _EXPERT = 8, 5, 3
# So many times in past swarms without need, and never with.
_IN_VAIN = 2


@dataclass(frozen=True, slots=True)
class Proposed:
    """Somebody to call: whoever is to be called for a team, or a person; why."""

    person: str
    name: str
    team: str
    team_name: str
    reason: str
    about: str


def whom_to_call(incident: Any, now: datetime | None = None) -> list[Proposed]:
    """Each person once, for the first reason found, the strongest first."""
    at = now or clock.now()
    found: dict[str, Proposed] = {}
    past = (*_by_past(incident), *_by_swarms(incident))
    for each in (*_by_service(incident, at), *past, *_by_skill(incident)):
        if each.person and each.person not in found:
            found[each.person] = each
    names, teams = names_of(found), team_names(each.team for each in found.values())
    return [
        Proposed(
            each.person,
            names.get(each.person, each.person),
            each.team,
            teams.get(each.team, ""),
            each.reason,
            each.about,
        )
        for each in found.values()
    ]


def _by_service(incident: Any, now: datetime) -> Iterator[Proposed]:
    """Who is to be called now of the team that has it, and of those that run the
    service and what it stands on, the nearest first."""
    teams: dict[str, tuple[str, str]] = {}
    if incident.team_id:
        teams[incident.team_id] = ("owner", _("has the incident"))
    if incident.service_id:
        needs = needs_of_each([incident.service_id])[incident.service_id]
        order = [incident.service_id, *sorted(needs, key=lambda key: (needs[key], key))]
        running, names = teams_of(order), service_names(order)
        for key in order:
            is_own = key == incident.service_id
            words = _("runs {service}") if is_own else _("{service} is needed by it")
            about = words.format(service=names.get(key, key))
            if team := running.get(key):
                teams.setdefault(team, ("owner" if is_own else "needed", about))
    for team, (reason, about) in list(teams.items())[:_MOST_TEAMS]:
        able = callable_for(team, without=(), now=now)
        if able:
            yield Proposed(able[0], "", team, "", reason, about)


def _by_past(incident: Any) -> Iterator[Proposed]:
    asked = {"service": incident.service_id, "category": incident.category_id}
    for fixer in past_fixers(**asked, without=incident.id):
        refs = ", ".join(fixer.refs)
        about = _("brought back {refs}").format(refs=refs)
        yield Proposed(fixer.person, "", "", "", "past_fixer", about)


def _by_swarms(incident: Any) -> Iterator[Proposed]:
    for part in parts_before(incident.service_id, without=incident.id)[:_MOST_PAST]:
        if part.needed:
            about = _("was needed in {refs}").format(refs=part.cited)
            yield Proposed(part.person, "", "", "", "past_fixer", about)


def _by_skill(incident: Any) -> Iterator[Proposed]:
    """Experts whose skill is named by the service or the category."""
    words = {str(incident.service_id or ""), str(incident.category_id or "")}
    told = " ".join(words).replace("/", " ").replace("-", " ").lower().split()
    today = clock.now().date()
    rows = HeldSkill.objects.filter(level=_EXPERT, person__is_active=True)
    for skilled in rows.select_related("person", "skill").order_by("person__name"):
        is_past = skilled.expires_on is not None and skilled.expires_on < today
        name = skilled.skill.name.lower()
        if not is_past and any(len(word) > 3 and word[:6] in name for word in told):
            about = _("knows {skill}").format(skill=skilled.skill.name)
            yield Proposed(skilled.person.key, "", "", "", "skill", about)


@dataclass(frozen=True, slots=True)
class LetGo:
    who: str
    name: str
    why: str


def whom_to_let_go(room: Room) -> list[LetGo]:
    """Those here who serve nobody else, and whose every hypothesis is refuted; or who
    have none, and came to past swarms over the same service without being needed."""
    found, vain, primary = [], _in_vain(room), room.swarm.primary_team
    for row in room.here:
        if row.role in SERVING or (primary and row.team == primary):
            continue
        states = [each.state for each in room.hypotheses if each.owner == row.who]
        name = room.names.get(row.who, row.who)
        if states and all(state == REFUTED for state in states):
            found.append(LetGo(row.who, name, _("all they thought of is refuted")))
        elif not states and row.who in vain:
            found.append(LetGo(row.who, name, vain[row.who]))
    return found


def _in_vain(room: Room) -> dict[str, str]:
    incident = held([room.swarm.incident_id]).get(room.swarm.incident_id)
    service = incident.service_id if incident else None
    words = _("came to {refs} and was not needed")
    return {
        part.person: words.format(refs=part.cited)
        for part in parts_before(service, without=room.swarm.incident_id)
        if not part.needed and len(part.in_vain) >= _IN_VAIN
    }
