"""What was said of incidents, as far as machines follow it: entries of some kinds."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson

from tocsin.foundation.accounts.rules import Actor
from tocsin.kernel import sql
from tocsin.register.core.models import Incident
from tocsin.register.core.reads.visible import visible_to
from tocsin.register.core.rules import ENDED

_SQL = sql.load("tocsin.register.work")


@dataclass(frozen=True, slots=True)
class Spoken:
    """One entry without its private values."""

    seq: int
    kind: str
    happened_at: datetime
    recorded_at: datetime
    body: Mapping[str, Any] = field(default_factory=dict)
    audience: str = "internal"
    actor_kind: str = "person"
    actor_id: str = ""
    corrects: int | None = None
    origin: str = "lived"
    is_drill: bool = False


@dataclass(frozen=True, slots=True)
class _Row:
    """An entry as it is read, of one of many incidents."""

    incident_id: int
    seq: int
    kind: str
    happened_at: datetime
    recorded_at: datetime
    body: str
    audience: str
    actor_kind: str
    actor_id: str
    corrects: int | None
    origin: str
    is_drill: bool


def spoken_of(ids: Collection[int], kinds: Collection[str]) -> dict[int, list[Spoken]]:
    """By incident: its entries of these kinds, by `seq`."""
    found: dict[int, list[Spoken]] = {}
    for row in sql.fetch(_SQL["spoken"], _Row, ids=sorted(ids), kinds=sorted(kinds)):
        entry = Spoken(
            row.seq,
            row.kind,
            row.happened_at,
            row.recorded_at,
            orjson.loads(row.body),
            row.audience,
            row.actor_kind,
            row.actor_id,
            row.corrects,
            row.origin,
            row.is_drill,
        )
        found.setdefault(row.incident_id, []).append(entry)
    return found


def open_after(id: int, limit: int) -> list[int]:
    """The ids of open incidents beyond an id, in their order."""
    rows = Incident.objects.exclude(state__in=sorted(ENDED)).filter(id__gt=id)
    return list(rows.order_by("id").values_list("id", flat=True)[:limit])


def history_after(id: int, limit: int) -> list[int]:
    """The ids of incidents brought in as history beyond an id, in their order."""
    rows = Incident.objects.filter(origin="history", id__gt=id)
    return list(rows.order_by("id").values_list("id", flat=True)[:limit])


def hidden_from(actor: Actor) -> list[int]:
    """The restricted incidents that this actor does not see: to be left out where
    another room counts."""
    seen = visible_to(actor).filter(restricted=True).values("id")
    secret = Incident.objects.filter(restricted=True).exclude(id__in=seen)
    return list(secret.values_list("id", flat=True))
