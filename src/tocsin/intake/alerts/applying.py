"""Moving alerts: what was told, in sets, in the caller's transaction.

Events are gathered per source and key, the last alert of each is locked in key
order, and its life goes on event by event; repeats are counted in one statement and
changes written in another. New alerts are copied in when it is known what becomes of
them. Of two that fold at once the second waits for the first.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from operator import itemgetter
from typing import Any

import orjson
from msgspec import Struct

from tocsin.intake.alerts import queries
from tocsin.intake.alerts.changes import AlertFacts, Moved, Received, Unwritten
from tocsin.intake.alerts.naming import keep_names
from tocsin.intake.alerts.repeating import Gathered, Key, count_repeats, remember
from tocsin.intake.alerts.rules import (
    GROUP,
    KEY,
    OVER,
    SERVICE,
    TEXT,
    URL,
    Life,
    Standing,
    fitting_key,
    live,
    title_of,
)
from tocsin.intake.alerts.writing import write_new
from tocsin.intake.events.event import Event
from tocsin.intake.events.naming import services_told
from tocsin.kernel import sql

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


class Turned(Struct, gc=False):
    """A key with its lives in this turn, what was held of its last alert before, and
    one of its events."""

    key: Key
    standing: Standing | None
    lives: list[Life]
    told: Received


Lives = list[Turned]


def apply(
    told: Sequence[Received],
    now: datetime,
    *,
    retention: Mapping[int, int] | None = None,
    usual: Mapping[int, str] | None = None,
) -> Moved:
    """Alerts are as these events leave them; says which of them moved."""
    moved = follow(told, now, retention=retention, usual=usual)
    write_new([*moved.opened, *moved.over])
    return moved


def follow(
    told: Sequence[Received],
    now: datetime,
    *,
    retention: Mapping[int, int] | None = None,
    usual: Mapping[int, str] | None = None,
) -> Moved:
    """As `apply`, but the new ones have no rows yet: they are written by whoever finds
    out what becomes of them, in the same transaction.

    `retention` is the days that history is kept, `usual` the service of alerts that
    name none, both by source.
    """
    lives = _lives(count_repeats(_gathered(told)))
    if not lives:
        return Moved()
    names = services_told(
        {life.told.service for one in lives for life in one.lives if life.told}
    )
    # What ended goes first: its key may have begun again in the same turn.
    _store_old(lives, names)
    new = _begin(lives, names, usual or {})
    _store_history(lives, new, now, retention or {})
    keep_names(
        (_id(life, new), life) for one in lives for life in one.lives if life.happened
    )
    _remember(lives, new)
    return _moved(lives, new)


def _gathered(told: Sequence[Received]) -> Gathered:
    found: dict[Key, list[Received]] = {}
    for one in told:
        name = one.event.key
        key = (one.source_id, name if len(name) <= KEY else fitting_key(name))
        held = found.get(key)
        if held is None:
            found[key] = [one]
        else:
            held.append(one)
    return found


def _lives(gathered: Gathered) -> Lives:
    """The keys of these events in their order."""
    if not gathered:
        return []
    keys = sorted(gathered)
    standing = queries.lock_latest(keys)
    return [
        Turned(key, s, _live(s, gathered[key]), gathered[key][-1])
        for key, s in zip(keys, standing, strict=True)
    ]


def _live(standing: Standing | None, told: Sequence[Received]) -> list[Life]:
    return live(
        standing, [(t.event, t.request.received_at, t.request.id) for t in told]
    )


def _remember(lives: Lives, new: Mapping[int, AlertFacts]) -> None:
    for one in lives:
        if one.lives:
            life = one.lives[-1]
            remember(one.key, _id(life, new), life, one.told.event)


def _begin(
    turned: Lives, names: Mapping[str, str], usual: Mapping[int, str]
) -> dict[int, AlertFacts]:
    """The new alerts with their numbers, by the identity of their lives."""
    fresh = [(one, life) for one in turned for life in one.lives if life.is_new]
    if not fresh:
        return {}
    drawn = queries.draw_alert_ids(len(fresh))
    return {
        id(life): _facts(number, one, life, names, usual)
        for number, (one, life) in zip(drawn, fresh, strict=True)
    }


def _facts(
    number: int,
    one: Turned,
    life: Life,
    names: Mapping[str, str],
    usual: Mapping[int, str],
) -> AlertFacts:
    event, source = life.told, one.key[0]
    assert event is not None
    assert life.starts_at is not None
    assert life.first_seen_at is not None
    assert life.last_seen_at is not None
    named = names.get(event.service.casefold(), "") if event.service else ""
    # By position: made by the hundred thousand, and a third of the time by name.
    return AlertFacts(
        number,
        source,
        one.told.request.source,
        one.told.request.tool,
        one.key[1],
        life.state,
        event.severity,
        title_of(event),
        event.description[:TEXT],
        named or usual.get(source, ""),
        event.service[:SERVICE],
        event.labels,
        event.annotations,
        event.fingerprint,
        event.group_key[:GROUP],
        event.url[:URL],
        life.starts_at,
        life.ends_at,
        life.repeats,
        life.first_seen_at,
        life.last_seen_at,
        life.acknowledged_at,
        life.acknowledged_by,
        suppressed=OVER if life.is_over else "",
        is_drill=one.told.is_drill,
        unwritten=_unwritten(one, life),
    )


def _unwritten(one: Turned, life: Life) -> Unwritten:
    last, lives = one.standing, one.lives
    # What begins a second time in one turn follows what has no incident yet.
    fresh = (each for each in lives if each.is_new and not each.is_over)
    first = len(lives) == 1 or life is next(fresh, None)
    return Unwritten(
        life.episode_at,
        life.ended_why,
        life.content,
        life.expires_at,
        earlier=last.incident_id if last and first else None,
        is_first=last is None and first,
    )


def _store_old(lives: Lives, names: Mapping[str, str]) -> None:
    old = [life for one in lives for life in one.lives if life.standing]
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
    lives: Lives,
    new: Mapping[int, AlertFacts],
    now: datetime,
    retention: Mapping[int, int],
) -> None:
    """Lines of history, but for the openings, which the alerts' own rows tell."""
    lines = [
        (
            retention.get(one.key[0], 30),
            now,
            at,
            _id(life, new),
            one.key[0],
            request,
            kind,
            orjson.dumps(body).decode(),
        )
        for one in lives
        for life in one.lives
        for kind, at, request, body in life.happened
    ]
    if lines:
        sql.copy_rows("events_event", _HISTORY, lines)


