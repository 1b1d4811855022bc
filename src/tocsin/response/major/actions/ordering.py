"""Standing orders: executives are told, promised updates are nagged and escalated."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext_lazy

from tocsin.foundation.accounts.models import Person
from tocsin.foundation.accounts.rules import SYSTEM, Actor
from tocsin.foundation.config.reads import value
from tocsin.foundation.services.reads import service_names, weights_of
from tocsin.kernel import clock
from tocsin.register.core.entries import Kind
from tocsin.register.work.answering import answerable
from tocsin.register.work.options import EXECUTIVES as CHOSEN
from tocsin.response.major import queries
from tocsin.response.major.actions.deciding import deciders
from tocsin.response.major.actions.holding import (
    Held,
    hold_to_work,
    pace_of,
    set_pace,
)
from tocsin.response.major.cadence import (
    EXECUTIVES,
    NAG,
    Pace,
    Step,
    next_step,
    promised,
    taken,
)
from tocsin.response.major.filling import fit_for
from tocsin.response.major.losing import loss_so_far
from tocsin.response.major.models import Major
from tocsin.response.major.published import book
from tocsin.response.major.refusals import PromiseUnfit
from tocsin.response.major.rules import (
    COMMUNICATIONS,
    LIAISON,
    MANAGER,
    MOST_MINUTES,
)
from tocsin.response.major.telling import Facts, brief, wake

BATCH = 200
_MOST_STEPS = 8
_NAG = gettext_lazy("Users were promised an update, and it is due soon.")
_OVERDUE = gettext_lazy("The update that users were promised is overdue.")


@transaction.atomic
def keep_orders(batch: int = BATCH) -> int:
    """What is due on major incidents is done, by any number of processes, each step
    once; says how many incidents moved."""
    now = clock.now()
    ids = queries.claim_due(now, batch)
    if not ids:
        return 0
    incidents = answerable(ids, lock=True)
    for major in Major.objects.filter(incident_id__in=ids).order_by("incident_id"):
        _advance(Held(major, incidents[major.incident_id]), now)
    return len(ids)


def _advance(held: Held, now: datetime) -> None:
    orders, pace = book().orders, pace_of(held.major)
    for _step in range(_MOST_STEPS):
        step = next_step(pace, orders)
        if step is None or step.at > now:
            break
        pace = taken(pace, step, orders, now)
        if step.does == EXECUTIVES and not held.incident.is_open:
            pace = Pace(executives_told=pace.executives_told)
        _carry_out(held, step, pace, now)
    set_pace(held.major, pace, orders)
    held.keep(by=SYSTEM, now=now)


def _carry_out(held: Held, step: Step, pace: Pace, now: datetime) -> None:
    if step.does == EXECUTIVES:
        _tell_executives(held, pace, now)
    elif step.does == NAG:
        _remind(held, pace, now)
    else:
        _escalate(held, pace, now)


def _tell_executives(held: Held, pace: Pace, now: datetime) -> None:
    """Top management hears of it, quietly and in words of its own."""
    incident = held.incident
    chosen = fit_for(incident, value(CHOSEN))
    people = list(Person.objects.filter(key__in=chosen).order_by("key"))
    if not people:
        return
    service = incident.service_id or ""
    weight = weights_of([service]).get(service) if service else None
    facts = Facts(
        incident,
        service_names([service]).get(service, "") if service else "",
        weight.users if weight else 0,
        loss_so_far(service, incident.registered_at, now),
        pace.executives_at,
    )
    number = pace.executives_told
    place = f"major:{held.life}:executives:{number}"
    for person in people:
        cause = f"{place}:{person.key}"
        over = not incident.is_open
        page = brief(person, incident, cause=cause, facts=facts, is_over=over)
        held.pages.append(page)
    next_at = pace.executives_at.isoformat() if pace.executives_at else ""
    body = {"people": [p.key for p in people], "number": number, "next_at": next_at}
    held.say(Kind.EXECUTIVES_TOLD, SYSTEM, body, place)


def _remind(held: Held, pace: Pace, now: datetime) -> None:
    """Whoever does communications is paged before it is due; while nobody does, who
    manages it."""
    posts = held.posts
    named = [posts[r].person_id for r in (COMMUNICATIONS, MANAGER) if r in posts][:1]
    _page(held, named, f"nag:{_due(pace)}", _NAG, now)


def _escalate(held: Held, pace: Pace, now: datetime) -> None:
    """It did not come: the manager, the liaison and communications are paged, and the
    timeline says so."""
    posts = held.posts
    roles = (MANAGER, LIAISON, COMMUNICATIONS)
    named = list(dict.fromkeys(posts[r].person_id for r in roles if r in posts))
    told = _page(held, named, f"overdue:{_due(pace)}", _OVERDUE, now)
    body = {"due_at": _due(pace), "people": told}
    cause = f"major:{held.life}:overdue:{_due(pace)}"
    held.say(Kind.UPDATE_OVERDUE, SYSTEM, body, cause)


def _due(pace: Pace) -> str:
    return pace.update_at.isoformat() if pace.update_at else ""


def _page(
    held: Held, keys: Collection[str], place: str, said: object, now: datetime
) -> list[str]:
    """Those of these people who may be paged; whoever decides while there is none."""
    able = fit_for(held.incident, keys)
    people = list(Person.objects.filter(key__in=able).order_by("key"))
    for person in people or deciders(held.incident, now):
        with translation.override(person.language):
            told = str(said)
        cause = f"major:{held.life}:{place}:{person.key}"
        held.pages.append(wake(person, held.incident, cause=cause, said=told))
    return [person.key for person in people or deciders(held.incident, now)]


@transaction.atomic
def promise_update(incident_id: int, *, minutes: int, by: Actor) -> Major:
    """Users are promised to hear again within so many minutes from now; what was
    overdue is so no more."""
    held = hold_to_work(incident_id, by=by)
    if not 1 <= minutes <= MOST_MINUTES:
        raise PromiseUnfit(most=MOST_MINUTES)
    now = clock.now()
    pace = promised(pace_of(held.major), now + timedelta(minutes=minutes))
    set_pace(held.major, pace, book().orders)
    held.say(Kind.UPDATE_PROMISED, by, {"due_at": _due(pace)})
    return held.keep(by=by, now=now)
