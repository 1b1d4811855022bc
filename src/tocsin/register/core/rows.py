"""How states and rows are turned into each other: one list of columns."""

from collections.abc import Sequence
from dataclasses import fields
from typing import Any

from tocsin.register.core.models import Incident
from tocsin.register.core.projection import State

# Columns of the row that hold JSON.
JSON_COLUMNS = ("told", "flags", "tags", "fields", "links")
STATE_COLUMNS = tuple(column.name for column in fields(State))
INCIDENT_COLUMNS = (
    *"id ref source source_ref seq head changed_at".split(),
    *"next_due_at next_due_label alerts_count swarm_open major".split(),
    *STATE_COLUMNS,
)
ENTRY_COLUMNS = (
    "incident_id seq kind kind_version happened_at happened_basis recorded_at".split()
    + "actor_kind actor_id on_behalf_of via cause audience corrects".split()
    + "origin is_drill body previous hash".split()
)

_MANY = 5000


def state_of(incident: Incident) -> State:
    return State(**{name: getattr(incident, name) for name in STATE_COLUMNS})


def states_of(ids: Sequence[int]) -> dict[int, State]:
    rows: Any = Incident.objects.filter(id__in=ids).values_list("id", *STATE_COLUMNS)
    # A cursor of the server costs three more statements, which few rows are not worth.
    found = rows.iterator(chunk_size=_MANY) if len(ids) > _MANY else rows
    return {row[0]: State(*row[1:]) for row in found}
