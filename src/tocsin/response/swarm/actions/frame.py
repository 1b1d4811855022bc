"""What every verb of a swarm begins and ends with."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from tocsin.foundation.accounts.reads import names_of
from tocsin.foundation.accounts.rules import Actor
from tocsin.kernel import clock
from tocsin.kernel.text import holdable
from tocsin.register.core.entries import Kind
from tocsin.register.core.reads.visible import visible_to
from tocsin.register.work.actions.swarming import Uttered, begin_in_swarm, tell_swarms
from tocsin.register.work.refusals import NotYours
from tocsin.response.swarm.models import (
    Alarm,
    Guest,
    Hypothesis,
    Invite,
    Stay,
    Swarm,
)
from tocsin.response.swarm.people import person_behind
from tocsin.response.swarm.refusals import (
    NoSuchSwarm,
    NotItsCoordinator,
    SomethingWanted,
    SwarmIsOver,
)
from tocsin.response.swarm.rules import (
    WAITING,
    Health,
    Stayed,
    alarms_due,
    crowded_since,
    earliest,
    strangers_in,
)


def locked(ref: str) -> Swarm:
    """The swarm, locked; its incident is locked after it."""
    rows = Swarm.objects.select_for_update(no_key=True).filter(
        ref=holdable(ref).upper()
    )
    found = rows.first()
    if found is None:
        raise NoSuchSwarm(ref=holdable(ref))
    return found


def enter(ref: str, *, by: Actor, leading: bool = False) -> Swarm:
    """The swarm and its incident, locked, if it goes on and `by` may speak in it;
    `leading`: if they coordinate it, or could have opened it."""
    swarm = locked(ref)
    if not visible_to(by).filter(id=swarm.incident_id).exists():
        raise NoSuchSwarm(ref=ref)
    leads = not leading or _is_coordinator(swarm, by)
    try:
        begin_in_swarm(swarm.incident_id, by=by, leading=not leads)
    except NotYours:
        if not leading:
            raise
        name = names_of([swarm.coordinator]).get(swarm.coordinator, swarm.coordinator)
        raise NotItsCoordinator(swarm=swarm.ref, coordinator=name) from None
    if swarm.is_over:
        raise SwarmIsOver(swarm=swarm.ref)
    return swarm


def _is_coordinator(swarm: Swarm, by: Actor) -> bool:
    return (by.on_behalf_of or by.id) == swarm.coordinator


def uttered(
    swarm: Swarm, kind: Kind, by: Actor, cause: str | None = None, **body: Any
) -> Uttered:
    """One entry of a swarm, which names it."""
    audience = body.pop("audience", "internal")
    told: Mapping[str, Any] = {"swarm": swarm.ref, **body}
    return Uttered(swarm.incident_id, kind, told, by, cause, audience)


def say(swarm: Swarm, kind: Kind, by: Actor, **body: Any) -> bool:
    """Whether it is new, where it has a `cause`."""
    return tell_swarms([uttered(swarm, kind, by, **body)]) > 0


def stays_of(swarm: Swarm) -> list[Stay]:
    return list(Stay.objects.filter(swarm=swarm).order_by("joined_at", "id"))


def stayed(rows: list[Stay]) -> list[Stayed]:
    return [
        Stayed(row.who, row.team, row.role, row.joined_at, row.left_at, row.rate)
        for row in rows
    ]


def health_of(swarm: Swarm) -> Health:
    """What alarms go by, as it is now."""
    stays = stayed(stays_of(swarm))
    return Health(
        state=swarm.state,
        opened_at=swarm.opened_at,
        written_at=swarm.written_at,
        has_hypothesis=Hypothesis.objects.filter(swarm=swarm).exists(),
        named_at=swarm.named_at,
        crowded_since=crowded_since(stays),
        strangers=strangers_in(stays, swarm.primary_team, swarm.supplier)
        if swarm.primary_team
        else 0,
        told=frozenset(
            Alarm.objects.filter(swarm=swarm).values_list("name", flat=True)
        ),
    )


def keep(swarm: Swarm, *changed: str, at_once: bool = False) -> None:
    """What changed is kept, with when something comes next by the clock; `at_once`:
    it is to be looked at as soon as may be, such as when somebody came."""
    swarm.due_at = None if swarm.is_over else due_of(swarm)
    if at_once and not swarm.is_over:
        swarm.due_at = clock.now()
    swarm.save(update_fields=[*changed, "due_at"])


def due_of(swarm: Swarm) -> datetime | None:
    waiting = Invite.objects.filter(swarm=swarm, state=WAITING)
    ends = waiting.order_by("deadline_at").values_list("deadline_at", flat=True).first()
    guests = waited_for(swarm).order_by("answer_by")
    late = guests.values_list("answer_by", flat=True).first()
    return earliest(ends, late, *alarms_due(health_of(swarm)).values())


def waited_for(swarm: Swarm) -> QuerySet[Guest]:
    """Guests who have not come yet, of whom that was not told either."""
    rows = Guest.objects.filter(swarm=swarm, answer_by__isnull=False)
    return rows.filter(answered_at=None, late_at=None, revoked_at=None)


def wrote(swarm: Swarm) -> None:
    """Somebody wrote just now, so the room is not silent."""
    swarm.written_at = clock.now()


def wanted(what: str, text: str, most: int) -> str:
    """The text, if there is one."""
    told = holdable(text).strip()[:most]
    if not told:
        raise SomethingWanted(what=what)
    return told


def behind(by: Actor) -> str:
    return person_behind(by)
