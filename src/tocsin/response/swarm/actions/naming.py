"""Naming the primary team: it has the incident, and all others are let go."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from tocsin.foundation.accounts.rules import Actor
from tocsin.foundation.config.reads import value
from tocsin.foundation.notify.pages import withdraw_pages
from tocsin.kernel import clock
from tocsin.kernel.text import holdable
from tocsin.register.core.entries import Kind
from tocsin.register.work.actions.swarming import hand_to_primary
from tocsin.register.work.held import held
from tocsin.response.swarm.actions.frame import (
    enter,
    keep,
    say,
    stayed,
    stays_of,
    wanted,
    wrote,
)
from tocsin.response.swarm.actions.staying import disperse, part
from tocsin.response.swarm.actions.thanking import thank
from tocsin.response.swarm.models import Guest, Hypothesis, Invite, Stay, Swarm
from tocsin.response.swarm.options import STANDBY
from tocsin.response.swarm.people import refuse_unknown_team
from tocsin.response.swarm.refusals import NotPossibleInSwarm, SwarmUnfit
from tocsin.response.swarm.rules import (
    MOVES,
    PRIMARY_NAMED,
    REFUTED,
    TRANSITIONS,
    WAITING,
    WITHDRAWN,
    Parting,
    may_follow,
    parted,
)


@transaction.atomic
def name_primary_team(
    ref: str,
    team: str,
    *,
    why: str,
    by: Actor,
    keep_in: Collection[str] = (),
    standby: Collection[str] = (),
    supplier: str = "",
) -> Swarm:
    """The team has the incident, where the swarm's mode says so; its people and those
    who serve the incident stay, a few are on standby, and everybody else is thanked and
    released: paged no more, and costing nothing. Who, when and why is written down.
    Where a guest's organisation (`supplier`) is the primary team, its guests stay, and
    the team has the incident here and speaks with it."""
    swarm = enter(ref, by=by, leading=True)
    reason = wanted(_("Why this team"), why, 1000)
    supplier = _supplier(swarm, supplier)
    team = team or (_owning(swarm) if supplier else "")
    refuse_unknown_team(team)
    if not may_follow(swarm.state, PRIMARY_NAMED):
        possible = ", ".join(sorted(TRANSITIONS[swarm.state])) or "–"
        raise NotPossibleInSwarm(swarm=swarm.ref, state=swarm.state, possible=possible)
    now = clock.now()
    swarm.state, swarm.primary_team = PRIMARY_NAMED, team
    swarm.supplier = supplier
    swarm.named_at, swarm.named_by = now, by.on_behalf_of or by.id
    swarm.named_why = reason
    if swarm.mode == MOVES:
        hand_to_primary(swarm.incident_id, team, why=reason, by=by)
    parting = parting_of(
        swarm, team, keep_in=keep_in, standby=standby, supplier=supplier
    )
    facts: dict[str, Any] = {"released": list(parting.released)}
    facts |= {"standby": list(parting.standby)}
    facts |= {"supplier": supplier} if supplier else {}
    say(swarm, Kind.PRIMARY_TEAM_NAMED, by, team=team, reason=reason, **facts)
    _let_go(swarm, parting, by, now)
    _call_no_more(swarm, team, now)
    wrote(swarm)
    disperse(swarm)
    kept = ("primary_team", "supplier", "named_at", "named_by", "named_why")
    keep(swarm, "state", "written_at", *kept)
    return swarm


def parting_of(
    swarm: Swarm,
    team: str,
    *,
    keep_in: Collection[str] = (),
    standby: Collection[str] = (),
    supplier: str = "",
) -> Parting:
    """Who would stay, be on standby and be released if this team were named."""
    rows = Hypothesis.objects.filter(swarm=swarm).exclude(state=REFUTED)
    undecided = set(rows.values_list("owner", flat=True))
    stays = stayed(stays_of(swarm))
    return parted(
        stays,
        team,
        keep=keep_in,
        standby=standby,
        undecided=undecided,
        supplier=supplier,
    )


def _owning(swarm: Swarm) -> str:
    """Who has the incident already goes on to have it, unless told otherwise."""
    return held([swarm.incident_id])[swarm.incident_id].team_id or ""


def _supplier(swarm: Swarm, told: str) -> str:
    """The organisation, as it is written at one of the swarm's guests."""
    wished = holdable(told).strip()
    rows = Guest.objects.filter(swarm=swarm, revoked_at=None)
    known = sorted(set(rows.values_list("organisation", flat=True)))
    found = [each for each in known if each.casefold() == wished.casefold()]
    if wished and not found:
        field, all_known = _("The supplier"), ", ".join(known) or "–"
        raise SwarmUnfit(field=field, value=wished[:120], known=all_known)
    return found[0] if wished else ""


def _let_go(swarm: Swarm, parting: Parting, by: Actor, now: datetime) -> None:
    here = {row.who: row for row in Stay.objects.filter(swarm=swarm, left_at=None)}
    until = now + timedelta(minutes=value(STANDBY))
    on_standby = [here[who] for who in parting.standby]
    released = [here[who] for who in parting.released]
    if on_standby:
        part(swarm, on_standby, "standby", by=by, now=now, standby_until=until)
    if released:
        part(swarm, released, "released", by=by, now=now)
    thank(swarm, [*on_standby, *released], now)


def _call_no_more(swarm: Swarm, team: str, now: datetime) -> None:
    """Whoever of another team has not answered yet need not come."""
    rows = Invite.objects.filter(swarm=swarm, state=WAITING).exclude(team=team)
    people = list(rows.values_list("person", flat=True))
    rows.update(state=WITHDRAWN, answered_at=now)
    withdraw_pages([swarm.incident_id], why=_("primary team named"), people=people)
