"""Answering a call, coming and going, and what each is doing."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from tocsin.foundation.accounts.rules import Actor
from tocsin.foundation.config.reads import value
from tocsin.foundation.notify.pages import withdraw_pages
from tocsin.kernel import clock
from tocsin.register.core.entries import Kind
from tocsin.register.work.actions.swarming import Uttered, tell_swarms
from tocsin.response.swarm.actions.frame import (
    enter,
    keep,
    say,
    stayed,
    stays_of,
    uttered,
)
from tocsin.response.swarm.actions.inviting import Called, invite_one, replace, send
from tocsin.response.swarm.actions.thanking import thank
from tocsin.response.swarm.models import Guest, Invite, Stay, Swarm
from tocsin.response.swarm.options import QUORUM
from tocsin.response.swarm.people import (
    person_behind,
    rate_of,
    refuse_unknown_people,
    team_of,
)
from tocsin.response.swarm.refusals import NotInTheSwarm, NotInvited, SwarmUnfit
from tocsin.response.swarm.rules import (
    ACCEPTED,
    ANSWERS,
    DELEGATED,
    DIAGNOSTICIAN,
    DISPERSED,
    OWN_LEAVES,
    PRIMARY_NAMED,
    ROLES,
    SERVING,
    SHIFT_END,
    TIMEOUT,
    WAITING,
    reached_quorum_at,
    strangers_in,
)


@transaction.atomic
def answer_invite(ref: str, answer: str, *, by: Actor, delegate: str = "") -> Swarm:
    """Whoever was called comes, or says that they cannot, and the next is called at
    once. Who is late may still come. Saying the same twice changes nothing."""
    _known(_("The answer"), answer, ANSWERS)
    swarm = enter(ref, by=by)
    person = person_behind(by)
    invite = _invitation(swarm, person)
    if answer == ACCEPTED:
        settle_in(swarm, person, by=by, invite=invite)
    elif invite is not None and invite.state == WAITING:
        _not_coming(swarm, invite, answer, delegate, by)
    elif invite is None or invite.state != answer:
        raise NotInvited(person=by.name or person, swarm=swarm.ref)
    keep(swarm, "mobilised_at", "state", at_once=answer == ACCEPTED)
    return swarm


@transaction.atomic
def join(ref: str, *, by: Actor, role: str = "") -> Swarm:
    """Whoever sees the incident may come unasked."""
    if role:
        _known(_("The role"), role, ROLES)
    swarm = enter(ref, by=by)
    person = person_behind(by)
    invite = _invitation(swarm, person)
    settle_in(swarm, person, by=by, invite=invite, role=role)
    keep(swarm, "mobilised_at", "state", at_once=True)
    return swarm


@transaction.atomic
def leave(ref: str, *, by: Actor, why: str = SHIFT_END) -> Swarm:
    """They are out of it; what they cost is counted no more."""
    _known(_("The reason"), why, OWN_LEAVES)
    swarm = enter(ref, by=by)
    person = person_behind(by)
    rows = Stay.objects.filter(swarm=swarm, person=person, left_at=None)
    if not rows:
        raise NotInTheSwarm(person=by.name or person, swarm=swarm.ref)
    part(swarm, list(rows), why, by=by, now=clock.now())
    disperse(swarm)
    keep(swarm, "state")
    return swarm


@transaction.atomic
def release(ref: str, person: str, *, by: Actor) -> Swarm:
    """Somebody who leads the swarm lets somebody go, with thanks."""
    swarm = enter(ref, by=by, leading=True)
    rows = [
        r for r in Stay.objects.filter(swarm=swarm, left_at=None) if r.who == person
    ]
    if not rows:
        raise NotInTheSwarm(person=person, swarm=swarm.ref)
    now = clock.now()
    part(swarm, rows, "released", by=by, now=now)
    thank(swarm, rows, now)
    disperse(swarm)
    keep(swarm, "state")
    return swarm


@transaction.atomic
def tell_doing(ref: str, doing: str, *, by: Actor, role: str = "") -> Swarm:
    """What they are doing just now stands beside their name, for the room alone."""
    if role:
        _known(_("The role"), role, ROLES)
    swarm = enter(ref, by=by)
    person = person_behind(by)
    rows = Stay.objects.filter(swarm=swarm, person=person, left_at=None)
    told: dict[str, Any] = {"doing": doing.strip()[:200]}
    told |= {"role": role} if role else {}
    if not rows.update(**told):
        raise NotInTheSwarm(person=by.name or person, swarm=swarm.ref)
    if role:
        say(swarm, Kind.SWARM_JOINED, by, person=person, role=role)
    return swarm


def settle_in(
    swarm: Swarm,
    person: str,
    *,
    by: Actor,
    invite: Invite | None = None,
    role: str = "",
) -> None:
    """They are in it from now on, their call is answered, and they are paged no more.
    Nothing changes for whoever is in it already."""
    now = clock.now()
    told: list[Uttered] = []
    facts: dict[str, Any]
    if invite is not None and invite.state != ACCEPTED:
        seconds = round((now - invite.sent_at).total_seconds())
        invite.state, invite.answered_at = ACCEPTED, now
        invite.save(update_fields=["state", "answered_at"])
        facts = {"person": person, "answer": ACCEPTED, "seconds": seconds}
        told.append(uttered(swarm, Kind.INVITE_ANSWERED, by, **facts))
    if not Stay.objects.filter(swarm=swarm, person=person, left_at=None).exists():
        as_what = role or (invite.role if invite else DIAGNOSTICIAN)
        team = team_of(person, invite.team if invite else "")
        _stay(swarm, as_what, team, now, person=person)
        facts = {"person": person, "role": as_what, "team": team}
        told.append(uttered(swarm, Kind.SWARM_JOINED, by, **facts))
    if told:
        withdraw_pages([swarm.incident_id], why=_("joined"), people=[person])
        tell_swarms(told)


def settle_in_guest(swarm: Swarm, guest: Guest, *, by: Actor) -> None:
    """A guest is in it from the first time they open their link."""
    if Stay.objects.filter(swarm=swarm, guest=guest, left_at=None).exists():
        return
    now = clock.now()
    if guest.answered_at is None:
        guest.answered_at = now
        guest.save(update_fields=["answered_at"])
        seconds = round((now - guest.made_at).total_seconds())
        told = {"guest": str(guest), "answer": ACCEPTED, "seconds": seconds}
        say(swarm, Kind.INVITE_ANSWERED, by, **told)
    _stay(swarm, "supplier", guest.organisation, now, guest=guest)
    facts = {"role": "supplier", "guest": str(guest), "audience": "shared"}
    say(swarm, Kind.SWARM_JOINED, by, **facts)


def _stay(
    swarm: Swarm,
    role: str,
    team: str,
    now: datetime,
    *,
    person: str = "",
    guest: Guest | None = None,
) -> None:
    Stay.objects.create(
        swarm=swarm,
        person=person,
        guest=guest,
        team=team,
        role=role,
        rate=rate_of(role, team),
        joined_at=now,
    )
    if swarm.mobilised_at is None:
        stays = stayed(stays_of(swarm))
        swarm.mobilised_at = reached_quorum_at(stays, value(QUORUM))
    is_suppliers = guest is not None and team == swarm.supplier
    is_strange = team != swarm.primary_team and not is_suppliers
    if swarm.state == DISPERSED and is_strange and role not in SERVING:
        swarm.state = PRIMARY_NAMED


def part(
    swarm: Swarm,
    rows: list[Stay],
    why: str,
    *,
    by: Actor,
    now: datetime,
    standby_until: datetime | None = None,
) -> None:
    """These stays are over: no more pages, and no more cost."""
    for row in rows:
        row.left_at, row.left_why = now, why
        row.released_by = by.on_behalf_of or by.id
        row.standby_until = standby_until
        row.save(update_fields=["left_at", "left_why", "released_by", "standby_until"])
    people = [row.person for row in rows if row.person]
    withdraw_pages([swarm.incident_id], why=why, people=people)
    tell_swarms(
        [
            uttered(
                swarm,
                Kind.SWARM_LEFT,
                by,
                person=row.person,
                guest=str(row.guest) if row.guest else "",
                because=why,
                audience="shared" if row.guest else "internal",
            )
            for row in rows
        ]
    )


def disperse(swarm: Swarm) -> None:
    """Once nobody of another team is left, the primary team is by itself."""
    if swarm.state != PRIMARY_NAMED:
        return
    stays = stayed(stays_of(swarm))
    if strangers_in(stays, swarm.primary_team, swarm.supplier) == 0:
        swarm.state = DISPERSED


def _not_coming(
    swarm: Swarm, invite: Invite, answer: str, delegate: str, by: Actor
) -> None:
    now = clock.now()
    invite.state, invite.answered_at = answer, now
    invite.save(update_fields=["state", "answered_at"])
    withdraw_pages([swarm.incident_id], why=answer, people=[invite.person])
    if answer == DELEGATED:
        instead: Invite | None = _delegated(swarm, invite, delegate, by, now)
    else:
        instead = replace(swarm, invite, by=by, now=now)
    seconds = round((now - invite.sent_at).total_seconds())
    say(
        swarm,
        Kind.INVITE_ANSWERED,
        by,
        person=invite.person,
        answer=answer,
        seconds=seconds,
        instead=instead.person if instead else "",
    )


def _delegated(
    swarm: Swarm, old: Invite, delegate: str, by: Actor, now: datetime
) -> Invite:
    refuse_unknown_people([delegate])
    seconds = round((old.deadline_at - old.sent_at).total_seconds())
    team = team_of(delegate) or old.team
    told = Called(delegate, team, old.reason, old.about, old.role, seconds)
    made = invite_one(swarm, told, by, now, old)
    send(swarm, [made], by=by, now=now)
    return made


def _invitation(swarm: Swarm, person: str) -> Invite | None:
    """The latest that still means anything: one that waits, or that was too late."""
    rows = Invite.objects.filter(swarm=swarm, person=person)
    waiting = rows.filter(state=WAITING).first()
    return (
        waiting
        or rows.filter(state=TIMEOUT).order_by("-id").first()
        or (rows.order_by("-id").first())
    )


def _known(field: str, told: str, known: tuple[str, ...]) -> None:
    if told not in known:
        raise SwarmUnfit(field=field, value=told, known=", ".join(known))
