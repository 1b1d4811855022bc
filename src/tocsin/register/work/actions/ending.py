"""Resolved, confirmed, closed, reopened, cancelled."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from tocsin.foundation.accounts.rules import Actor
from tocsin.foundation.classification.reads import offered_codes
from tocsin.foundation.config.reads import value
from tocsin.kernel import clock
from tocsin.register.core.actions.writer import append
from tocsin.register.core.entries import Kind
from tocsin.register.core.models import Incident
from tocsin.register.core.reads.visible import incident_for
from tocsin.register.core.rules import (
    CANCEL_CAUSES,
    CANCELLED,
    CLOSED,
    OPEN,
    RESOLUTION_KINDS,
    RESOLVED,
)
from tocsin.register.work.actions.access import restrict_alike
from tocsin.register.work.actions.fields import flag_fields
from tocsin.register.work.actions.frame import (
    begin,
    draft,
    fresh,
    refuse_unless,
    refuse_unless_known,
    say,
)
from tocsin.register.work.actions.linking import (
    both_linked,
    both_unlinked,
    lock_all,
)
from tocsin.register.work.actions.opening import open_incident
from tocsin.register.work.options import REOPEN_DAYS, UNDO_CANCEL_WINDOW
from tocsin.register.work.refusals import MergedAway, TooLate, UnknownValue

ANSWERS = ("confirmed", "not_solved", "no_answer")


@transaction.atomic
def resolve(
    incident_id: int,
    *,
    resolution: str,
    by: Actor,
    text: str = "",
    code: str = "",
    seq: int | None = None,
    happened_at: datetime | None = None,
    cause: str | None = None,
) -> Incident:
    """The fault is dealt with, in one of five ways; users are asked to confirm."""
    incident = begin(incident_id, "resolve", by, seq)
    refuse_unless_known("resolution", resolution, RESOLUTION_KINDS)
    _refuse_unless_code("resolution", code)
    refuse_unless(incident, "resolve", *OPEN)
    body = {"resolution": resolution, "text": text, "code": code}
    envelope = {"audience": "reporter", "cause": cause}
    done = say(incident, Kind.RESOLVED, body, by, happened_at, **envelope)
    return flag_fields(done, "resolving", by=by)


@transaction.atomic
def confirm(
    incident_id: int,
    *,
    by: Actor,
    answer: str = "confirmed",
    text: str = "",
    seq: int | None = None,
) -> Incident:
    """What the reporter says of the resolution. `not_solved` changes no state by
    itself: whoever reads it reopens."""
    incident = begin(incident_id, "confirm", by, seq)
    refuse_unless_known("answer", answer, ANSWERS)
    refuse_unless(incident, "confirm", RESOLVED, CLOSED)
    body = {"answer": answer, "text": text}
    return say(incident, Kind.CONFIRMED, body, by, audience="reporter")


@transaction.atomic
def close(
    incident_id: int,
    *,
    by: Actor,
    code: str = "",
    asked: Mapping[str, Any] | None = None,
    text: str = "",
    resolution: str = "",
    seq: int | None = None,
    happened_at: datetime | None = None,
    cause: str | None = None,
) -> Incident:
    """The record is complete and ended.

    `asked` holds what closing asks (IM practice guide 3.2): `user_confirmation`,
    `cost`, `invoice`, `problem_investigation`, `review`, `wrong_item`. An incident
    that is still open is resolved first, by `resolution`.
    """
    incident = begin(incident_id, "close", by, seq)
    refuse_unless(incident, "close", *OPEN, RESOLVED)
    _refuse_unless_code("closure", code)
    drafts = []
    if incident.state != RESOLVED:
        refuse_unless_known("resolution", resolution, RESOLUTION_KINDS)
        body = {"resolution": resolution, "text": text}
        first = f"{cause}/resolved" if cause else None
        drafts = [draft(incident, Kind.RESOLVED, body, happened_at, cause=first)]
    told = {name: str(value) for name, value in (asked or {}).items() if value}
    closing = {"code": code, "text": text, "told": told}
    envelope = {"audience": "reporter", "cause": cause}
    drafts.append(draft(incident, Kind.CLOSED, closing, happened_at, **envelope))
    append(drafts, by=by)
    return flag_fields(fresh(incident), "closing", by=by)


@transaction.atomic
def reopen(
    incident_id: int, *, by: Actor, reason: str = "", seq: int | None = None
) -> Incident:
    """Back in diagnosis, if it ended within the window; else a new, linked incident.

    Returns the incident that goes on: the same one or the new one.
    """
    incident = begin(incident_id, "reopen", by, seq)
    refuse_unless(incident, "reopen", RESOLVED, CLOSED)
    ended = incident.closed_at or incident.resolved_at or incident.changed_at
    if clock.now() - ended <= timedelta(days=value(REOPEN_DAYS)):
        return say(incident, Kind.REOPENED, {"reason": reason}, by, audience="reporter")
    successor = _successor(incident, reason, by)
    append(both_linked(successor, incident, "reopens"), by=by)
    return fresh(successor)


def _successor(incident: Incident, reason: str, by: Actor) -> Incident:
    """A new incident that goes on where this one ended: as secret, as much a drill."""
    facts = {
        "title": incident.title,
        "description": reason or incident.description,
        "service": incident.service_id,
        "category": incident.category_id,
        "impact": incident.impact,
        "urgency": incident.urgency,
        "reporter": incident.reporter_id,
    }
    successor = open_incident(facts, by=by, is_drill=incident.is_drill)
    return (
        restrict_alike(successor, incident, by=by) if incident.restricted else successor
    )


def _refuse_unless_code(kind: str, code: str) -> None:
    if code:
        refuse_unless_known(f"{kind} code", code, tuple(offered_codes(kind)))


@transaction.atomic
def cancel(
    incident_id: int,
    *,
    cause: str,
    by: Actor,
    duplicate_of: str = "",
    note: str = "",
    seq: int | None = None,
) -> Incident:
    """It was no incident after all, or one that is told elsewhere."""
    refuse_unless_known("cause", cause, CANCEL_CAUSES)
    other = incident_for(by, duplicate_of) if cause == "duplicate" else None
    lock_all({incident_id} | ({other.id} if other else set()))
    incident = begin(incident_id, "cancel", by, seq)
    refuse_unless(incident, "cancel", *OPEN)
    body = {"cause": cause, "note": note}
    drafts = []
    if other:
        if other.id == incident.id:
            raise UnknownValue(field="ref", value=other.ref, known=_("other incidents"))
        body |= {"duplicate_of": other.ref}
        drafts = both_linked(incident, other, "duplicate")
    drafts.append(draft(incident, Kind.CANCELLED, body, audience="reporter"))
    append(drafts, by=by)
    return fresh(incident)


@transaction.atomic
def undo_cancel(
    incident_id: int, *, by: Actor, reason: str = "", seq: int | None = None
) -> Incident:
    """Within 30 days: the incident is back where it was, and no duplicate any more."""
    before = Incident.objects.get(id=incident_id)
    other = Incident.objects.filter(ref=before.duplicate_of).first()
    lock_all({incident_id} | ({other.id} if other else set()))
    incident = begin(incident_id, "undo_cancel", by, seq)
    refuse_unless(incident, "undo_cancel", CANCELLED)
    if incident.merged_into:
        raise MergedAway(ref=incident.ref, into=incident.merged_into)
    since = incident.cancelled_at or incident.changed_at
    if clock.now() - since > UNDO_CANCEL_WINDOW:
        raise TooLate(ref=incident.ref, days=UNDO_CANCEL_WINDOW.days)
    drafts = [draft(incident, Kind.CANCELLATION_UNDONE, {"reason": reason})]
    if other and other.ref in incident.links.get("duplicate", ()):
        drafts += both_unlinked(incident, other, "duplicate")
    append(drafts, by=by)
    return fresh(incident)
