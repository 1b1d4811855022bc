"""An incident is proposed, taken or not taken as major, and is so no more."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from tocsin.foundation.accounts.models import Person
from tocsin.foundation.accounts.rules import SYSTEM, Actor
from tocsin.foundation.config.actions import publish_checked
from tocsin.foundation.config.models import Document
from tocsin.kernel import clock
from tocsin.register.core.entries import Kind
from tocsin.register.work.actions.majors import publish_majors
from tocsin.register.work.answering import Answerable, answerable
from tocsin.register.work.routable import routables
from tocsin.response.major import queries
from tocsin.response.major.actions.filling import OVER, fill_missing, leave
from tocsin.response.major.actions.holding import (
    Held,
    hold_to_decide,
    need_after,
    need_reason,
    set_pace,
)
from tocsin.response.major.cadence import Pace, begun
from tocsin.response.major.facts import Surroundings
from tocsin.response.major.filling import Roster, fit_for
from tocsin.response.major.judging import judged
from tocsin.response.major.kinds import MAJOR_KIND
from tocsin.response.major.models import Major
from tocsin.response.major.published import book
from tocsin.response.major.refusals import MaySetMajors, OverAlready
from tocsin.response.major.rules import DECLARED, ENDED, MANAGER, PROPOSED, REJECTED
from tocsin.response.major.telling import wake

_RULE = Actor(kind="rule", id="major", name="", via="major")


def publish_major_rules(body: Any, *, by: Actor, why: str) -> Document:
    """Incidents registered or told anew are judged by these criteria from now on, and
    major incidents are led by this roster and these standing orders."""
    if not by.has("administrator"):
        raise MaySetMajors
    return publish_checked(MAJOR_KIND, "default", body, by=by, why=why)


@transaction.atomic
def propose_majors(ids: Collection[int]) -> int:
    """Those of these incidents that meet criteria are candidates, and whoever manages
    major incidents on duty is paged, once for each set of criteria. What was not taken
    is proposed again only when it meets another criterion."""
    rules = book()
    if not ids or not rules.criteria:
        return 0
    wanted = sorted(ids)
    queries.stand(wanted)
    rows = Major.objects.select_for_update(no_key=True).filter(incident_id__in=wanted)
    majors = {row.incident_id: row for row in rows.order_by("incident_id")}
    incidents = answerable(wanted, lock=True)
    told = routables(wanted)
    around, now, made = Surroundings(told.values()), clock.now(), 0
    for number in wanted:
        held = Held(majors[number], incidents[number])
        if not _may_be_proposed(held):
            continue
        met = judged(rules, told[number], around, now).met
        if set(met) - set(held.major.criteria):
            _propose(held, met, rules.version, now)
            made += 1
    return made


def _may_be_proposed(held: Held) -> bool:
    incident = held.incident
    able = incident.is_open and incident.origin == "lived" and not incident.is_quiet
    return able and held.major.state in ("", PROPOSED, REJECTED)


def _propose(held: Held, met: Any, version: int, now: datetime) -> None:
    major = held.major
    fresh = major.state != PROPOSED
    major.criteria = sorted({*major.criteria, *met})
    body = {"criteria": sorted(met), "version": version, "looked_at": met}
    cause = f"major:{'|'.join(major.criteria)}:{version}"
    held.say(Kind.MAJOR_PROPOSED, _RULE, body, cause)
    if fresh:
        major.state, major.proposed_at = PROPOSED, now
        held.pages += [_asked(held, person) for person in deciders(held.incident, now)]
    held.keep(by=SYSTEM, now=now)


def deciders(incident: Answerable, now: datetime) -> list[Person]:
    """Whoever is on duty as major incident manager for this service and priority; while
    nobody is, all who hold the role."""
    found = [f.person for f in Roster(book(), now).offered(MANAGER, incident)]
    if not found:
        holders = Person.objects.filter(is_major_incident_manager=True, is_active=True)
        keys = list(holders.values_list("key", flat=True))
        found = sorted(fit_for(incident, keys))
    return list(Person.objects.filter(key__in=found).order_by("key"))


def _asked(held: Held, person: Person) -> Any:
    with translation.override(person.language):
        said = _("It meets criteria of a major incident: declare it, or say why not.")
    cause = f"major:{held.life}:proposed:{person.key}"
    return wake(person, held.incident, cause=cause, said=said, why={"candidate": True})


@transaction.atomic
def declare_major(incident_id: int, *, by: Actor, reason: str) -> Major:
    """It is a major incident: its roles are filled from the roster, executives are
    told at once, and users are promised an update. Twice is no mistake."""
    held = hold_to_decide(incident_id, by=by)
    if held.major.state == DECLARED:
        return held.major
    need_after(held, DECLARED)
    if not held.incident.is_open:
        raise OverAlready(ref=held.incident.ref)
    told, now, orders = need_reason(reason), clock.now(), book().orders
    major = held.major
    major.state, major.declared_at, major.ended_at = DECLARED, now, None
    pace = begun(now, orders)
    set_pace(major, pace, orders)
    major.save()
    body = {"criteria": major.criteria, "reason": told}
    held.say(Kind.MAJOR_DECLARED, by, body)
    fill_missing(held, now)
    due = pace.update_at.isoformat() if pace.update_at else ""
    held.say(Kind.UPDATE_PROMISED, SYSTEM, {"due_at": due})
    held.keep(by=by, now=now)
    publish_majors({incident_id: True})
    return major


@transaction.atomic
def reject_major(incident_id: int, *, by: Actor, reason: str) -> Major:
    """It is handled as any other; proposed again only by another criterion."""
    held = hold_to_decide(incident_id, by=by)
    if held.major.state == REJECTED:
        return held.major
    need_after(held, REJECTED)
    body = {"criteria": held.major.criteria, "reason": need_reason(reason)}
    held.say(Kind.MAJOR_REJECTED, by, body)
    held.major.state = REJECTED
    return held.keep(by=by, now=clock.now())


@transaction.atomic
def end_major(incident_id: int, *, by: Actor, reason: str) -> Major:
    """It is a major incident no more; roles and standing orders end, the record stays
    and waits for its review."""
    held = hold_to_decide(incident_id, by=by)
    if held.major.state == ENDED:
        return held.major
    need_after(held, ENDED)
    return end(held, by=by, reason=need_reason(reason))


def end(held: Held, *, by: Actor, reason: str, cause: str | None = None) -> Major:
    now = clock.now()
    for post in held.posts.values():
        leave(held, post, OVER, now)
    held.major.state, held.major.ended_at = ENDED, now
    set_pace(
        held.major, Pace(executives_told=held.major.executives_told), book().orders
    )
    held.say(Kind.MAJOR_ENDED, by, {"reason": reason}, cause)
    held.keep(by=by, now=now)
    publish_majors({held.incident.id: False})
    return held.major
