"""What Opsgenie's clients ask about alerts, and about what they asked before."""

import asyncio
import time
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, urlencode

import orjson
from django.db.models import Q

from tocsin.foundation.accounts.rules import Actor
from tocsin.intake.alerts.models import Alert
from tocsin.intake.alerts.reads import (
    alerts_of_source,
    count_of_source,
    latest_of_key,
)
from tocsin.intake.events.adapters.opsgenie.reading import METHOD, read_protocol
from tocsin.intake.events.adapters.opsgenie.words import parted_path
from tocsin.intake.events.event import Request, Unparsed
from tocsin.intake.events.looking import StoredEvent, events_of_alert
from tocsin.intake.events.queries import Stored, latest_of_kind, requests_of
from tocsin.intake.events.reads import is_folded
from tocsin.kernel import home
from tocsin.register.core.reads.visible import visible_to
from tocsin.surfaces.wire.asked import Asked
from tocsin.surfaces.wire.opsgenie_answers import (
    Said,
    data,
    not_found,
    unprocessable,
)
from tocsin.surfaces.wire.opsgenie_ids import alert_id, named_id, number_of
from tocsin.surfaces.wire.opsgenie_query import QueryUnreadable, wanted
from tocsin.surfaces.wire.opsgenie_shape import (
    Beside,
    instant,
    shown,
    shown_whole,
)
from tocsin.surfaces.wire.opsgenie_snooze import snoozed_until
from tocsin.surfaces.wire.senders import Sender
from tocsin.surfaces.wire.threads import in_thread

# Whoever holds a source's key sees of incidents what a key that reads sees.
_READER = Actor(kind="key", id="", scopes=frozenset({"read"}))
PATIENCE, _PAUSE = 2.0, 0.05
_MOST, _FEW = 100, 20
_FARTHEST = 20_000
_ORDERS = {
    "createdAt": "first_seen_at",
    "updatedAt": "last_seen_at",
    "lastOccurredAt": "last_seen_at",
    "tinyId": "id",
    "alias": "key",
    "message": "title",
    "status": "state",
    "acknowledged": "acknowledged_at",
    "count": "count",
    "owner": "acknowledged_by",
    "report.acknowledgedBy": "acknowledged_by",
}
# What a request did, as Opsgenie calls it and says of it.
_DEEDS = {
    ("POST", ""): ("Create", "Created alert"),
    ("DELETE", ""): ("Delete", "Deleted alert"),
    ("POST", "acknowledge"): ("Acknowledge", "Acknowledged alert"),
    ("POST", "unacknowledge"): ("UnAcknowledge", "Unacknowledged alert"),
    ("POST", "close"): ("Close", "Closed alert"),
    ("POST", "snooze"): ("Snooze", "Snoozed alert"),
    ("POST", "notes"): ("AddNote", "Added note"),
    ("POST", "tags"): ("AddTags", "Added tags"),
    ("DELETE", "tags"): ("RemoveTags", "Removed tags"),
    ("POST", "details"): ("AddDetails", "Added details"),
    ("DELETE", "details"): ("RemoveDetails", "Removed details"),
    ("PUT", "message"): ("UpdateMessage", "Updated message"),
    ("PUT", "description"): ("UpdateDescription", "Updated description"),
    ("PUT", "priority"): ("UpdatePriority", "Updated priority"),
}


def listed_alerts(found: Sender, asked: Asked) -> Said:
    """Some of the source's alerts, and where the rest is."""
    told = _parameters(asked)
    start, limit = _number(told, "offset", 0), _number(told, "limit", _FEW)
    limit = max(1, min(limit, _MOST))
    if start + limit > _FARTHEST:
        raise unprocessable(offset="Sum of offset and limit should be below 20000.")
    rows = alerts_of_source(
        found.id, _wanted(told), order=_order(told), start=start, limit=limit + 1
    )
    beside = _beside(found, rows)
    alerts = [shown(alert, found, beside[alert.id]) for alert in rows[:limit]]
    more = len(rows) > limit
    return data(alerts, paging=_paging(told, start, limit, more=more))


def counted(found: Sender, asked: Asked) -> Said:
    wanted_ones = _wanted(_parameters(asked))
    return data({"count": count_of_source(found.id, wanted_ones)})


def one_alert(alert: Alert, asked: Asked, found: Sender) -> Said:
    return data(shown_whole(alert, found, _beside(found, [alert])[alert.id]))


def _beside(found: Sender, alerts: Sequence[Alert]) -> dict[int, Beside]:
    """By the number of an alert."""
    until, answered = snoozed_until(found, alerts), _answered(alerts)
    return {
        alert.id: Beside(until.get(alert.id), answered.get(alert.id))
        for alert in alerts
    }


def _answered(alerts: Sequence[Alert]) -> dict[int, datetime]:
    """By alert: when its incident was acknowledged, unless the source took that back
    since. Of a restricted incident nothing is told."""
    silent = [a for a in alerts if a.incident_id and a.acknowledged_at is None]
    if not silent:
        return {}
    seen = visible_to(_READER).filter(id__in={a.incident_id for a in silent})
    rows = seen.filter(acknowledged_at__isnull=False)
    at = {
        id: moment for id, moment in rows.values_list("id", "acknowledged_at") if moment
    }
    answered = {a.id: at[a.incident_id] for a in silent if a.incident_id in at}
    taken_back = latest_of_kind(list(answered), "unacknowledged")
    return {
        number: moment
        for number, moment in answered.items()
        if number not in taken_back or taken_back[number] < moment
    }


