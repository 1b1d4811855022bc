"""One typed function per statement of `queries.sql`."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from tocsin.intake.alerts.quarters import quarter_of
from tocsin.kernel import sql

_SQL = sql.load("tocsin.intake.correlation")


@dataclass(frozen=True, slots=True)
class Earlier:
    alert_id: int
    incident_id: int


@dataclass(frozen=True, slots=True)
class Near:
    """A gathering, as its table holds it."""

    incident_id: int
    service: str
    place: str
    is_drill: bool
    severity: int
    alerts: int
    first_alert_at: datetime
    last_alert_at: datetime
    rule: str
    resolve_at: datetime | None


@dataclass(frozen=True, slots=True)
class Count:
    incident_id: int
    alerts: int


@dataclass(frozen=True, slots=True)
class _Alert:
    id: int


@dataclass(frozen=True, slots=True)
class _Incident:
    incident_id: int


def earlier_incidents(ids: Sequence[int]) -> dict[int, int]:
    found = sql.fetch(_SQL["earlier_incidents"], Earlier, ids=list(ids))
    return {row.alert_id: row.incident_id for row in found}


def gatherings_near(
    services: Collection[str], places: Collection[str], since: datetime
) -> list[Near]:
    return sql.fetch(
        _SQL["gatherings_near"],
        Near,
        services=sorted(services),
        places=sorted(places),
        since=since,
    )


def gather(rows: Sequence[Mapping[str, Any]]) -> dict[int, int]:
    """How many alerts each of these incidents has now."""
    if not rows:
        return {}
    told = orjson.dumps(list(rows)).decode()
    return _counts(sql.fetch(_SQL["gather"], Count, rows=told))


def worsen(severities: Mapping[int, int]) -> set[int]:
    """The incidents whose alerts never told so great a severity."""
    if not severities:
        return set()
    ids = sorted(severities)
    ranks = [severities[number] for number in ids]
    found = sql.fetch(_SQL["worsen"], _Incident, ids=ids, severities=ranks)
    return {row.incident_id for row in found}


def alerts_gathered(ids: Collection[int]) -> dict[int, int]:
    if not ids:
        return {}
    return _counts(sql.fetch(_SQL["alerts_gathered"], Count, ids=sorted(ids)))


def still_standing(ids: Collection[int]) -> dict[int, int]:
    if not ids:
        return {}
    return _counts(sql.fetch(_SQL["still_standing"], Count, ids=sorted(ids)))


def _counts(rows: Sequence[Count]) -> dict[int, int]:
    return {row.incident_id: row.alerts for row in rows}


def keep_traces(
    told: Sequence[tuple[int, str, str]], version: int, now: datetime
) -> None:
    """Each an alert's id, its rule's name and what the rule did."""
    if told:
        ids, rules, verbs = (list(column) for column in zip(*told, strict=True))
        sql.execute(
            _SQL["keep_traces"],
            ids=ids,
            rules=rules,
            verbs=verbs,
            version=version,
            now=now,
        )


def waiting_below(mark: str, since: datetime, most: int) -> list[int]:
    found = sql.fetch(_SQL["waiting_below"], _Alert, mark=mark, since=since, most=most)
    return [row.id for row in found]


def due_to_resolve(now: datetime, most: int) -> list[int]:
    found = sql.fetch(_SQL["due_to_resolve"], _Incident, now=now, most=most)
    return [row.incident_id for row in found]


def plan_resolving(times: Mapping[int, datetime | None]) -> None:
    if times:
        ids = sorted(times)
        sql.execute(
            _SQL["plan_resolving"], ids=ids, times=[times[number] for number in ids]
        )


@dataclass(frozen=True, slots=True)
class Unjoined:
    """So many alerts without an incident for one reason; `why` is as on the alert."""

    why: str
    verb: str
    alerts: int
    standing: int
    last_at: datetime


@dataclass(frozen=True, slots=True)
class Loud:
    """So many alerts of one source, service, name, rule and incident."""

    source: str
    service: str
    name: str
    rule: str
    incident_id: int | None
    alerts: int
    told: int
    held: int


def latest_alerts(since: datetime, until: datetime, most: int) -> list[int]:
    found = sql.fetch(
        _SQL["latest_alerts"], _Alert, since=since, until=until, most=most
    )
    return [row.id for row in found]


def without_incident(since: datetime, until: datetime) -> list[Unjoined]:
    told = _period(since, until)
    return sql.fetch(_SQL["without_incident"], Unjoined, **told)


def _period(since: datetime, until: datetime) -> dict[str, Any]:
    """A period, and the quarters of an hour that an index finds it by."""
    quarters = {"first": quarter_of(since), "last": quarter_of(until)}
    return {"since": since, "until": until, **quarters}


def incidents_with_alerts(since: datetime, until: datetime) -> dict[int, int]:
    told = _period(since, until)
    return _counts(sql.fetch(_SQL["incidents_with_alerts"], Count, **told))


def missed(since: datetime, most: int) -> list[int]:
    return [row.id for row in sql.fetch(_SQL["missed"], _Alert, since=since, most=most)]


def noise(since: datetime, until: datetime, most: int) -> list[Loud]:
    told = _period(since, until)
    told.pop("last")
    return sql.fetch(_SQL["noise"], Loud, **told, most=most)
