"""What was said of incidents, as far as machines follow it: entries of some kinds."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson

from tocsin.foundation.accounts.rules import Actor
from tocsin.register.core.models import Entry, Incident
from tocsin.register.core.reads.visible import visible_to
from tocsin.register.core.rules import ENDED


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


_NAMES = tuple(Spoken.__slots__)


def spoken_of(ids: Collection[int], kinds: Collection[str]) -> dict[int, list[Spoken]]:
    """By incident: its entries of these kinds, by `seq`."""
    found: dict[int, list[Spoken]] = {}
    for incident_id, entry in _spoken(ids, kinds):
        found.setdefault(incident_id, []).append(entry)
    return found


def _spoken(
    ids: Collection[int], kinds: Collection[str]
) -> Iterator[tuple[int, Spoken]]:
    rows: Any = Entry.objects.filter(incident_id__in=ids, kind__in=sorted(kinds))
    rows = rows.order_by("incident_id", "seq").values_list("incident_id", *_NAMES)
    for incident_id, seq, kind, happened, recorded, body, *rest in rows.iterator():
        told = body if isinstance(body, dict) else orjson.loads(body)
        yield incident_id, Spoken(seq, kind, happened, recorded, told, *rest)


def open_after(id: int, limit: int) -> list[int]:
    """The ids of open incidents beyond an id, in their order."""
    rows = Incident.objects.exclude(state__in=sorted(ENDED)).filter(id__gt=id)
    return list(rows.order_by("id").values_list("id", flat=True)[:limit])


def hidden_from(actor: Actor) -> list[int]:
    """The restricted incidents that this actor does not see: to be left out where
    another room counts."""
    seen = visible_to(actor).filter(restricted=True).values("id")
    secret = Incident.objects.filter(restricted=True).exclude(id__in=seen)
    return list(secret.values_list("id", flat=True))
