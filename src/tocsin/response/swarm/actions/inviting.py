"""Calling people: all at once, each with a reason, a deadline and somebody behind."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from tocsin.foundation.accounts.rules import Actor
from tocsin.foundation.config.reads import value
from tocsin.foundation.notify.pages import NEVER, Wanted, send_pages
from tocsin.kernel import clock
from tocsin.register.core.entries import Kind
from tocsin.register.work.actions.swarming import Uttered, name_in_swarm, tell_swarms
from tocsin.response.swarm.actions.frame import enter, keep, uttered
from tocsin.response.swarm.models import Invite, Stay, Swarm
from tocsin.response.swarm.options import DEADLINE
from tocsin.response.swarm.people import (
    callable_for,
    may_be_paged,
    refuse_unknown_people,
    refuse_unknown_team,
    standing_in,
    team_of,
)
from tocsin.response.swarm.refusals import NobodyToCall, SwarmUnfit
from tocsin.response.swarm.rules import (
    DIAGNOSTICIAN,
    MANUAL,
    REASONS,
    RECALL,
    ROLES,
    WAITING,
)

_SOONEST, _LATEST = 15, 3600


@dataclass(frozen=True, slots=True)
class Called:
    """Whom to call: a person, or whoever is to be called for a team now; why, about
    what, as what, and how many seconds they have to answer."""

    person: str = ""
    team: str = ""
    reason: str = MANUAL
    about: str = ""
    role: str = DIAGNOSTICIAN
    deadline: int = 0


@transaction.atomic
def invite(ref: str, called: Sequence[Called], *, by: Actor) -> Swarm:
    """They are called at once. Whoever is here or was called already is passed over."""
    swarm = enter(ref, by=by, leading=True)
    call(swarm, called, by=by, now=clock.now())
    keep(swarm)
    return swarm


@transaction.atomic
def recall(ref: str, person: str, *, by: Actor) -> Swarm:
    """Whoever was released or is on standby is called again."""
    swarm = enter(ref, by=by, leading=True)
    earlier = Stay.objects.filter(swarm=swarm, person=person).order_by("-id").first()
    told = Called(person, earlier.team if earlier else "", RECALL)
    call(swarm, [told], by=by, now=clock.now())
    keep(swarm)
    return swarm


def call(
    swarm: Swarm, called: Sequence[Called], *, by: Actor, now: datetime
) -> list[Invite]:
    """Invitations, pages and what the timeline says, for the locked swarm."""
    for each in called:
        _check(each)
    busy = busy_in(swarm)
    chosen: dict[str, Called] = {}
    for each in _named(called, busy, now):
        if each.person not in busy:
            chosen.setdefault(each.person, each)
    invites = [invite_one(swarm, each, by, now) for each in chosen.values()]
    send(swarm, invites, by=by, now=now)
    if invites:
        tell_swarms([_told(swarm, invites, by)])
    return invites


def busy_in(swarm: Swarm) -> set[str]:
    """Who is here, or was called and has not answered yet."""
    here = Stay.objects.filter(swarm=swarm, left_at=None).exclude(person="")
    asked = Invite.objects.filter(swarm=swarm, state=WAITING)
    return {
        *here.values_list("person", flat=True),
        *asked.values_list("person", flat=True),
    }


def called_before(swarm: Swarm) -> set[str]:
    rows = Invite.objects.filter(swarm=swarm)
    return set(rows.values_list("person", flat=True)) | busy_in(swarm)


def _check(each: Called) -> None:
    if each.reason not in REASONS:
        raise SwarmUnfit(
            field=_("The reason"), value=each.reason, known=", ".join(REASONS)
        )
    if each.role not in ROLES:
        raise SwarmUnfit(field=_("The role"), value=each.role, known=", ".join(ROLES))
    if each.team:
        refuse_unknown_team(each.team)
    if each.person:
        refuse_unknown_people([each.person])
    elif not each.team:
        raise SwarmUnfit(field=_("Who is called"), value="–", known=_("people, teams"))


def _named(
    called: Iterable[Called], busy: Collection[str], now: datetime
) -> list[Called]:
    """Each with the person it is: for a team whoever is to be called for it now."""
    told, taken = [], {*busy, *(each.person for each in called if each.person)}
    stands_in = standing_in({each.person for each in called if each.person}, now)
    for each in called:
        person = stands_in.get(each.person, "")
        if not person:
            able = callable_for(each.team, without=taken, now=now)
            already = callable_for(each.team, without=(), now=now)
            if not already:
                raise NobodyToCall(team=each.team)
            person = able[0] if able else already[0]
        taken.add(person)
        team = team_of(person, each.team)
        facts = (each.reason, each.about, each.role, each.deadline)
        told.append(Called(person, team, *facts))
    return told


def invite_one(
    swarm: Swarm,
    each: Called,
    by: Actor,
    now: datetime,
    replaces: Invite | None = None,
) -> Invite:
    seconds = each.deadline or value(DEADLINE)
    seconds = min(max(seconds, _SOONEST), _LATEST)
    return Invite.objects.create(
        swarm=swarm,
        person=each.person,
        team=each.team,
        role=each.role,
        reason=each.reason,
        about=each.about[:200],
        invited_by=by.on_behalf_of or by.id,
        sent_at=now,
        deadline_at=now + timedelta(seconds=seconds),
        replaces=replaces,
    )


def replace(swarm: Swarm, old: Invite, *, by: Actor, now: datetime) -> Invite | None:
    """The next of the same team is called in their stead, if there is anybody."""
    team = old.team or team_of(old.person)
    able = callable_for(team, without=called_before(swarm), now=now) if team else []
    if not able:
        return None
    seconds = round((old.deadline_at - old.sent_at).total_seconds())
    told = Called(able[0], team, old.reason, old.about, old.role, seconds)
    made = invite_one(swarm, told, by, now, old)
    send(swarm, [made], by=by, now=now)
    return made


def send(swarm: Swarm, invites: Sequence[Invite], *, by: Actor, now: datetime) -> None:
    """Each is paged; of a restricted incident they see it from now on."""
    people = {each.person for each in invites}
    name_in_swarm(swarm.incident_id, people, by=by)
    paged = may_be_paged(people, is_drill=swarm.is_drill)
    wanted = [
        Wanted(
            person=each.person,
            cause=f"swarm:{each.pk}",
            incident_id=swarm.incident_id,
            ref=swarm.incident_ref,
            why={"swarm": swarm.ref, "path": f"/swarms/{swarm.ref}"},
            is_drill=swarm.is_drill,
            unless=NEVER,
        )
        for each in invites
        if each.person in paged
    ]
    send_pages(wanted, now=now)


def _told(swarm: Swarm, invites: Sequence[Invite], by: Actor) -> Uttered:
    return uttered(
        swarm,
        Kind.SWARM_INVITED,
        by,
        people=[each.person for each in invites],
        teams=sorted({each.team for each in invites if each.team}),
        reasons={each.person: each.reason for each in invites},
        text="; ".join(dict.fromkeys(each.about for each in invites if each.about)),
    )