def listed_notes(alert: Alert, asked: Asked, found: Sender) -> Said:
    """The latest first, unless they are wanted the other way round."""
    lines = [each for each in _lines(alert, asked) if each.kind == "noted"]
    told = [{**_told(each), "note": str(each.body.get("text", ""))} for each in lines]
    return data(told, paging={})


def listed_logs(alert: Alert, asked: Asked, found: Sender) -> Said:
    lines = _lines(alert, asked)
    told = [{**_told(each), "log": _sentence(each), "type": "system"} for each in lines]
    return data(told, paging={})


def _lines(alert: Alert, asked: Asked) -> list[StoredEvent]:
    told = _parameters(asked)
    limit = max(1, min(_number(told, "limit", _MOST), _MOST))
    lines = events_of_alert(alert.id, limit)
    is_ascending = told.get("order") == "asc"
    return sorted(lines, key=_place, reverse=not is_ascending)


def _place(line: StoredEvent) -> tuple[datetime, int]:
    """Numbers are drawn a hundred at a time, so they do not tell the order alone."""
    return line.happened_at, line.id


def _told(line: StoredEvent) -> dict[str, str]:
    return {
        "owner": str(line.body.get("by", "")),
        "createdAt": instant(line.happened_at),
        "offset": str(line.id),
    }


def _sentence(line: StoredEvent) -> str:
    said = ", ".join(str(text) for name, text in line.body.items() if name != "by")
    return f"{line.kind}: {said}" if said else line.kind


async def request_status(found: Sender, told: str) -> Said:
    """What became of a request of this source's. Asked right after it, the answer
    waits until it was folded, for two seconds at most."""
    number, until = number_of(told), time.monotonic() + PATIENCE
    while number:
        said = await in_thread(_status, found, number)
        if said is not None:
            return said
        if time.monotonic() >= until:
            break
        await asyncio.sleep(_PAUSE)
    raise not_found("Request not found. It might not be processed, yet.")


def _status(found: Sender, number: int) -> Said | None:
    stored = next(iter(requests_of([number])), None)
    if stored is None or stored.source_id != found.id:
        raise not_found("Request not found.")
    if stored.protocol != "opsgenie":
        raise not_found("Request not found.")
    return _became(found, stored) if is_folded(stored) else None


def _became(found: Sender, stored: Stored) -> Said:
    meta = orjson.loads(stored.meta or "{}")
    request = Request(
        id=stored.id,
        source=found.slug,
        tool=found.tool,
        received_at=stored.received_at,
        protocol=stored.protocol,
        path=meta.get("path", ""),
        query=meta.get("query", ""),
        headers=meta.get("headers") or {},
        body=bytes(stored.body),
    )
    action, status = _deed(request)
    alert = _alert_of(found, request)
    if alert is None or _had_ended(alert, request):
        status = "Alert is already closed" if alert else "Alert does not exist"
        return _outcome(found, request, action, status, alert, success=False)
    return _outcome(found, request, action, status, alert, success=True)


def _outcome(
    found: Sender,
    request: Request,
    action: str,
    status: str,
    alert: Alert | None,
    *,
    success: bool,
) -> Said:
    return data(
        {
            "success": success,
            "isSuccess": success,
            "action": action,
            "processedAt": instant(request.received_at),
            "integrationId": named_id("source", found.id),
            "status": status,
            "alertId": alert_id(alert.id, alert.first_seen_at) if alert else "",
            "alias": alert.key if alert else "",
        }
    )


def _deed(request: Request) -> tuple[str, str]:
    method = request.headers.get(METHOD, "POST")
    _alert, verb = parted_path(request.path)
    word = verb.split("/")[0]
    return _DEEDS.get((method, word), (word.capitalize(), "Added note"))


def _alert_of(found: Sender, request: Request) -> Alert | None:
    """The alert that the request was about, as its key stood then."""
    try:
        told = read_protocol(request).events
    except Unparsed:
        return None
    if not told:
        return None
    return latest_of_key(found.id, told[0].key, before=request.received_at)


def _had_ended(alert: Alert, request: Request) -> bool:
    return alert.ends_at is not None and alert.ends_at < request.received_at


def _parameters(asked: Asked) -> Mapping[str, str]:
    return {name: told[0] for name, told in parse_qs(asked.query).items()}


def _number(told: Mapping[str, str], name: str, usual: int) -> int:
    text = told.get(name, "")
    if not text:
        return usual
    if not (text.isascii() and text.isdecimal() and len(text) < 10):
        raise unprocessable(**{name: "Should be a number."})
    return int(text)


def _wanted(told: Mapping[str, str]) -> Q:
    if told.get("searchIdentifier"):
        raise not_found("There is no saved search of this name.")
    try:
        return wanted(told.get("query", ""))
    except QueryUnreadable as why:
        raise unprocessable(query=str(why)) from None


def _order(told: Mapping[str, str]) -> str:
    field = _ORDERS.get(told.get("sort", ""), "first_seen_at")
    return field if told.get("order", "").lower() == "asc" else f"-{field}"


def _paging(
    told: Mapping[str, str], start: int, limit: int, *, more: bool
) -> dict[str, Any]:
    """Addresses of the parts before and after."""

    def at(offset: int) -> str:
        part = {**told, "offset": str(offset), "limit": str(limit)}
        return f"{home.url()}/v2/alerts?{urlencode(part)}"

    paging = {"first": at(0)}
    if start:
        paging["prev"] = at(max(0, start - limit))
    if more:
        paging["next"] = at(start + limit)
    return paging
