"""Moving alerts: what was told, in sets, in the caller's transaction.

Events are gathered per source and key, the last alert of each is locked in key
order, and its life goes on event by event; then new alerts are copied in, repeats
are counted in one statement and changes written in another. Of two that fold at
once the second waits for the first.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import orjson

from tocsin.intake.alerts import queries
from tocsin.intake.alerts.changes import AlertFacts, Moved, Received
from tocsin.intake.alerts.rules import (
    GROUP,
    SERVICE,
    TEXT,
    URL,
    Life,
    Standing,
    fitting_key,
    live,
    title_of,
)
from tocsin.intake.events.event import Event
from tocsin.intake.events.naming import services_told
from tocsin.kernel import sql

_NEW = (
    "id",
    "source_id",
    "key",
    "state",
    "severity",
    "title",
    "description",
    "service",
    "service_told",
    "labels",
    "annotations",
    "fingerprint",
    "group_key",
    "url",
    "starts_at",
    "episode_at",
    "ends_at",
    "ended_why",
    "content",
    "count",
    "first_seen_at",
    "last_seen_at",
    "expires_at",
    "acknowledged_at",
    "acknowledged_by",
    "suppressed",
    "is_drill",
)
_AS_JSON = ("labels", "annotations")
_HISTORY = (
    "retention",
    "recorded_at",
    "happened_at",
    "alert_id",
    "source_id",
    "request_id",
    "kind",
    "body",
)

# What an alert's row and its facts both hold, alike.
_SAME = tuple(
    name for name in AlertFacts.__slots__ if name in _NEW and name not in _AS_JSON
)

Key = tuple[int, str]
Lives = list[tuple[Key, list[Life], Received]]


def apply(
    told: Sequence[Received],
    now: datetime,
    *,
    retention: Mapping[int, int] | None = None,
    usual: Mapping[int, str] | None = None,
) -> Moved:
    """Alerts are as these events leave them; says which of them moved.

    `retention` is the days that history is kept, `usual` the service of alerts that
    name none, both by source.
    """
    lives = _lives(told)
    if not lives:
        return Moved()
    names = services_told(
        {life.told.service for _k, every, _r in lives for life in every if life.told}
    )
    # What ended goes first: its key may have begun again in the same turn.
    _store_old(lives, names)
    ids, facts = _store_new(lives, names, usual or {})
    _store_history(lives, ids, now, retention or {})
    return _moved(lives, ids, facts)


def _lives(told: Sequence[Received]) -> Lives:
    """Each key with its lives in this turn, in key order, and one of its events."""
    gathered: dict[Key, list[Received]] = {}
    for one in told:
        key = (one.source_id, fitting_key(one.event.key))
        gathered.setdefault(key, []).append(one)
    keys = sorted(gathered)
    standing = queries.lock_latest(keys)
    return [
        (key, _live(s, gathered[key]), gathered[key][-1])
        for key, s in zip(keys, standing, strict=True)
    ]


def _live(standing: Standing | None, told: Sequence[Received]) -> list[Life]:
    return live(
        standing, [(t.event, t.request.received_at, t.request.id) for t in told]
    )


def _store_new(
    lives: Lives, names: Mapping[str, str], usual: Mapping[int, str]
) -> tuple[dict[int, int], dict[int, AlertFacts]]:
    """New alerts are rows; gives their ids by the identity of their lives, and what
    they are, which nobody has to read back."""
    fresh = [(k, life, r) for k, every, r in lives for life in every if life.is_new]
    if not fresh:
        return {}, {}
    drawn = queries.draw_alert_ids(len(fresh))
    rows = [
        _row(number, key, life, one, names, usual)
        for number, (key, life, one) in zip(drawn, fresh, strict=True)
    ]
    sql.copy_rows("alerts_alert", _NEW, rows)
    ids = {
        id(life): number for number, (_k, life, _r) in zip(drawn, fresh, strict=True)
    }
    facts = [
        _facts(row, life, one) for row, (_k, life, one) in zip(rows, fresh, strict=True)
    ]
    return ids, {alert.id: alert for alert in facts}


def _facts(row: tuple[Any, ...], life: Life, one: Received) -> AlertFacts:
    held = dict(zip(_NEW, row, strict=True))
    event = life.told
    assert event is not None
    return AlertFacts(
        source=one.request.source,
        tool=one.request.tool,
        **{name: held[name] for name in _SAME},
        labels=event.labels,
        annotations=event.annotations,
    )


def _row(
    number: int,
    key: Key,
    life: Life,
    one: Received,
    names: Mapping[str, str],
    usual: Mapping[int, str],
) -> tuple[Any, ...]:
    event = life.told
    assert event is not None
    service = names.get(event.service.casefold(), "") or usual.get(key[0], "")
    return (
        number,
        key[0],
        key[1],
        life.state,
        event.severity,
        title_of(event),
        event.description[:TEXT],
        service,
        event.service[:SERVICE],
        orjson.dumps(event.labels).decode(),
        orjson.dumps(event.annotations).decode(),
        event.fingerprint,
        event.group_key[:GROUP],
        event.url[:URL],
        life.starts_at,
        life.episode_at,
        life.ends_at,
        life.ended_why,
        life.content,
        life.repeats,
        life.first_seen_at,
        life.last_seen_at,
        life.expires_at,
        life.acknowledged_at,
        life.acknowledged_by,
        "",
        one.is_drill,
    )


def _store_old(lives: Lives, names: Mapping[str, str]) -> None:
    old = [life for _k, every, _r in lives for life in every if life.standing]
    same = [
        (life.standing.id, life.repeats, life.last_seen_at, life.expires_at)
        for life in old
        if life.standing and life.last_seen_at and not life.is_changed
    ]
    if same:
        queries.repeat_alerts(same)
    moved = [life for life in old if life.is_changed]
    if moved:
        queries.move_alerts([_change(life, names) for life in moved])


def _change(life: Life, names: Mapping[str, str]) -> dict[str, Any]:
    assert life.standing is not None
    return {
        "id": life.standing.id,
        "state": life.state,
        "episode_at": life.episode_at,
        "ends_at": life.ends_at,
        "ended_why": life.ended_why,
        "content": life.content,
        "repeats": life.repeats,
        "last_seen_at": life.last_seen_at,
        "expires_at": life.expires_at,
        "acknowledged_at": life.acknowledged_at,
        "acknowledged_by": life.acknowledged_by,
        "adds": life.adds,
    } | _text_of(life.told or Event(key=""), names, adds=life.adds)


def _text_of(event: Event, names: Mapping[str, str], *, adds: bool) -> dict[str, Any]:
    return {
        "severity": event.severity,
        "title": event.title[:500],
        "description": event.description[:TEXT],
        "service": names.get(event.service.casefold(), ""),
        "service_told": event.service[:SERVICE],
        "labels": event.labels,
        "annotations": {n: v for n, v in event.annotations.items() if v or adds},
        "group_key": event.group_key[:GROUP],
        "url": event.url[:URL],
    }


def _store_history(
    lives: Lives, ids: Mapping[int, int], now: datetime, retention: Mapping[int, int]
) -> None:
    """Lines of history, but for the openings, which the alerts' own rows tell."""
    lines = (
        (
            retention.get(key[0], 30),
            now,
            at,
            _id(life, ids),
            key[0],
            request,
            kind,
            orjson.dumps(body).decode(),
        )
        for key, every, _r in lives
        for life in every
        for kind, at, request, body in life.happened
    )
    if any(life.happened for _k, every, _r in lives for life in every):
        sql.copy_rows("events_event", _HISTORY, lines)


