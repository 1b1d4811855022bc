"""Alerts in Alertmanager's words: of its API, and of its webhook.

Written by hand and without a detour, because this is where storms come in. Sources:
prometheus/alertmanager, api/v2/openapi.yaml and template/template.go; and captures.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import msgspec
import orjson

from tocsin.intake.events.adapters.alertmanager.known import (
    Known,
    instant,
    known,
    known_as_told,
)
from tocsin.intake.events.adapters.bodies import opened
from tocsin.intake.events.adapters.labels import bounded, labels_of
from tocsin.intake.events.adapters.texts import shortened, text
from tocsin.intake.events.event import Act, Event, Request, Told, Unparsed

# Alertmanager's own `resolve_timeout`: how long an alert lives that does not say.
RESOLVE_TIMEOUT = timedelta(minutes=5)


_NOTHING = msgspec.Raw(b"null")


class _Put(msgspec.Struct, gc=False):
    """An alert of the API as senders write it; its labels and annotations are looked at
    only where they were not seen before."""

    labels: msgspec.Raw = _NOTHING
    annotations: msgspec.Raw = _NOTHING
    starts_at: str | None = msgspec.field(default=None, name="startsAt")
    ends_at: str | None = msgspec.field(default=None, name="endsAt")
    address: str | None = msgspec.field(default=None, name="generatorURL")


_usual = msgspec.json.Decoder(list[_Put])


def read_protocol(
    request: Request, *, service: str = "", resolve_timeout: timedelta = RESOLVE_TIMEOUT
) -> Told:
    """The alerts that were put into the API: an array, each with when it ends."""
    now, ends = request.received_at, request.received_at + resolve_timeout
    try:
        told = _read_usual(request.body, now, ends, service)
    except (ValueError, RecursionError, msgspec.DecodeError):
        told = []
    return Told(told) if told else _read_any(request, now, ends, service)


def _read_usual(
    body: bytes, now: datetime, usual: datetime, service: str
) -> list[Event]:
    """As nearly everything is sent. Raises where it is not, and is to be looked at more
    closely."""
    told = []
    for alert in _usual.decode(body):
        held = known_as_told(
            bytes(alert.labels), bytes(alert.annotations), alert.address
        )
        if held is not None:
            starts, ends = instant(alert.starts_at), instant(alert.ends_at)
            told.append(_event(held, starts, ends, now, usual, service))
    return told


def _read_any(request: Request, now: datetime, ends: datetime, service: str) -> Told:
    try:
        alerts = orjson.loads(request.body)
    except ValueError:
        alerts = opened(request)
    if not isinstance(alerts, list):
        raise Unparsed("The body is no array of alerts.")
    told = []
    for alert in alerts:
        if type(alert) is not dict:
            continue
        held = known(
            alert.get("labels"), alert.get("annotations"), alert.get("generatorURL")
        )
        if held is not None:
            starts, until = instant(alert.get("startsAt")), instant(alert.get("endsAt"))
            told.append(_event(held, starts, until, now, ends, service))
    if not told and alerts:
        raise Unparsed("No alert in the array has a label.")
    return Told(events=told)


def read(request: Request) -> Told:
    """What a webhook tells, or the API's array where only an address was changed."""
    if request.body.startswith(b"["):
        return read_protocol(request)
    body = opened(request)
    if isinstance(body, list):
        return read_protocol(request)
    if isinstance(body, dict) and isinstance(body.get("labels"), dict):
        # One alert alone, as templates and scripts send it.
        body = {"alerts": [body]}
    if not isinstance(body, dict) or not isinstance(body.get("alerts"), list):
        raise Unparsed("The body has no list of alerts.")
    return Told(events=notified(body))


def notified(body: Mapping[str, Any]) -> Sequence[Event]:
    """The members of a group, those that fire and those that do not any more."""
    group = shortened(text(body.get("groupKey")))
    usual = _texts(body.get("groupLabels")) | _texts(body.get("commonLabels"))
    told = []
    for alert in body["alerts"]:
        if not isinstance(alert, dict):
            continue
        labels, remarks = alert.get("labels"), alert.get("annotations")
        address = alert.get("generatorURL")
        held = known(labels, remarks, address) or known(
            _texts(labels) or usual, remarks, address
        )
        if held is not None:
            told.append(_member(alert, held, body, group))
    return told


def _event(
    held: Known,
    starts_at: datetime | None,
    ends_at: datetime | None,
    now: datetime,
    usual: datetime,
    service: str,
) -> Event:
    over = ends_at is not None and ends_at <= now
    return Event(
        held.fingerprint,
        Act.RESOLVE if over else Act.OPEN,
        "" if over and not held.annotations else held.title,
        held.severity,
        held.description,
        held.service or service,
        held.labels,
        held.annotations,
        starts_at,
        ends_at if over else None,
        None if over else ends_at or usual,
        starts_at is not None,
        held.url,
        held.fingerprint,
        "",
        "",
        held,
    )


def _member(
    alert: Mapping[str, Any], held: Known, body: Mapping[str, Any], group: str
) -> Event:
    over = text(alert.get("status") or body.get("status"), 40).lower() == "resolved"
    starts_at, ends_at = instant(alert.get("startsAt")), instant(alert.get("endsAt"))
    given = text(alert.get("fingerprint"), 64) or held.fingerprint
    return Event(
        key=given,
        act=Act.RESOLVE if over else Act.OPEN,
        title="" if over and not held.annotations else held.title,
        severity=held.severity,
        description=held.description,
        service=held.service,
        labels=held.labels,
        annotations=held.annotations,
        starts_at=starts_at,
        ends_at=ends_at if over else None,
        has_episodes=starts_at is not None,
        url=held.url,
        fingerprint=given,
        group_key=group,
    )


def _texts(labels: Any) -> dict[str, str]:
    return bounded(labels_of(labels)) if isinstance(labels, dict) else {}
