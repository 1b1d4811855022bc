"""An answer to a message becomes a verb on the incident, as the person it was sent to.

The page behind a link and the replies that providers send both come here.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from tocsin.engine.wanted import Facts, facts_of
from tocsin.foundation.accounts.reads import actor_of
from tocsin.foundation.accounts.rules import AGENT, MAJOR_INCIDENT_MANAGER, Actor
from tocsin.foundation.notify.actions.answering import Asked, keep_answer
from tocsin.foundation.notify.links import (
    ACKNOWLEDGE,
    APPROVE,
    DECLARE,
    ESCALATE,
    OF_CANDIDATES,
    OF_CHANGES,
    RESOLVE,
)
from tocsin.foundation.notify.refusals import LinkOver
from tocsin.kernel.refusal import Refusal
from tocsin.register.work.actions import acknowledge, resolve
from tocsin.register.work.held import held
from tocsin.response.escalation.actions.escalating import escalate
from tocsin.response.major.actions import (
    approve_change,
    declare_major,
    refuse_change,
    reject_major,
)
from tocsin.response.major.reads import major_of
from tocsin.response.swarm.actions import answer_invite
from tocsin.response.swarm.rules import ACCEPTED, BUSY

LINK, CHAT, SMS, MAIL = "link", "chat", "sms", "mail"
# How an answer came, by its channel.
VIAS: Mapping[str, str] = {"sms": SMS, "voice": SMS, "mail": MAIL}
_PERMANENT = "permanent"


@dataclass(frozen=True, slots=True)
class Done:
    """What an answer did, told to whoever gave it."""

    ref: str
    told: str
    was_done: bool = True


def carry_out(asked: Asked, *, via: str) -> Done:
    """The verb, done once; repeating it tells that it was done. Refusals of the verb go
    to whoever answered."""
    with translation.override(asked.person.language):
        if asked.done is not None:
            return Done(asked.page.ref, _("That was done before."))
        with transaction.atomic():
            told = _done(asked, via)
            keep_answer(asked, via=via, told=told)
        return Done(asked.page.ref, told)


def in_words(asked: Asked, *, via: str) -> str:
    """The same for where only words can be told back."""
    try:
        done = carry_out(asked, via=via)
    except Refusal as refusal:
        with translation.override(asked.person.language):
            return f"{refusal} {refusal.help}"
    return f"{done.ref}: {done.told}"


def facts_for(asked: Asked) -> Facts:
    """What may be told of the incident to whoever has the link."""
    number = asked.page.incident_id or 0
    found = facts_of([number])
    if number not in found:
        raise LinkOver
    return found[number]


def _done(asked: Asked, via: str) -> str:
    if swarm := asked.page.why.get("swarm"):
        return _to_swarm(asked, str(swarm), via)
    if asked.change:
        return _to_change(asked, via)
    if asked.is_of_candidate:
        return _to_candidate(asked, via)
    number = asked.page.incident_id or 0
    team = held([number])[number].team_id
    # Whoever was called answers and passes on, also when their role alone would not
    # let them: being called is being asked to. To resolve needs the right itself.
    by = actor_of(asked.person, via=via)
    # Who only read of it in a room was not.
    called = by
    if asked.was_called:
        called = replace(by, teams=by.teams | {team}) if team else _as_agent(by)
    words: Mapping[str, tuple[Callable[..., Any], Actor, str]] = {
        ACKNOWLEDGE: (acknowledge, called, _("You acknowledged it.")),
        RESOLVE: (_resolve, by, _("You resolved it.")),
        ESCALATE: (escalate, called, _("The next level was called.")),
    }
    if asked.verb not in words:
        raise LinkOver
    verb, actor, told = words[asked.verb]
    verb(number, by=actor)
    return told


def _to_swarm(asked: Asked, swarm: str, via: str) -> str:
    """Whoever is called into a swarm comes, or lets the next be called."""
    by = actor_of(asked.person, via=via)
    if asked.verb == ESCALATE:
        answer_invite(swarm, BUSY, by=by)
        return _("The next is called.")
    if asked.verb != ACKNOWLEDGE:
        raise LinkOver
    answer_invite(swarm, ACCEPTED, by=by)
    return _("You are in the room.")


def _to_change(asked: Asked, via: str) -> str:
    """Whoever was asked to approve decides."""
    if asked.verb not in OF_CHANGES:
        raise LinkOver
    by = actor_of(asked.person, via=via)
    if asked.verb == APPROVE:
        approve_change(asked.change, by=by, reason=asked.reason)
        return _("You approved it.")
    refuse_change(asked.change, by=by, reason=asked.reason)
    return _("You refused it.")


def _to_candidate(asked: Asked, via: str) -> str:
    """Whoever was asked whether it is major decides, as the manager on duty; why may be
    left out where it is declared, since it meets criteria."""
    if asked.verb not in OF_CANDIDATES:
        raise LinkOver
    by = actor_of(asked.person, via=via)
    by = replace(by, roles=by.roles | {MAJOR_INCIDENT_MANAGER})
    number = asked.page.incident_id or 0
    if asked.verb == DECLARE:
        declare_major(number, by=by, reason=asked.reason or usual_reason(number))
        return _("It is a major incident now.")
    reject_major(number, by=by, reason=asked.reason)
    return _("It is handled as any other.")


def usual_reason(number: int) -> str:
    """Why an incident is declared major, unless somebody says so otherwise."""
    major = major_of(number)
    met = ", ".join(major.criteria) if major else ""
    return _("It meets the criteria: {met}.").format(met=met) if met else ""


def _as_agent(by: Actor) -> Actor:
    """What no team has yet, agents answer for."""
    return replace(by, roles=by.roles | {AGENT})


def _resolve(number: int, *, by: Actor) -> None:
    resolve(number, by=by, resolution=_PERMANENT)
