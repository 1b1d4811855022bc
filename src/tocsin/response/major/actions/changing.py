"""Emergency changes that are to mend an incident: asked for, decided, done.

What is kept of them stands in `foundation.changes`; the incident's timeline tells of
each step, in the same transaction.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from tocsin.foundation.accounts.models import Person
from tocsin.foundation.accounts.reads import names_of
from tocsin.foundation.accounts.rules import Actor, person_behind
from tocsin.foundation.changes.actions import (
    add_change,
    ask_approval,
    decide_approval,
    finish_change,
    lock_approval,
    start_change,
)
from tocsin.foundation.changes.models import Approval, ServiceChange
from tocsin.foundation.changes.reads import approval_of
from tocsin.foundation.changes.refusals import (
    ApprovalReasonWanted,
    NotTheApprover,
    OwnChange,
)
from tocsin.foundation.notify.pages import Wanted
from tocsin.kernel import clock
from tocsin.kernel.text import holdable
from tocsin.register.core.actions.writer import Draft, append
from tocsin.register.core.entries import Kind
from tocsin.register.links.rules import MENDED_BY
from tocsin.register.work.answering import Answerable
from tocsin.register.work.held import held_called
from tocsin.response.major.actions.deciding import deciders
from tocsin.response.major.actions.holding import Held, hold
from tocsin.response.major.filling import fit_for
from tocsin.response.major.rights import is_own_change, may_approve, posts_that_approve
from tocsin.response.major.telling import wake

DUTY, HOLDER = "duty", "holder"
_DECIDED = {True: Kind.CHANGE_APPROVED, False: Kind.CHANGE_REFUSED}


@transaction.atomic
def request_emergency_change(
    incident_id: int,
    *,
    by: Actor,
    title: str,
    description: str = "",
    back_out: str = "",
    risk: str = "medium",
    services: Sequence[str] | None = None,
    reason: str = "",
    started_at: datetime | None = None,
    ended_at: datetime | None = None,
    outcome: str = "done",
) -> ServiceChange:
    """The change is known and tied to the incident, and whoever approves it is paged.
    Told with when it was begun, it is backdated: done before it was approved, and
    approval is asked afterwards. Without services it is about the incident's."""
    held, now = hold(incident_id, by=by), clock.now()
    incident, backdated = held.incident, bool(started_at or ended_at)
    told = {"title": title, "description": description, "risk": risk}
    usual = [incident.service_id] if incident.service_id else []
    change = add_change(
        by=by,
        kind="emergency",
        owner=person_behind(by) or None,
        services=usual if services is None else services,
        planned_start=None if backdated else now,
        started_at=started_at or ended_at,
        ended_at=ended_at,
        outcome=outcome if ended_at else "",
        **told,
    )
    if backdated and not reason.strip():
        raise ApprovalReasonWanted(key=change.key)
    people = approvers(incident, now, without=person_behind(by))
    ask_approval(
        change,
        ref=incident.ref,
        people=people,
        by=by,
        back_out=back_out,
        backdated=backdated,
    )
    body: dict[str, Any] = {"change": change.key, "people": [*people], "risk": risk}
    body["title"] = title
    body |= {"reason": holdable(reason).strip(), "backdated": backdated or None}
    held.say(Kind.CHANGE_REQUESTED, by, body)
    for person in Person.objects.filter(key__in=people).order_by("key"):
        held.pages.append(_asked(held.incident, person, change))
    held.keep(by=by, now=now)
    tie = {"ref": change.key, "relation": MENDED_BY}
    append([Draft(incident.id, Kind.LINKED, tie, happened_basis="clock")], by=by)
    return change


def approvers(incident: Answerable, now: datetime, *, without: str) -> dict[str, str]:
    """Who is asked, and as what: whoever has the role in the major incident, else who
    is on duty as its manager, else who manages major incidents at all. Nobody is asked
    about what they asked for."""
    posts = {
        post.person_id: post.role
        for post in posts_that_approve(incident.id)
        if post.person_id != without
    }
    if posts:
        return posts
    duty = {person.key: DUTY for person in deciders(incident, now)}
    if duty.pop(without, None) is None or duty:
        return duty
    rows = Person.objects.filter(is_major_incident_manager=True, is_active=True)
    keys = set(rows.values_list("key", flat=True)) - {without}
    return dict.fromkeys(sorted(fit_for(incident, keys)), HOLDER)


