"""Alerts in Alertmanager's words: of its API, and of its webhook.

Written by hand and without a detour, because this is where storms come in. Sources:
prometheus/alertmanager, api/v2/openapi.yaml and template/template.go; and captures.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import orjson

from tocsin.intake.events.adapters.alertmanager.known import Known, instant, known
from tocsin.intake.events.adapters.bodies import opened
from tocsin.intake.events.adapters.labels import COUNT, REMARK, bounded, labels_of
from tocsin.intake.events.adapters.texts import TEXT, line, link, shortened, text
from tocsin.intake.events.adapters.words import USUAL_SEVERITIES
from tocsin.intake.events.event import Act, Event, Request, Told, Unparsed

# Alertmanager's own `resolve_timeout`: how long an alert lives that does not say.
RESOLVE_TIMEOUT = timedelta(minutes=5)
_NUL = b"\\u0000"
Remarks = Mapping[str, str]


def read_protocol(
    request: Request, *, service: str = "", resolve_timeout: timedelta = RESOLVE_TIMEOUT
) -> Told:
    """The alerts that were put into the API: an array, each with when it ends."""
    try:
        alerts = orjson.loads(request.body)
    except ValueError:
        alerts = opened(request)
    if not isinstance(alerts, list):
        raise Unparsed("The body is no array of alerts.")
    clean = _NUL not in request.body
    now, ends = request.received_at, request.received_at + resolve_timeout
    told = []
    for alert in alerts:
        if type(alert) is dict and (held := _of(alert.get("labels"))):
            remarks = _remarks(alert.get("annotations"), clean)
            told.append(_put(alert, held, remarks, now, ends, service))
    if not told and alerts:
        raise Unparsed("No alert in the array has a label.")
    return Told(events=told)


def read(request: Request) -> Told:
    """What a webhook tells, or the API's array where only an address was changed."""
    body = opened(request)
    if isinstance(body, list):
        return read_protocol(request)
    if not isinstance(body, dict) or not isinstance(body.get("alerts"), list):
        raise Unparsed("The body has no list of alerts.")
    return Told(events=notified(body))


def notified(body: Mapping[str, Any]) -> Sequence[Event]:
    """The members of a group, those that fire and those that do not any more."""
    group = shortened(text(body.get("groupKey")))
    usual = _texts(body.get("groupLabels")) | _texts(body.get("commonLabels"))
    told = []
    for alert in body["alerts"]:
        if isinstance(alert, dict):
            held = _of(alert.get("labels")) or _of(_texts(alert.get("labels")) or usual)
            if held:
                told.append(_member(alert, held, body, group))
    return told


def _put(
    alert: Mapping[str, Any],
    held: Known,
    remarks: Remarks,
    now: datetime,
    usual_end: datetime,
    service: str,
) -> Event:
    starts, ends, address = (
        alert.get("startsAt"),
        alert.get("endsAt"),
        alert.get("generatorURL"),
    )
    starts_at = instant(starts) if type(starts) is str else None
    ends_at = instant(ends) if type(ends) is str else None
    over = ends_at is not None and ends_at <= now
    return Event(
        key=held.fingerprint,
        act=Act.RESOLVE if over else Act.OPEN,
        title=_title(held, remarks, over),
        severity=held.severity,
        description=_described(remarks),
        service=held.service or service,
        labels=held.labels,
        annotations=remarks,
        starts_at=starts_at,
        ends_at=ends_at if over else None,
        expires_at=None if over else ends_at or usual_end,
        has_episodes=starts_at is not None,
        url=link(address) if address else "",
        fingerprint=held.fingerprint,
    )


def _member(
    alert: Mapping[str, Any], held: Known, body: Mapping[str, Any], group: str
) -> Event:
    state = text(alert.get("status") or body.get("status"), 40).lower()
    over = state == "resolved"
    starts_at, ends_at = (instant(text(alert.get(n), 80)) for n in _ENDPOINTS)
    remarks = _remarks(alert.get("annotations"), clean=False)
    given = text(alert.get("fingerprint"), 64) or held.fingerprint
    return Event(
        key=given,
        act=Act.RESOLVE if over else Act.OPEN,
        title=_title(held, remarks, over),
        severity=held.severity or _severity_of(remarks),
        description=_described(remarks),
        service=held.service,
        labels=held.labels,
        annotations=remarks,
        starts_at=starts_at,
        ends_at=ends_at if over else None,
        has_episodes=starts_at is not None,
        url=link(alert.get("generatorURL")),
        fingerprint=given,
        group_key=group,
    )


_ENDPOINTS = ("startsAt", "endsAt")


def _of(labels: Any) -> Known | None:
    return known(labels) if type(labels) is dict else None


def _texts(labels: Any) -> dict[str, str]:
    return bounded(labels_of(labels)) if isinstance(labels, dict) else {}


def _remarks(told: Any, clean: bool) -> Remarks:
    """Annotations, as they are where that is safe."""
    if not told or type(told) is not dict:
        return {}
    for value in told.values():
        if type(value) is not str or len(value) > REMARK:
            return bounded(labels_of(told), REMARK)
    return told if clean and len(told) <= COUNT else bounded(told, REMARK)


def _title(held: Known, remarks: Remarks, over: bool) -> str:
    """What people wrote about it, else its name. A resolve that brings no annotations
    has no title either, so that it takes none away."""
    if summary := remarks.get("summary") or remarks.get("title"):
        return line(summary)
    return "" if over and not remarks else held.name


def _described(remarks: Remarks) -> str:
    told = remarks.get("description") or remarks.get("message")
    return told[:TEXT] if told else ""


def _severity_of(remarks: Remarks) -> str:
    return USUAL_SEVERITIES.of(remarks.get("severity", ""))
