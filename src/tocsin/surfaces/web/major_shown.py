"""An incident as a major one, on its own page and on that of majors."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from tocsin.foundation.accounts.rules import MAJOR_INCIDENT_MANAGER, Actor
from tocsin.response.major.reads import Record, record_of
from tocsin.surfaces.web.pages import DeskRequest


def as_major(
    request: DeskRequest, incident: Any, *, ever: bool = True
) -> dict[str, Any]:
    """What the piece on the incident's page needs; a requester is not shown it. It is
    not looked for where it was not `ever` proposed or declared."""
    if request.actor.is_requester:
        return {"as_major": None, "may_declare": False}
    record = record_of(request.actor, incident) if ever else None
    return {"as_major": record, "may_declare": may_declare(request.actor, record)}


def may_declare(actor: Actor, record: Record | None) -> bool:
    """Whether declaring is offered; the verb itself asks who is on duty, too."""
    if record is not None:
        return record.may_decide
    return actor.has(MAJOR_INCIDENT_MANAGER)


def met_in_words(record: Record | None) -> list[tuple[str, str]]:
    """Each criterion with the facts because of which it was met."""
    if record is None:
        return []
    return [
        (name, ", ".join(f"{key} = {_plain(value)}" for key, value in facts.items()))
        for name, facts in record.looked_at.items()
    ]


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "–"
    if isinstance(value, Mapping):
        return ", ".join(f"{n}={v}" for n, v in sorted(value.items())) or "–"
    return str(value) if value != "" else "–"
