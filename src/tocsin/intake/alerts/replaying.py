"""What is told again by a replay: it mends what is held and counts nothing twice."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime

from django.db.models import Q
from msgspec.structs import replace

from tocsin.intake.alerts.changes import Received
from tocsin.intake.alerts.models import Alert
from tocsin.intake.alerts.rules import fitting_key, told_again

Key = tuple[int, str]


def as_replayed(
    told: Sequence[Received], replays: AbstractSet[int]
) -> Sequence[Received]:
    """These events, with those of the requests `replays` as far as they still say
    something: what was told of a thing since then holds."""
    again = [one for one in told if one.request.id in replays] if replays else []
    if not again:
        return told
    last = _last_told({_key(one) for one in again})
    kept: list[Received] = []
    for one in told:
        if one.request.id not in replays:
            kept.append(one)
            continue
        event = told_again(one.event, one.request.received_at, last.get(_key(one)))
        if event is not None:
            kept.append(replace(one, event=event))
    return kept


def _key(one: Received) -> Key:
    return one.source_id, fitting_key(one.event.key)


def _last_told(keys: AbstractSet[Key]) -> Mapping[Key, datetime]:
    """When each of these things was last told of, as far as it ever was."""
    by_source: dict[int, list[str]] = {}
    for source, key in keys:
        by_source.setdefault(source, []).append(key)
    wanted = Q()
    for source, named in by_source.items():
        wanted |= Q(source_id=source, key__in=named)
    rows = Alert.objects.filter(wanted).order_by("source_id", "key", "-id")
    latest = rows.distinct("source_id", "key")
    return {(row.source_id, row.key): row.last_seen_at for row in latest}
