from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

import orjson
from msgspec import Struct

from tocsin.intake.alerts.changes import AlertFacts
from tocsin.intake.alerts.rules import Standing
from tocsin.kernel import sql

_SQL = sql.load("tocsin.intake.alerts")


class _Latest(Struct, gc=False):
    """Instants in microseconds since 1970."""

    n: int
    id: int
    state: str
    content: int
    episode_at: int | None
    starts_at: int
    ended_why: str
    acknowledged_at: int | None
    incident_id: int | None


class Repeat(Struct, gc=False):
    """So often an alert was said again, when last, and until when it holds; `content`
    and `episode_at` are as they were left."""

    id: int
    source_id: int
    key: str
    content: int
    episode_at: datetime | None
    times: int
    last_seen_at: datetime
    expires_at: datetime | None


@dataclass(slots=True)
class _Number:
    number: int


@dataclass(slots=True)
class Tally:
    incident_id: int
    alerts: int
    standing: int


def lock_latest(keys: Sequence[tuple[int, str]]) -> list[Standing | None]:
    """For each source and key, in the order given, the last alert, locked."""
    found: list[Standing | None] = [None] * len(keys)
    rows = sql.fetch(
        _SQL["lock_latest"],
        _Latest,
        sources=sql.numbers([source for source, _key in keys]),
        keys=sql.texts([key for _source, key in keys]),
    )
    for row in rows:
        episode, acknowledged = row.episode_at, row.acknowledged_at
        found[row.n - 1] = Standing(
            row.id,
            row.state,
            row.content,
            None if episode is None else sql.instant(episode),
            sql.instant(row.starts_at),
            row.ended_why,
            None if acknowledged is None else sql.instant(acknowledged),
            row.incident_id,
        )
    return found


def repeat_alerts(
    rows: Sequence[tuple[int, int, datetime, datetime | None]],
) -> int:
    """Each an alert's id, how often it was told, when last, and until when it holds."""
    micros = cache(sql.micros)
    return sql.execute(
        _SQL["repeat_alerts"],
        ids=sql.numbers([row[0] for row in rows]),
        repeats=sql.numbers([row[1] for row in rows]),
        seen=sql.numbers([micros(row[2]) for row in rows]),
        expires=sql.numbers([micros(row[3]) for row in rows]),
    )


def count_repeats(rows: Sequence[Repeat]) -> int:
    """How many of these rows were as they were left, and say it was said again."""
    micros = cache(sql.micros)
    return sql.execute(
        _SQL["count_repeats"],
        ids=sql.numbers([row.id for row in rows]),
        sources=sql.numbers([row.source_id for row in rows]),
        keys=sql.texts([row.key for row in rows]),
        contents=sql.numbers([row.content for row in rows]),
        episodes=sql.numbers([micros(row.episode_at) for row in rows]),
        times=sql.numbers([row.times for row in rows]),
        seen=sql.numbers([micros(row.last_seen_at) for row in rows]),
        expires=sql.numbers([micros(row.expires_at) for row in rows]),
    )


def move_alerts(rows: Sequence[Mapping[str, Any]]) -> int:
    return sql.execute(_SQL["move_alerts"], rows=orjson.dumps(rows).decode())


def draw_alert_ids(count: int) -> list[int]:
    return [n.number for n in sql.fetch(_SQL["draw_alert_ids"], _Number, count=count)]


def facts_of_alerts(ids: Sequence[int]) -> list[AlertFacts]:
    found = sql.fetch(_SQL["facts_of_alerts"], AlertFacts, ids=list(ids))
    for alert in found:
        alert.labels = _mapping(alert.labels)
        alert.annotations = _mapping(alert.annotations)
    return found


def join_incidents(rows: Sequence[tuple[int, int | None, str]]) -> int:
    """Each an alert's id, its incident's id or None, and what suppresses it."""
    if not rows:
        return 0
    ids, incidents, suppressed = zip(*rows, strict=True)
    return sql.execute(
        _SQL["join_incidents"],
        ids=list(ids),
        incidents=list(incidents),
        suppressed=list(suppressed),
    )


def standing_of_incidents(incidents: Sequence[int]) -> list[Tally]:
    return sql.fetch(_SQL["standing_of_incidents"], Tally, incidents=list(incidents))


def _mapping(told: Any) -> Mapping[str, str]:
    found: Mapping[str, str] = told if isinstance(told, dict) else orjson.loads(told)
    return found


@dataclass(slots=True)
class Changes:
    """The latest changes of state of a key, the last incident it belonged to, and how
    many alerts these are. What it did until it settled last is past."""

    source_id: int
    key: str
    changes: Sequence[datetime]
    incident_id: int | None
    alerts: int
    settled_at: datetime | None


@dataclass(slots=True)
class _Id:
    id: int


def recent_changes(keys: Sequence[tuple[int, str]], since: datetime) -> list[Changes]:
    """Of those of these keys that were told of before within this time."""
    if not keys:
        return []
    sources, names = zip(*keys, strict=True)
    return sql.fetch(
        _SQL["recent_changes"],
        Changes,
        sources=list(sources),
        keys=list(names),
        since=since,
    )


def latest_of_keys(keys: Sequence[tuple[int, str]]) -> list[AlertFacts]:
    """The last alert of each of these keys, whatever its state."""
    if not keys:
        return []
    sources, names = zip(*keys, strict=True)
    found = sql.fetch(
        _SQL["latest_of_keys"], _Id, sources=list(sources), keys=list(names)
    )
    return facts_of_alerts([row.id for row in found])


def lapse_alerts(until: datetime, now: datetime, limit: int) -> list[int]:
    """The ids of the alerts that ended or are without data, promised until then."""
    found = sql.fetch(_SQL["lapse_alerts"], _Id, until=until, now=now, limit=limit)
    return [row.id for row in found]


def oldest_waiting() -> datetime | None:
    """When the first request was received that waits to be folded."""
    found = sql.fetch(_SQL["oldest_waiting"], _At)
    return found[0].at if found else None


def forget_names(people: Sequence[str]) -> int:
    """What was told of them is gone; in how many lines of history it stood."""
    return sql.execute(_SQL["forget_names"], people=list(people))


def marks_standing() -> list[str]:
    """What holds back alerts that stand, each mark once."""
    return [row.mark for row in sql.fetch(_SQL["marks_standing"], _Mark)]


def tell_endings(ids: Sequence[int], kind: str, now: datetime, why: str) -> int:
    """The alerts' history says that this happened to them, and why."""
    return sql.execute(_SQL["tell_endings"], ids=list(ids), kind=kind, now=now, why=why)


@dataclass(slots=True)
class _At:
    at: datetime


@dataclass(slots=True)
class _Mark:
    mark: str
