"""Somebody reports what is wrong, and perhaps says that it is what is known."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from tocsin.foundation.accounts.reads import person_named
from tocsin.foundation.accounts.rules import Actor
from tocsin.kernel import clock
from tocsin.register.core.actions.writer import Draft, append
from tocsin.register.core.entries import Kind
from tocsin.register.core.rules import OPEN
from tocsin.register.links.queries import leads_to, lock_links
from tocsin.register.links.refusals import LinkCircle, ParentTaken
from tocsin.register.links.rules import CHILD, FOLLOWS
from tocsin.register.work.actions import open_incident
from tocsin.register.work.actions.frame import begin, fresh, refuse_unless
from tocsin.register.work.tags import QUIET
from tocsin.response.reports.actions.frame import RULE, quieted
from tocsin.response.reports.models import Follower
from tocsin.response.reports.queries import lock_reporter
from tocsin.response.reports.reads import Known, known_as
from tocsin.response.reports.refusals import NotKnownNow
from tocsin.response.reports.words import known_already


@dataclass(frozen=True, slots=True)
class Taken:
    """A report as it was taken: the incident it is, what it was attached to, and
    whether the same person had reported that already."""

    incident: Any
    known: Known | None
    was_there: bool = False


@transaction.atomic
def report_trouble(
    report: Mapping[str, Any],
    *,
    by: Actor,
    known: str = "",
    is_drill: bool = False,
    source: str = "",
    source_ref: str = "",
) -> Taken:
    """The report is registered, whatever was told and was not; never refused.

    With `known` it becomes a child of that incident, and its reporter is answered at
    once. Whoever has reported that already adds to what they said. Where that is over
    meanwhile, the report stands on its own. Such a one is named by `source_ref` where
    it came from.
    """
    now = clock.now()
    about = _about(known, is_drill)
    told = dict(report)
    if reporter := by.id if by.is_person else by.on_behalf_of:
        told["reporter"] = reporter
    told.setdefault("detected_by", "user")
    told.setdefault("basis", "user_perception")
    told.setdefault("channel", "portal")
    told.setdefault("reported_at", now)
    if about is None:
        made = open_incident(
            told, by=by, is_drill=is_drill, source=source, source_ref=source_ref
        )
        return Taken(made, None)
    if reporter:
        lock_reporter(reporter)
        if before := _before(about, reporter):
            return Taken(_added(before, told, by), about, was_there=True)
    made = open_incident(
        _as_known(told, about), by=by, source=FOLLOWS, is_drill=is_drill
    )
    _follow(made, about, now, by)
    return Taken(fresh(made), about)


def _about(ref: str, is_drill: bool) -> Known | None:
    try:
        return known_as(ref, drills=is_drill) if ref else None
    except NotKnownNow:
        return None


def _as_known(told: Mapping[str, Any], about: Known) -> dict[str, Any]:
    """What was not told is as what is known has it."""
    facts = dict(told)
    if not any(str(facts.get(name) or "").strip() for name in ("title", "description")):
        facts["title"] = about.title
    if about.service_keys and not facts.get("service"):
        facts["service"] = about.service_keys[0]
    return facts | {"tags": [QUIET]}


def _before(about: Known, reporter: str) -> int | None:
    """The report of the same by the same person that still follows it."""
    theirs: Any = {"incident__reporter": reporter}
    rows = Follower.objects.filter(known=about.incident_id, left_at=None, **theirs)
    return rows.values_list("pk", flat=True).first()


def _added(incident_id: int, told: Mapping[str, Any], by: Actor) -> Any:
    said = [str(told.get(name) or "").strip() for name in ("title", "description")]
    text = "\n\n".join(dict.fromkeys(filter(None, said)))
    follower = Follower.objects.select_related("incident").get(pk=incident_id)
    if text:
        append([_said(incident_id, text)], by=by)
    return fresh(follower.incident)


def _said(incident_id: int, text: str) -> Draft:
    return Draft(
        incident_id,
        Kind.REPLIED,
        {"text": text},
        happened_basis="clock",
        audience="reporter",
    )


def _follow(incident: Any, known: Known, now: datetime, by: Actor) -> None:
    """The report says that it is a child of what is known, its reporter is answered,
    and what is known says so itself soon, for all that came meanwhile."""
    row: dict[str, Any] = {
        "known_id": known.incident_id,
        "since": now,
        "since_seq": incident.seq,
        "joined_at": None,
        "left_at": None,
    }
    Follower.objects.update_or_create(incident_id=incident.id, defaults=row)
    tie = {"ref": known.ref, "relation": CHILD}
    drafts = [
        Draft(incident.id, Kind.LINKED, tie, happened_basis="clock"),
        *quieted(incident.id, incident.tags, RULE),
        answer(incident.id, incident.reporter_id, known),
    ]
    append(drafts, by=by)


def answer(incident_id: int, reporter: str | None, known: Known) -> Draft:
    """The reporter reads at once what is known, and when they hear more."""
    person = person_named(reporter) if reporter else None
    text = known_already(known.title, known.text, known.next_update_at, person)
    return Draft(
        incident_id,
        Kind.REPLIED,
        {"text": text},
        happened_basis="clock",
        cause=f"known:{known.ref}",
        audience="reporter",
        by=RULE,
    )


@transaction.atomic
def attach_report(incident_id: int, *, known: str, by: Actor) -> Any:
    """A report that was made before is attached to what is known, by its reporter or by
    whoever works on it. Attached already, nothing changes."""
    now = clock.now()
    held = Follower.objects.select_for_update().filter(pk=incident_id).first()
    lock_links()
    incident = begin(incident_id, "reply", by, None)
    about = known_as(known, drills=incident.is_drill)
    if parents := incident.links.get(CHILD):
        if parents == [about.ref] and held and held.left_at is None:
            return incident
        raise ParentTaken(ref=incident.ref, parent=parents[0])
    refuse_unless(incident, "attach_report", *OPEN)
    if incident.ref == about.ref or leads_to(about.ref, incident.ref, CHILD):
        raise LinkCircle(ref=incident.ref, other=about.ref)
    _follow(incident, about, now, by)
    return fresh(incident)