def _id(life: Life, new: Mapping[int, AlertFacts]) -> int:
    return life.standing.id if life.standing else new[id(life)].id


_LISTS = frozenset(
    "returned changed acknowledged unacknowledged no_data resolved".split()
)


def _moved(lives: Lives, new: Mapping[int, AlertFacts]) -> Moved:
    """The alerts that moved, as they stand, in the order of their ids."""
    turned = [
        (_id(life, new), life)
        for one in lives
        for life in one.lives
        if life.is_new or life.happened
    ]
    if not turned:
        return Moved()
    turned.sort(key=itemgetter(0))
    facts = {alert.id: alert for alert in new.values()}
    old = [number for number, _life in turned if number not in facts]
    if old:
        facts |= {alert.id: alert for alert in queries.facts_of_alerts(old)}
    moved = Moved()
    for number, life in turned:
        alert = facts[number]
        if life.is_over:
            moved.over.append(alert)
            continue
        if life.is_new:
            moved.opened.append(alert)
        if life.happened:
            _tell(moved, alert, life)
    return moved


def _tell(moved: Moved, alert: AlertFacts, life: Life) -> None:
    for kind in dict.fromkeys(kind for kind, *_rest in life.happened):
        if kind in _LISTS:
            getattr(moved, kind).append(alert)
    moved.noted.extend((alert, text, by) for text, by in life.notes)
