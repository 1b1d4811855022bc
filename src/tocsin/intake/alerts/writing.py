"""Rows of alerts: new ones are written once, when it is known what becomes of them."""

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import cache

import orjson

from tocsin.intake.alerts import queries
from tocsin.intake.alerts.changes import AlertFacts, Unwritten
from tocsin.kernel import sql

_COLUMNS = (
    *"key state severity title description service service_told labels".split(),
    *"annotations fingerprint group_key url ended_why acknowledged_by".split(),
    *"suppressed id source_id incident_id content count is_drill starts_at".split(),
    *"episode_at ends_at first_seen_at last_seen_at expires_at acknowledged_at".split(),
)

Writer = Callable[[datetime | None], str]


def write(alerts: Iterable[AlertFacts]) -> None:
    """The rows of these alerts say which incident is theirs and what holds them back;
    those of new ones say all the rest too."""
    new: list[str] = []
    held: list[tuple[int, int | None, str]] = []
    written = cache(_written)
    for alert in alerts:
        if alert.unwritten is None:
            held.append((alert.id, alert.incident_id, alert.suppressed))
        else:
            new.append(_line(alert, alert.unwritten, written))
            alert.unwritten = None
    if new:
        sql.copy_lines("alerts_alert", _COLUMNS, new)
    queries.join_incidents(held)


def write_new(alerts: Iterable[AlertFacts]) -> None:
    """Those of these alerts that have no row yet have one."""
    write([alert for alert in alerts if alert.unwritten is not None])


def _line(alert: AlertFacts, rest: Unwritten, written: Writer) -> str:
    texts = (
        alert.key,
        alert.state,
        alert.severity,
        alert.title,
        alert.description,
        alert.service,
        alert.service_told,
        orjson.dumps(alert.labels).decode(),
        orjson.dumps(alert.annotations).decode(),
        alert.fingerprint,
        alert.group_key,
        alert.url,
        rest.ended_why,
        alert.acknowledged_by,
        alert.suppressed,
    )
    return sql.line(
        texts,
        str(alert.id),
        str(alert.source_id),
        str(alert.incident_id or sql.NULL),
        str(rest.content),
        str(alert.count),
        "t" if alert.is_drill else "f",
        written(alert.starts_at),
        written(rest.episode_at),
        written(alert.ends_at),
        written(alert.first_seen_at),
        written(alert.last_seen_at),
        written(rest.expires_at),
        written(alert.acknowledged_at),
    )


def _written(at: datetime | None) -> str:
    return sql.NULL if at is None else at.isoformat()