def _asked(incident: Answerable, person: Person, change: ServiceChange) -> Wanted:
    with translation.override(person.language):
        said = _("Emergency change {key} waits for your decision.")
        told = said.format(key=change.key)
    cause = f"change:{change.key}:asked:{person.key}"
    why = {"change": change.key}
    path = _page_of(change)
    return wake(person, incident, cause=cause, said=told, path=path, why=why)


def _page_of(change: ServiceChange) -> str:
    return f"/changes/at/{change.key}"


@transaction.atomic
def approve_change(key: str, *, by: Actor, reason: str = "") -> Approval:
    """It may be done, and whoever asked hears of it. Twice is no mistake."""
    return _decide(key, True, by, reason)


@transaction.atomic
def refuse_change(key: str, *, by: Actor, reason: str) -> Approval:
    """It is not done: what was not begun is called off; of what was done already, it
    stays told that it was refused. Whoever asked hears of it."""
    return _decide(key, False, by, reason)


def _decide(key: str, approved: bool, by: Actor, reason: str) -> Approval:
    approval, now = lock_approval(key), clock.now()
    held = hold(_incident_of(approval), by=by)
    _need_right(approval, held, by)
    if not decide_approval(approval, approved=approved, by=by, reason=reason):
        return approval
    body: dict[str, Any] = {"change": approval.change.key, "reason": approval.reason}
    body["backdated"] = approval.is_backdated or None
    held.say(_DECIDED[approved], by, body)
    asker = Person.objects.filter(key=approval.asked_person, is_active=True).first()
    if asker and fit_for(held.incident, [asker.key]):
        held.pages.append(_told(held.incident, asker, approval, approved))
    held.keep(by=by, now=now)
    return approval


def _need_right(approval: Approval, held: Held, by: Actor) -> None:
    names = names_of(approval.people).values()
    people = ", ".join(names) or _("managers of major incidents")
    if is_own_change(by, approval):
        raise OwnChange(key=approval.change.key, people=people)
    if not may_approve(by, approval, held.incident):
        raise NotTheApprover(key=approval.change.key, people=people)


def _told(
    incident: Answerable, person: Person, approval: Approval, approved: bool
) -> Wanted:
    key, path = approval.change.key, _page_of(approval.change)
    with translation.override(person.language):
        said = _("{key} is approved.") if approved else _("{key} is refused.")
        told = said.format(key=key)
    cause = f"change:{key}:{approval.state}"
    why = {"tells": key}
    return wake(person, incident, cause=cause, said=told, path=path, why=why)


@transaction.atomic
def begin_change(
    key: str,
    *,
    by: Actor,
    at: datetime | None = None,
    why: str = "",
    before_approved: bool = False,
) -> ServiceChange:
    """It is under way; what waits for approval only by telling so, and why."""
    return start_change(key, by=by, at=at, why=why, before_approved=before_approved)


@transaction.atomic
def end_change(
    key: str,
    *,
    by: Actor,
    outcome: str = "done",
    at: datetime | None = None,
    why: str = "",
    before_approved: bool = False,
) -> ServiceChange:
    """It is over, and the incident that it was to mend says so; what waits for approval
    only by telling so, and why."""
    change = finish_change(
        key, by=by, outcome=outcome, at=at, why=why, before_approved=before_approved
    )
    approval = approval_of(change.key)
    if approval is not None:
        held = hold(_incident_of(approval), by=by)
        body: Mapping[str, Any] = {
            "change": change.key,
            "outcome": outcome,
            "reason": holdable(why).strip(),
            "backdated": approval.is_backdated or None,
        }
        cause = f"change:{change.key}:{outcome}"
        held.say(Kind.CHANGE_IMPLEMENTED, by, body, cause)
        held.keep(by=by, now=clock.now())
    return change


def _incident_of(approval: Approval) -> int:
    return held_called([approval.ref])[approval.ref].id
