"""From assigned to restored: who has it, and how far it is."""

from datetime import datetime
from typing import Any

from django.db import transaction

from tocsin.foundation.accounts.reads import person_named, team_names, teams
from tocsin.foundation.accounts.rules import Actor
from tocsin.register.core.entries import Kind
from tocsin.register.core.models import Incident
from tocsin.register.core.rules import (
    ASSIGNED,
    CLASSIFIED,
    DIAGNOSIS,
    OPEN,
    REGISTERED,
    RESTORED,
    WAITING,
    WAITING_CAUSES,
)
from tocsin.register.work.actions.frame import (
    begin,
    refuse_unless,
    refuse_unless_known,
    say,
)
from tocsin.register.work.refusals import UnknownValue

DUTY_MANAGER = "duty_manager"


def owner_body(owner: str | None) -> dict[str, str]:
    """A person as owner, or failing one the duty manager."""
    if not owner:
        return {"owner_role": DUTY_MANAGER}
    if person_named(owner) is None:
        raise UnknownValue(field="owner", value=owner, known="people's keys")
    return {"owner": owner}


@transaction.atomic
def assign(
    incident_id: int,
    *,
    team: str,
    by: Actor,
    owner: str | None = None,
    note: str = "",
    done: str = "",
    tried: str = "",
    next_step: str = "",
    seq: int | None = None,
    happened_at: datetime | None = None,
) -> Incident:
    """The incident is with `team`; until somebody accepts it there, with the duty
    manager. What was done, what was tried in vain and what comes next hands it over.
    Giving it to the team and owner that have it changes nothing."""
    incident = begin(incident_id, "assign", by, seq)
    refuse_unless(incident, "assign", *OPEN)
    if team not in team_names([team]):
        known = ", ".join(t.key for t in teams())
        raise UnknownValue(field="team", value=team, known=known)
    told = {"note": note, "done": done, "tried": tried, "next_step": next_step}
    has_it = incident.team_id == team and owner in (None, incident.owner_id)
    if has_it and not any(told.values()):
        return incident
    body: dict[str, Any] = {"team": team, "from_team": incident.team_id, **told}
    body |= owner_body(owner)
    return say(incident, Kind.ASSIGNED, body, by, happened_at)


@transaction.atomic
def own(
    incident_id: int, *, owner: str | None, by: Actor, seq: int | None = None
) -> Incident:
    """`owner` answers for it from now on; without one, the duty manager does."""
    incident = begin(incident_id, "own", by, seq)
    refuse_unless(incident, "own", *OPEN)
    if owner and owner == incident.owner_id:
        return incident
    return say(incident, Kind.OWNED, owner_body(owner), by)


@transaction.atomic
def acknowledge(
    incident_id: int,
    *,
    by: Actor,
    seq: int | None = None,
    happened_at: datetime | None = None,
) -> Incident:
    """Somebody answered; the owner stays who it was.

    Doing so twice, or by two people at once, is no mistake: the first is recorded,
    the second finds it acknowledged and changes nothing.
    """
    incident = begin(incident_id, "acknowledge", by, None)
    refuse_unless(incident, "acknowledge", *OPEN)
    if incident.acknowledged_at:
        return incident
    return say(incident, Kind.ACKNOWLEDGED, {}, by, happened_at)


@transaction.atomic
def accept(
    incident_id: int,
    *,
    by: Actor,
    seq: int | None = None,
    happened_at: datetime | None = None,
) -> Incident:
    """The team takes it into diagnosis; the person becomes its owner."""
    incident = begin(incident_id, "accept", by, seq)
    refuse_unless(incident, "accept", *OPEN)
    owner = by.id if by.is_person else incident.owner_id
    answered = incident.accepted_at and incident.acknowledged_at
    if answered and owner == incident.owner_id:
        return incident
    body = {"team": incident.team_id} | owner_body(owner)
    return say(incident, Kind.ACCEPTED, body, by, happened_at)


@transaction.atomic
def begin_diagnosis(
    incident_id: int,
    *,
    by: Actor,
    seq: int | None = None,
    happened_at: datetime | None = None,
) -> Incident:
    incident = begin(incident_id, "begin_diagnosis", by, seq)
    refuse_unless(
        incident, "begin_diagnosis", REGISTERED, CLASSIFIED, ASSIGNED, DIAGNOSIS
    )
    if incident.state == DIAGNOSIS:
        return incident
    return say(incident, Kind.DIAGNOSIS_BEGAN, {}, by, happened_at)


@transaction.atomic
def wait_for(
    incident_id: int,
    *,
    cause: str,
    by: Actor,
    note: str = "",
    seq: int | None = None,
    happened_at: datetime | None = None,
) -> Incident:
    """Work stands still for `cause` until `resume`; the cause may change meanwhile."""
    incident = begin(incident_id, "wait_for", by, seq)
    refuse_unless_known("cause", cause, WAITING_CAUSES)
    refuse_unless(incident, "wait_for", ASSIGNED, DIAGNOSIS, RESTORED, WAITING)
    if incident.state == WAITING and incident.waiting_cause == cause and not note:
        return incident
    return say(
        incident, Kind.WAITING_BEGAN, {"cause": cause, "note": note}, by, happened_at
    )


@transaction.atomic
def resume(
    incident_id: int,
    *,
    by: Actor,
    note: str = "",
    seq: int | None = None,
    happened_at: datetime | None = None,
) -> Incident:
    """The waiting is over; the incident is back in the state it waited in."""
    incident = begin(incident_id, "resume", by, seq)
    refuse_unless(incident, "resume", WAITING)
    return say(incident, Kind.WAITING_ENDED, {"note": note}, by, happened_at)


@transaction.atomic
def mitigate(
    incident_id: int,
    *,
    by: Actor,
    note: str = "",
    seq: int | None = None,
    happened_at: datetime | None = None,
    cause: str | None = None,
) -> Incident:
    """The impact is smaller than it was, by something done for now. It may happen more
    than once, and moves no state; the first one is the incident's."""
    incident = begin(incident_id, "mitigate", by, seq)
    refuse_unless(incident, "mitigate", *OPEN)
    return say(incident, Kind.MITIGATED, {"note": note}, by, happened_at, cause=cause)


@transaction.atomic
def restore(
    incident_id: int,
    *,
    by: Actor,
    note: str = "",
    seq: int | None = None,
    happened_at: datetime | None = None,
    cause: str | None = None,
) -> Incident:
    """Users can work again. Restored is not resolved: the fault may still be there."""
    incident = begin(incident_id, "restore", by, seq)
    refuse_unless(incident, "restore", *OPEN)
    if incident.state == RESTORED:
        return incident
    return say(incident, Kind.RESTORED, {"note": note}, by, happened_at, cause=cause)


@transaction.atomic
def return_impact(
    incident_id: int,
    *,
    by: Actor,
    note: str = "",
    seq: int | None = None,
    happened_at: datetime | None = None,
) -> Incident:
    """It was restored too soon: the impact is back, and so is the diagnosis."""
    incident = begin(incident_id, "return_impact", by, seq)
    refuse_unless(incident, "return_impact", RESTORED)
    return say(incident, Kind.IMPACT_RETURNED, {"note": note}, by, happened_at)