def _id(life: Life, ids: Mapping[int, int]) -> int:
    return life.standing.id if life.standing else ids[id(life)]


_LISTS = {
    "returned": "returned",
    "changed": "changed",
    "acknowledged": "acknowledged",
    "unacknowledged": "unacknowledged",
    "no_data": "no_data",
    "resolved": "resolved",
}


def _moved(
    lives: Lives, ids: Mapping[int, int], fresh: Mapping[int, AlertFacts]
) -> Moved:
    """The alerts that moved, as they stand, in the order of their ids."""
    turned = [
        (_id(life, ids), life)
        for _k, every, _r in lives
        for life in every
        if life.is_new or life.happened
    ]
    if not turned:
        return Moved()
    turned.sort(key=lambda pair: pair[0])
    old = [number for number, _life in turned if number not in fresh]
    facts = dict(fresh)
    if old:
        facts |= {alert.id: alert for alert in queries.facts_of_alerts(old)}
    moved = Moved()
    for number, life in turned:
        alert = facts[number]
        if life.is_new:
            moved.opened.append(alert)
        for kind in dict.fromkeys(kind for kind, *_rest in life.happened):
            if kind in _LISTS:
                getattr(moved, _LISTS[kind]).append(alert)
        moved.noted.extend((alert, text, by) for text, by in life.notes)
    return moved
