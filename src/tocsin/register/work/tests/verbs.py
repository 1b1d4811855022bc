"""Every verb with what it needs to be told, so that tests can try them all."""

from collections.abc import Callable
from datetime import datetime
from inspect import signature
from typing import Any

from tocsin.foundation.accounts.rules import SYSTEM, Actor
from tocsin.foundation.fields.actions import publish_field
from tocsin.foundation.fields.reads import fields
from tocsin.register.core.models import Entry, Incident
from tocsin.register.work import actions

# A reference stands for another incident, an entry for a note of this one.
TOLD: dict[str, dict[str, Any]] = {
    "accept": {},
    "acknowledge": {},
    "amend": {"facts": {"symptoms": "It smells of smoke."}},
    "assign": {"team": "application"},
    "begin_diagnosis": {},
    "cancel": {"cause": "false_alarm"},
    "classify": {"category": "application/minor-fault", "impact": 3, "urgency": 3},
    "close": {"resolution": "permanent"},
    "confirm": {},
    "hand_back": {"reason": "It is not ours."},
    "inform": {"people": ["p-marc"], "reason": "They should know."},
    "lift_restriction": {},
    "mitigate": {"note": "Half of the load is taken away."},
    "note": {"text": "Seen it."},
    "override_priority": {"priority": 5, "reason": "Nobody is there on Sundays."},
    "own": {"owner": "p-grace"},
    "reopen": {"reason": "It is back."},
    "reply": {"text": "We are at it."},
    "resolve": {"resolution": "workaround"},
    "restore": {},
    "restrict": {"people": ["p-ada", "p-grace", "p-marc"]},
    "resume": {},
    "retract": {"entry": "a note"},
    "return_impact": {},
    "set_fields": {"fields": "a field"},
    "tag": {"add": ["a tag"]},
    "undo_cancel": {},
    "wait_for": {"cause": "supplier"},
}

# One incident in each state can be had by these, from registered on.
WAYS: dict[str, list[str]] = {
    "registered": [],
    "classified": ["classify"],
    "assigned": ["assign"],
    "diagnosis": ["accept"],
    "waiting": ["accept", "wait_for"],
    "restored": ["restore"],
    "resolved": ["resolve"],
    "closed": ["close"],
    "cancelled": ["cancel"],
}


def verb(name: str) -> Callable[..., Incident]:
    found: Callable[..., Incident] = getattr(actions, name)
    return found


def takes(name: str, argument: str) -> bool:
    return argument in signature(verb(name)).parameters


def _a_field_is_published() -> None:
    if not fields():
        store = {"title": "Store", "type": "text"}
        publish_field("store", store, by=SYSTEM, why="Tried here.")


def do(
    name: str,
    incident: Incident,
    by: Actor,
    *,
    other: Incident | None = None,
    at: datetime | None = None,
    **told: Any,
) -> Incident:
    """The verb, told what it needs."""
    words = TOLD[name] | told
    if words.get("ref") == "another":
        assert other is not None, "a link needs another incident"
        words["ref"] = other.ref
    if words.get("entry") == "a note":
        notes = Entry.objects.filter(incident=incident, kind="noted")
        words["entry"] = notes.values_list("seq", flat=True).first() or 0
    if words.get("fields") == "a field":
        _a_field_is_published()
        words["fields"] = {"store": f"Store {incident.seq}"}
    if words.get("add") == ["a tag"]:
        words["add"] = [f"tag-{incident.seq}"]
    if at and takes(name, "happened_at"):
        words["happened_at"] = at
    return verb(name)(incident.id, by=by, **words)
