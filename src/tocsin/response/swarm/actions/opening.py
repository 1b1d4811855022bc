"""Opening a swarm, in one act: question, coordinator, and whom it calls."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from tocsin.foundation.accounts.rules import Actor
from tocsin.foundation.config.reads import value
from tocsin.kernel import clock
from tocsin.register.core.entries import Kind
from tocsin.register.work.actions.swarming import begin_swarm, publish_swarms
from tocsin.response.swarm.actions.frame import keep, say, wanted
from tocsin.response.swarm.actions.inviting import Called, call
from tocsin.response.swarm.actions.staying import settle_in
from tocsin.response.swarm.models import Swarm
from tocsin.response.swarm.options import BRIDGE
from tocsin.response.swarm.people import person_behind, refuse_unknown_people
from tocsin.response.swarm.queries import draw_number, lock_opening
from tocsin.response.swarm.refusals import SwarmIsOpen, SwarmUnfit
from tocsin.response.swarm.rules import COORDINATOR, KINDS, MODES, MOVES


@transaction.atomic
def open_swarm(
    incident_id: int,
    *,
    question: str,
    by: Actor,
    kind: str = "ad_hoc",
    mode: str = MOVES,
    coordinator: str = "",
    called: Sequence[Called] = (),
    trigger: str = "",
) -> Swarm:
    """The room is open, its coordinator is in it, and everybody else is being called.
    An incident has one swarm at a time."""
    asked = wanted(_("The question"), question, 400)
    _check(kind, mode)
    coordinator = coordinator or person_behind(by)
    refuse_unknown_people([coordinator])
    lock_opening(incident_id)
    incident = begin_swarm(incident_id, by=by)
    _refuse_second(incident_id, incident.ref)
    now = clock.now()
    swarm = Swarm(
        ref=f"SWM-{draw_number():05}",
        incident_id=incident_id,
        incident_ref=incident.ref,
        is_drill=incident.is_drill,
        kind=kind,
        question=asked,
        mode=mode,
        coordinator=coordinator,
        trigger=trigger,
        opened_by=by.on_behalf_of or by.id,
        opened_at=now,
        written_at=now,
    )
    swarm.bridge_url = bridge_for(swarm.ref)
    swarm.save(force_insert=True)
    facts = {"swarm_kind": kind, "mode": mode, "person": coordinator}
    say(swarm, Kind.SWARM_OPENED, by, question=asked, rule=trigger, **facts)
    settle_in(swarm, coordinator, role=COORDINATOR, by=by)
    call(swarm, called, by=by, now=now)
    publish_swarms({incident_id: True})
    keep(swarm, "mobilised_at")
    return swarm


def bridge_for(ref: str) -> str:
    """The address of the swarm's call, by the organisation's template."""
    template = value(BRIDGE).strip()
    if not template.startswith(("https://", "http://", "tel:")):
        return ""
    return template.replace("{ref}", ref.lower())[:400]


def _check(kind: str, mode: str) -> None:
    for field, told, known in (
        (_("The kind"), kind, KINDS),
        (_("Whose it becomes"), mode, MODES),
    ):
        if told not in known:
            raise SwarmUnfit(field=field, value=told, known=", ".join(known))


def _refuse_second(incident_id: int, ref: str) -> None:
    going = Swarm.objects.filter(incident_id=incident_id, closed_at=None).first()
    if going is not None:
        raise SwarmIsOpen(ref=ref, swarm=going.ref)
