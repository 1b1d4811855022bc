"""What comes by the clock: who is silent is replaced, what goes wrong is told once."""

from datetime import datetime

from django.db import transaction

from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.foundation.notify.pages import NEVER, Wanted, send_pages, withdraw_pages
from tocsin.kernel import clock
from tocsin.register.core.entries import Kind
from tocsin.register.work.actions.swarming import Uttered, hold_swarmed, tell_swarms
from tocsin.response.swarm.actions.frame import (
    health_of,
    keep,
    uttered,
    waited_for,
)
from tocsin.response.swarm.actions.inviting import replace
from tocsin.response.swarm.models import Alarm, Invite, Stay, Swarm
from tocsin.response.swarm.people import may_be_paged
from tocsin.response.swarm.queries import claim_due, worn
from tocsin.response.swarm.rules import (
    A_WEEK,
    GUEST_SILENT,
    SWARMS_A_WEEK,
    TIMEOUT,
    WAITING,
    WORN,
    alarms_due,
)

BATCH = 100


@transaction.atomic
def advance_swarms(batch: int = BATCH) -> int:
    """Takes the swarms for which something is due; says how many."""
    now = clock.now()
    ids = claim_due(now, batch)
    if not ids:
        return 0
    swarms = list(Swarm.objects.filter(id__in=ids).order_by("incident_id"))
    hold_swarmed([swarm.incident_id for swarm in swarms])
    told: list[Uttered] = []
    for swarm in swarms:
        told += _replace_silent(swarm, now)
        told += [*_late_guests(swarm, now), *_alarm(swarm, now)]
    tell_swarms(told)
    for swarm in swarms:
        keep(swarm)
    return len(swarms)


@transaction.atomic
def hurry_for(unreached: set[tuple[int, str]]) -> int:
    """Whoever could not be reached (incident, person) is replaced at once."""
    now = clock.now()
    rows = Swarm.objects.select_for_update(no_key=True).order_by("id")
    swarms = rows.filter(incident_id__in={it for it, _who in unreached}, closed_at=None)
    count = 0
    for swarm in list(swarms):
        people = {who for number, who in unreached if number == swarm.incident_id}
        waiting = Invite.objects.filter(swarm=swarm, state=WAITING, person__in=people)
        if hurried := waiting.filter(deadline_at__gt=now).update(deadline_at=now):
            count += hurried
            keep(swarm)
    return count


def _replace_silent(swarm: Swarm, now: datetime) -> list[Uttered]:
    waiting = Invite.objects.filter(swarm=swarm, state=WAITING, deadline_at__lte=now)
    told = []
    for invite in list(waiting.order_by("deadline_at", "id")):
        invite.state, invite.answered_at = TIMEOUT, now
        invite.save(update_fields=["state", "answered_at"])
        withdraw_pages([swarm.incident_id], why=TIMEOUT, people=[invite.person])
        instead = replace(swarm, invite, by=SYSTEM, now=now)
        facts = {
            "person": invite.person,
            "answer": TIMEOUT,
            "seconds": round((now - invite.sent_at).total_seconds()),
            "instead": instead.person if instead else "",
        }
        cause = f"swarm:invite:{invite.pk}:timeout"
        told.append(uttered(swarm, Kind.INVITE_ANSWERED, SYSTEM, cause, **facts))
    return told


def _late_guests(swarm: Swarm, now: datetime) -> list[Uttered]:
    """Of a guest who has not come in time, the room and its coordinator hear."""
    said = []
    for guest in list(waited_for(swarm).filter(answer_by__lte=now).order_by("id")):
        guest.late_at = now
        guest.save(update_fields=["late_at"])
        who = f"guest-{guest.pk}"
        Alarm.objects.get_or_create(
            swarm=swarm, name=GUEST_SILENT, about=who, defaults={"told_at": now}
        )
        seconds = round((now - guest.made_at).total_seconds())
        facts = {"alarm": GUEST_SILENT, "guest": str(guest), "seconds": seconds}
        cause = f"swarm:{swarm.ref}:{GUEST_SILENT}:{who}"
        said.append(uttered(swarm, Kind.SWARM_ALARMED, SYSTEM, cause, **facts))
        _tell_coordinator(swarm, f"{GUEST_SILENT}:{who}", now)
    return said


def _alarm(swarm: Swarm, now: datetime) -> list[Uttered]:
    due = [name for name, at in alarms_due(health_of(swarm)).items() if at <= now]
    told = [(name, "") for name in due] + [(WORN, who) for who in _worn(swarm, now)]
    said = []
    for name, about in told:
        _row, first = Alarm.objects.get_or_create(
            swarm=swarm, name=name, about=about, defaults={"told_at": now}
        )
        if first:
            cause = f"swarm:{swarm.ref}:{name}:{about}"
            facts = {"alarm": name, "person": about}
            said.append(uttered(swarm, Kind.SWARM_ALARMED, SYSTEM, cause, **facts))
            _tell_coordinator(swarm, f"{name}:{about}", now)
    return said


def _worn(swarm: Swarm, now: datetime) -> list[str]:
    if swarm.is_drill:
        return []
    here = Stay.objects.filter(swarm=swarm, left_at=None).exclude(person="")
    people = set(here.values_list("person", flat=True))
    return [row.person for row in worn(people, now - A_WEEK, SWARMS_A_WEEK)]


def _tell_coordinator(swarm: Swarm, what: str, now: datetime) -> None:
    """Quietly: they are in the room, or lead it from elsewhere."""
    people = may_be_paged([swarm.coordinator], is_drill=swarm.is_drill)
    wanted = [
        Wanted(
            person=person,
            cause=f"swarm:{swarm.ref}:{what}",
            incident_id=swarm.incident_id,
            ref=swarm.incident_ref,
            loud=False,
            why={"leads": swarm.ref, "path": f"/swarms/{swarm.ref}"},
            is_drill=swarm.is_drill,
            unless=NEVER,
        )
        for person in people
    ]
    send_pages(wanted, now=now)
