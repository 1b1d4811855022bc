"""Given back by the team that has it; told to people above, who do not get it."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from tocsin.foundation.accounts.holders import active_among, holders_of
from tocsin.foundation.accounts.reads import team_choices
from tocsin.foundation.accounts.rules import TO_INFORM, Actor
from tocsin.foundation.config.reads import value
from tocsin.register.core.actions.writer import append
from tocsin.register.core.entries import Kind
from tocsin.register.core.models import Incident
from tocsin.register.core.rules import OPEN
from tocsin.register.work.actions.frame import (
    begin,
    draft,
    fresh,
    naming,
    refuse_unless,
    refuse_unless_known,
    say,
)
from tocsin.register.work.actions.life import DUTY_MANAGER
from tocsin.register.work.bouncing import moves_of
from tocsin.register.work.moves import came_by
from tocsin.register.work.options import DESK, EXECUTIVES
from tocsin.register.work.refusals import (
    NobodyToInform,
    NoTeamHasIt,
    ReasonWanted,
    UnknownValue,
)


@transaction.atomic
def hand_back(
    incident_id: int, *, reason: str, by: Actor, seq: int | None = None
) -> Incident:
    """The team gives it back to the team that handed it over; what came to it
    otherwise goes to the desk. The duty manager owns it until somebody accepts it, so
    it is never without an owner; whoever had handed it over is told."""
    incident = begin(incident_id, "hand_back", by, seq)
    refuse_unless(incident, "hand_back", *OPEN)
    if incident.team_id is None:
        raise NoTeamHasIt(ref=incident.ref)
    if not reason.strip():
        raise ReasonWanted(verb=_("Returning an incident"))
    team, people = _whence(incident)
    body: dict[str, Any] = {"team": team, "from_team": incident.team_id}
    body |= {"owner_role": DUTY_MANAGER, "reason": reason.strip()}
    body |= {"people": people} if people else {}
    return say(incident, Kind.RETURNED, body, by)


def _whence(incident: Incident) -> tuple[str | None, list[str]]:
    """The team it goes back to, and who had handed it over."""
    known = {key for key, _name in team_choices()}
    moves = moves_of([incident.id]).get(incident.id, [])
    move = came_by(moves, incident.team_id)
    people = [move.who] if move and move.who else []
    for team in (move.from_team if move else None, value(DESK)):
        if team in known and team != incident.team_id:
            return team, sorted(active_among(people))
    return None, sorted(active_among(people))


@transaction.atomic
def inform(
    incident_id: int,
    *,
    reason: str,
    by: Actor,
    people: Iterable[str] = (),
    role: str = "",
) -> Incident:
    """These people, and those who hold the role, are told of it and why; it stays with
    whom it is. It never collides with what others do meanwhile."""
    incident = begin(incident_id, "inform", by, None)
    if not reason.strip():
        raise ReasonWanted(verb=_("Informing somebody"))
    told = _people_of(incident, {*people}, role)
    body = {"people": sorted(told), "role": role, "reason": reason.strip()}
    named = naming(incident, told)
    append([*named, draft(incident, Kind.INFORMED, body)], by=by)
    return fresh(incident)


def _people_of(incident: Incident, people: set[str], role: str) -> set[str]:
    if unknown := people - active_among(people):
        raise UnknownValue(field="person", value=min(unknown), known="people's keys")
    if role:
        refuse_unless_known("role", role, TO_INFORM)
        people |= set(
            holders_of(
                role,
                owner=incident.owner_id,
                team=incident.team_id,
                executives=value(EXECUTIVES),
            )
        )
    if not people:
        raise NobodyToInform(ref=incident.ref)
    return people
