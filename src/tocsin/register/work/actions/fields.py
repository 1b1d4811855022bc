"""Values of the organisation's own fields, and flags for those that are wanted."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from tocsin.foundation.accounts.rules import Actor
from tocsin.foundation.fields.reads import fields, fields_for
from tocsin.register.core.actions.writer import Draft
from tocsin.register.core.entries import Kind
from tocsin.register.core.models import Incident
from tocsin.register.core.rules import CLOSED, RESOLVED
from tocsin.register.work.actions.frame import begin, draft, say
from tocsin.register.work.fields import (
    FLAG,
    changes_of,
    flags_of_fields,
    missing_fields,
)
from tocsin.register.work.refusals import NothingToDo

_STAGE = {RESOLVED: "resolving", CLOSED: "closing"}


@transaction.atomic
def set_fields(
    incident_id: int, *, fields: Mapping[str, Any], by: Actor, seq: int | None = None
) -> Incident:
    """The fields hold this from now on; null or an empty text empties one. What is
    unknown or cannot be held is refused, because the person is there to be asked."""
    incident = begin(incident_id, "set_fields", by, seq)
    changes = changes_of(incident, fields)
    if not changes:
        raise NothingToDo
    held = incident.fields | changes
    held = {key: value for key, value in held.items() if value is not None}
    stage = _STAGE.get(incident.state, "registering")
    missing = missing_fields(held, incident.category_id, incident.model, stage)
    emptied = {f"{FLAG}{key}" for key, value in changes.items() if value is None}
    body: dict[str, Any] = {"fields": changes}
    if flags := sorted(emptied & {*missing}):
        body["flags"] = flags
    return say(incident, Kind.FIELDS_SET, body, by)


def flag_fields(incident: Incident, stage: str, *, by: Actor) -> Incident:
    """What the fields do not tell and should by now is flagged; part of a verb of
    `by` whose right was checked."""
    missing = missing_fields(
        incident.fields, incident.category_id, incident.model, stage
    )
    new = sorted({*missing} - {*incident.flags})
    return say(incident, Kind.FLAGGED, {"flags": new}, by) if new else incident


def fields_of_category(incident: Incident, category: str) -> list[Draft]:
    """What another category changes: its fields are wanted, others no longer."""
    rule = Actor(kind="rule", id="fields", name="", via="register")
    has = {field.key for field in fields_for(category, incident.model)}
    foreign = {field.key for field in fields()} - has
    drafts = []
    if gone := sorted(flags_of_fields(incident.flags) & foreign):
        body = {"fields": dict.fromkeys(gone)}
        drafts.append(draft(incident, Kind.FIELDS_SET, body, by=rule))
    missing = missing_fields(incident.fields, category, incident.model)
    if new := sorted({*missing} - {*incident.flags}):
        drafts.append(draft(incident, Kind.FLAGGED, {"flags": new}, by=rule))
    return drafts
