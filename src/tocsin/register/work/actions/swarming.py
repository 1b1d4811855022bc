"""What swarms say of incidents: begun here, told many at once, on the queue's rows."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from tocsin.foundation.accounts.rules import SYSTEM, Actor
from tocsin.kernel.wake import REGISTER, wake
from tocsin.register.core.actions.writer import Draft, append
from tocsin.register.core.entries import Kind
from tocsin.register.core.models import Incident
from tocsin.register.core.queries import publish
from tocsin.register.core.rules import OPEN
from tocsin.register.work.actions.frame import begin, naming, refuse_unless
from tocsin.register.work.actions.life import assign
from tocsin.register.work.actions.linking import lock_all


@dataclass(frozen=True, slots=True)
class Uttered:
    """Something to be said of one incident by a swarm, once by its cause."""

    incident_id: int
    kind: Kind
    body: Mapping[str, Any] = field(default_factory=dict)
    by: Actor = SYSTEM
    cause: str | None = None
    audience: str = "internal"


def begin_swarm(incident_id: int, *, by: Actor) -> Incident:
    """The open incident, locked, if `by` may open a swarm over it."""
    incident = begin(incident_id, "open_swarm", by, None)
    refuse_unless(incident, "open_swarm", *OPEN)
    return incident


def begin_in_swarm(incident_id: int, *, by: Actor, leading: bool = False) -> Incident:
    """The incident, locked, if `by` may speak on it; `leading`: if they may lead a
    swarm over it."""
    return begin(incident_id, "open_swarm" if leading else "note", by, None)


def hold_swarmed(incident_ids: Collection[int]) -> None:
    """These incidents are locked, in the order of their ids."""
    lock_all(incident_ids)


def name_in_swarm(incident_id: int, people: Collection[str], *, by: Actor) -> None:
    """Whoever is called to the restricted incident sees it from now on."""
    append(naming(Incident.objects.get(id=incident_id), people), by=by)


def tell_swarms(uttered: Sequence[Uttered]) -> int:
    """Everything said, in this order; says how many entries are new."""
    return append([_draft(each) for each in uttered], by=SYSTEM)


def hand_to_primary(incident_id: int, team: str, *, why: str, by: Actor) -> None:
    """The primary team has it from now on. Whoever leads the swarm hands it over, also
    where their role alone would not let them."""
    held = Incident.objects.get(id=incident_id)
    leading = by.through(by.via)
    if held.team_id:
        leading = replace(leading, teams=by.teams | {held.team_id})
    if held.state in OPEN and held.team_id != team:
        assign(incident_id, team=team, note=why, by=leading)


def publish_swarms(is_open: Mapping[int, bool]) -> None:
    """Whether a swarm is open is on the incidents' rows, for the queue. Whoever calls
    this holds them."""
    if is_open:
        rows = [{"id": number, "swarm_open": it} for number, it in is_open.items()]
        publish(sorted(rows, key=lambda row: row["id"]))
        wake(REGISTER)


def _draft(each: Uttered) -> Draft:
    body = {name: v for name, v in each.body.items() if v not in (None, "", [], {})}
    return Draft(
        each.incident_id,
        each.kind,
        body,
        happened_basis="clock",
        cause=each.cause,
        audience=each.audience,
        by=each.by,
    )
