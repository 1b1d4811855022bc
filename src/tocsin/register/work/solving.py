"""Who solved something like it before, citing the incidents."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from tocsin.foundation.accounts.rules import Actor
from tocsin.register.core.reads.visible import visible_to

_LOOKED_AT, _CITED = 200, 3


@dataclass(frozen=True, slots=True)
class Solver:
    """A person, how many such incidents they owned when those were resolved, and the
    latest of them."""

    person: str
    count: int
    refs: Sequence[str]


def solved_before(
    actor: Actor, *, service: str | None, category: str | None, without: int = 0
) -> list[Solver]:
    """Of the last incidents of this service or category that the actor sees: who owned
    them when they were resolved, whoever did so most first. Drills count for nobody."""
    alike = Q()
    if service:
        alike |= Q(service_id=service)
    if category:
        alike |= Q(category_id=category)
    if not alike:
        return []
    rows: Any = visible_to(actor).filter(
        alike, resolved_at__isnull=False, owner__isnull=False, is_drill=False
    )
    rows = rows.exclude(id=without).order_by("-resolved_at")
    found: dict[str, list[str]] = {}
    for person, ref in rows.values_list("owner__key", "ref")[:_LOOKED_AT]:
        found.setdefault(person, []).append(ref)
    solvers = [Solver(key, len(refs), refs[:_CITED]) for key, refs in found.items()]
    return sorted(solvers, key=lambda each: (-each.count, each.person))[:5]
