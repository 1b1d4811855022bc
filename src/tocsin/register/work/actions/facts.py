"""What is known of an incident: classified, amended, overridden, taken back."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from tocsin.foundation.accounts.rules import Actor
from tocsin.register.core.actions.writer import Draft, append
from tocsin.register.core.entries import Kind
from tocsin.register.core.models import Entry, Incident
from tocsin.register.core.rules import OPEN
from tocsin.register.work.actions.fields import fields_of_category
from tocsin.register.work.actions.frame import (
    begin,
    draft,
    fresh,
    refuse_unless,
    refuse_unless_known,
    say,
)
from tocsin.register.work.priority import rated, routed
from tocsin.register.work.refusals import NothingToDo, ReasonWanted, UnknownValue
from tocsin.register.work.reported import understood
from tocsin.register.work.rules import WANTED


@transaction.atomic
def classify(
    incident_id: int,
    *,
    by: Actor,
    category: str | None = None,
    impact: int | None = None,
    urgency: int | None = None,
    complexity: str | None = None,
    seq: int | None = None,
    happened_at: datetime | None = None,
) -> Incident:
    """What it is and how bad it is; priority follows the matrix unless overridden.

    A first team follows the category; a team that has it already keeps it.
    """
    incident = begin(incident_id, "classify", by, seq)
    refuse_unless(incident, "classify", *OPEN)
    given = {"category": category, "impact": impact, "urgency": urgency}
    facts = _refusing(given | {"complexity": complexity})
    if not facts:
        raise NothingToDo
    whole = _facts_of(incident) | facts
    facts |= _priority(incident, whole)
    drafts = [draft(incident, Kind.CLASSIFIED, facts, happened_at)]
    if incident.team_id is None and (route := routed(whole, _at(incident))).team:
        body = {"team": route.team, "why": route.why, "owner_role": "duty_manager"}
        drafts.append(draft(incident, Kind.ASSIGNED, body))
    if "category" in facts:
        drafts += fields_of_category(incident, facts["category"])
    append(drafts, by=by)
    return fresh(incident)


@transaction.atomic
def amend(
    incident_id: int,
    *,
    facts: Mapping[str, Any],
    by: Actor,
    corrects: int | None = None,
    seq: int | None = None,
) -> Incident:
    """Facts are set anew; the timeline keeps what was said before. What was flagged
    as missing and is told now is no longer flagged; what is told as nothing (null or
    blank) is taken away, and flagged where it is wanted. Unknown values are refused,
    because the person is there to be asked."""
    incident = begin(incident_id, "amend", by, seq)
    if corrects is not None and not 0 < corrects <= incident.seq:
        raise UnknownValue(field="corrects", value=corrects, known=f"1–{incident.seq}")
    told = _refusing(facts) | _emptied(facts)
    changed = {n: v for n, v in told.items() if v != _facts_of(incident).get(n)}
    if gone := [name for name in WANTED if changed.get(name, name) in (None, "")]:
        changed["flags"] = sorted(gone)
    if not changed:
        raise NothingToDo
    if changed.keys() & {"impact", "urgency"}:
        changed |= _priority(incident, _facts_of(incident) | changed)
    # Not by `draft`, which leaves out what is empty: here it is what is told.
    said = Draft(incident.id, Kind.AMENDED, changed, None, "clock", corrects=corrects)
    append([said], by=by)
    return fresh(incident)


@transaction.atomic
def override_priority(
    incident_id: int, *, priority: int, reason: str, by: Actor, seq: int | None = None
) -> Incident:
    """The priority is this from now on, whatever the matrix says; never recomputed."""
    incident = begin(incident_id, "override_priority", by, seq)
    if not reason.strip():
        raise ReasonWanted(verb=_("Overriding a priority"))
    known = tuple("12345")
    refuse_unless_known("priority", str(priority), known)
    body = {"priority": int(priority), "reason": reason.strip()}
    return say(incident, Kind.PRIORITY_OVERRIDDEN, body, by)


@transaction.atomic
def retract(
    incident_id: int, *, entry: int, by: Actor, reason: str = "", seq: int | None = None
) -> Incident:
    """A note, a reply or time spent is taken back: still there, marked so, and no
    longer counted. Who told time that was spent may take it back themselves."""
    kinds = [Kind.NOTED, Kind.REPLIED, Kind.TIME_SPENT]
    said = Entry.objects.filter(incident=incident_id, seq=entry, kind__in=kinds)
    own = said.filter(kind=Kind.TIME_SPENT, actor_kind=by.kind, actor_id=by.id)
    verb = "spend_time" if own.exists() else "retract"
    incident = begin(incident_id, verb, by, seq)
    if not said.exists():
        known = _("notes, replies and time spent")
        raise UnknownValue(field="entry", value=entry, known=known)
    taken_back = Entry.objects.filter(incident=incident, kind=Kind.RETRACTED)
    if taken_back.filter(corrects=entry).exists():
        return incident
    return say(incident, Kind.RETRACTED, {"reason": reason}, by, corrects=entry)


def _refusing(facts: Mapping[str, Any]) -> dict[str, Any]:
    reported = understood(facts)
    for name, value in reported.told.items():
        raise UnknownValue(field=name, value=value, known="docs/api.md")
    return reported.facts


def _emptied(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Those that are told as nothing: a text is empty then, all else is not known. An
    incident without a title there is not."""
    blank = {n for n, v in facts.items() if v is None or v == "" or v == []}
    known = blank & {*_NAMES, *_KEYS} - {"title"}
    return {name: None if name in _UNKNOWN else "" for name in known}


_KEYS = ("service", "category", "reporter")
_UNKNOWN = {*_KEYS, "impact", "urgency"} | {
    *"occurred_at last_known_good_at detected_at reported_at".split()
}
_NAMES: Iterable[
    str
] = """title description basis nature channel complexity model reporter_name symptoms
    location_physical location_virtual affected still_works before_symptoms
    automatic_fix automatic_fix_text impact urgency occurred_at occurred_basis
    last_known_good_at detected_at detected_by reported_at""".split()


def _facts_of(incident: Incident) -> dict[str, Any]:
    facts = {name: getattr(incident, name) for name in _NAMES}
    return facts | {name: getattr(incident, f"{name}_id") for name in _KEYS}


def _priority(incident: Incident, facts: Mapping[str, Any]) -> dict[str, Any]:
    if incident.priority_overridden:
        return {}
    priority, reason = rated(facts)
    return {"priority": priority, "priority_reason": reason}


def _at(incident: Incident) -> datetime:
    return incident.registered_at or incident.changed_at
