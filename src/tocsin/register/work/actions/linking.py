"""Both sides of a link, as entries; the verbs above and beside decide when."""

from collections.abc import Iterable
from typing import Any

from tocsin.register.core.actions.writer import Draft
from tocsin.register.core.entries import Kind
from tocsin.register.core.models import Incident
from tocsin.register.core.rules import MIRRORED
from tocsin.register.work.actions.frame import draft


def lock_all(ids: Iterable[int]) -> None:
    """Several incidents are locked in id order, like everything that locks several."""
    rows = Incident.objects.filter(id__in=set(ids)).order_by("id")
    list(rows.select_for_update(no_key=True).values_list("id"))


def both_linked(
    incident: Incident, other: Incident, relation: str, **more: Any
) -> list[Draft]:
    """Each of the two says what the other is to it."""
    return _both(Kind.LINKED, incident, other, relation, more)


def both_unlinked(
    incident: Incident, other: Incident, relation: str, **more: Any
) -> list[Draft]:
    """Each of the two takes back what the other was to it."""
    return _both(Kind.UNLINKED, incident, other, relation, more)


def _both(
    kind: Kind, incident: Incident, other: Incident, relation: str, more: dict[str, Any]
) -> list[Draft]:
    ours = {"ref": other.ref, "relation": relation, **more}
    theirs = {"ref": incident.ref, "relation": MIRRORED[relation]}
    return [draft(incident, kind, ours), draft(other, kind, theirs)]
