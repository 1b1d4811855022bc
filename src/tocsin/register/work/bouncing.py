"""Incidents that go to and fro between teams: each one's way, and the numbers."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from django.db.models import Count, Q

from tocsin.foundation.accounts.rules import Actor
from tocsin.register.core.models import Entry, Incident
from tocsin.register.core.reads.visible import visible_to
from tocsin.register.work.moves import MOVES, Move, Way, move_of, way

MOST = 5000


@dataclass(frozen=True, slots=True)
class Bouncing:
    """An incident that came back to a team, or was returned."""

    incident: Incident
    way: Way


@dataclass(frozen=True, slots=True)
class Handed:
    """Of a category (or of no category): how many incidents were registered, how many
    of them went to another team, came back to one, were returned; how often in all."""

    category: str
    incidents: int
    reassigned: int = 0
    bounced: int = 0
    returned: int = 0
    moves: int = 0
    bounces: int = 0

    @property
    def share(self) -> int:
        return round(100 * self.bounced / self.incidents) if self.incidents else 0


@dataclass(frozen=True, slots=True)
class Report:
    """What bounced among the incidents registered in a period; `is_cut` when there
    were more that went from team to team than are looked at."""

    rows: Sequence[Bouncing]
    categories: Sequence[Handed]
    is_cut: bool


def moves_of(ids: Sequence[int]) -> dict[int, list[Move]]:
    """By id, who had these incidents, one after another, as it was said."""
    rows = Entry.objects.filter(incident_id__in=ids, kind__in=MOVES)
    found: dict[int, list[Move]] = {}
    names = ("incident_id", "kind", "actor_kind", "actor_id", "body")
    told: Any = rows.order_by("incident_id", "seq").values_list(*names)
    for number, kind, actor_kind, actor, written in told:
        body = written if isinstance(written, dict) else orjson.loads(written)
        if move := move_of(kind, (actor_kind, actor), body):
            found.setdefault(number, []).append(move)
    return found


def way_of(incident: Incident) -> Way:
    """The way that one incident took."""
    return way(moves_of([incident.id]).get(incident.id, ()))


def bouncing(
    actor: Actor, since: datetime, until: datetime, *, team: str = ""
) -> Report:
    """Incidents registered in the period that went to and fro, the worst first, as far
    as the actor may see; numbers by category. With a team: those that it had."""
    registered = visible_to(actor).filter(
        registered_at__gte=since, registered_at__lt=until, is_drill=False
    )
    handed = registered.filter(reassigned_count__gt=0).select_related(
        "team", "owner", "service", "category"
    )
    rows = list(handed.order_by("-reassigned_count", "-id")[:MOST])
    ways = {n: way(moves) for n, moves in moves_of([r.id for r in rows]).items()}
    found = [Bouncing(row, ways.get(row.id, Way())) for row in rows]
    bad = [one for one in found if one.way.bounced or one.way.returned]
    if team:
        bad = [one for one in bad if team in one.way.teams]
    bad.sort(key=lambda one: (-one.way.bounced, -one.way.returned, -one.incident.id))
    return Report(bad, _numbers(registered, found), len(rows) == MOST)


def _numbers(registered: Any, found: Sequence[Bouncing]) -> list[Handed]:
    counted: Mapping[str | None, Any] = {
        key: (count, moved)
        for key, count, moved in registered.values_list("category_id").annotate(
            count=Count("id"), moved=Count("id", filter=Q(reassigned_count__gt=0))
        )
    }
    by: dict[str | None, list[Way]] = {}
    for one in found:
        by.setdefault(one.incident.category_id, []).append(one.way)
    numbers = [
        _handed(key, count, moved, by.get(key, []))
        for key, (count, moved) in counted.items()
    ]
    return sorted(numbers, key=lambda n: (-n.bounces, -n.returned, -n.reassigned))


def _handed(key: str | None, count: int, moved: int, ways: Sequence[Way]) -> Handed:
    return Handed(
        category=key or "",
        incidents=count,
        reassigned=moved,
        bounced=sum(one.bounced > 0 for one in ways),
        returned=sum(one.returned > 0 for one in ways),
        moves=sum(one.reassigned for one in ways),
        bounces=sum(one.bounced for one in ways),
    )


def to_and_fro(rows: Sequence[Incident]) -> Iterator[Bouncing]:
    """Of these incidents, those that came back to a team or were returned."""
    moved = [row for row in rows if row.reassigned_count]
    ways = moves_of([row.id for row in moved]) if moved else {}
    for row in moved:
        found = way(ways.get(row.id, ()))
        if found.bounced or found.returned:
            yield Bouncing(row, found)
