"""Letting somebody go: their work is others', then nothing of theirs opens anything."""

from dataclasses import asdict, dataclass

from django.db import transaction

from tocsin.foundation.accounts.actions import deactivate
from tocsin.foundation.accounts.models import Person
from tocsin.foundation.accounts.reads import actor_of, duty_managers, person_named
from tocsin.foundation.accounts.refusals import NotAllowed, PersonUnknown
from tocsin.foundation.accounts.rules import ADMINISTRATOR, Actor
from tocsin.foundation.audit.actions import record_change
from tocsin.foundation.directory.actions import mark_handed_over
from tocsin.foundation.services.actions import change_service
from tocsin.foundation.services.reads import services_owned_by
from tocsin.register.leaving.refusals import LastDutyManager, SuccessorUnfit
from tocsin.register.tasks.actions.leaving import hand_over_tasks
from tocsin.register.work.actions.leaving import TEAM, hand_over_incidents
from tocsin.register.work.actions.life import DUTY_MANAGER

__all__ = ["DUTY_MANAGER", "TEAM", "HandedOver", "hand_over", "let_go"]


@dataclass(frozen=True, slots=True)
class HandedOver:
    """How much of somebody's work is others' now."""

    incidents: int = 0
    tasks: int = 0
    services: int = 0


@transaction.atomic
def hand_over(
    person: str, *, by: Actor, to: str = DUTY_MANAGER, why: str = ""
) -> HandedOver:
    """Nothing open is this person's (a key) any more, whether they left already or not.

    Incidents go to a successor (their key), to the lead of their `team`, or to the
    `duty_manager`, each by an entry, so that every one has an owner throughout. Tasks
    and owned services go to the successor, failing one to the team that has them.
    """
    found = _known(person, by)
    successor = _successor(found, to)
    services = services_owned_by(found.key)
    for service in services:
        change_service(service.key, by=by, why=why, owner=successor)
    done = HandedOver(
        tasks=hand_over_tasks(found.key, by=by, to=successor),
        incidents=hand_over_incidents(found.key, by=by, to=to),
        services=len(services),
    )
    mark_handed_over([found.key])
    if done != HandedOver():
        after = {"to": to, **asdict(done)}
        subject, signed = f"person:{found.key}", (by.kind, by.id)
        record_change(subject, "work handed over", after=after, why=why, by=signed)
    return done


@transaction.atomic
def let_go(
    person: str,
    *,
    by: Actor,
    to: str = DUTY_MANAGER,
    why: str = "",
    keep_keys: bool = False,
) -> HandedOver:
    """The person cannot sign in any more, and nothing open is theirs."""
    found = _known(person, by)
    if [each.key for each in duty_managers()] == [found.key]:
        raise LastDutyManager
    done = hand_over(found.key, by=by, to=to, why=why)
    deactivate(found.key, by=by, why=why, keep_keys=keep_keys)
    return done


def _known(person: str, by: Actor) -> Person:
    if not by.has(ADMINISTRATOR):
        raise NotAllowed
    found = person_named(person)
    if found is None:
        raise PersonUnknown(key=person)
    return found


def _successor(leaving: Person, to: str) -> str | None:
    """The key of whoever has the work next, if a person was named who can have it."""
    if to in (TEAM, DUTY_MANAGER):
        return None
    found = person_named(to)
    fit = found and found.is_active and not actor_of(found).is_requester
    if found is None or not fit or found.key == leaving.key:
        raise SuccessorUnfit(person=found or to)
    return found.key
