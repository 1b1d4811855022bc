"""PagerDuty's Events API v2: `/v2/enqueue` and `/v2/change/enqueue`.

Source: developer.pagerduty.com/docs/events-api-v2/ and the description of it in
PagerDuty/api-schema; the words of its errors as its clients' users report them. The
key of the source is the event's routing key, or stands in the path.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import orjson

from tocsin.intake.events.adapters.pagerduty.reading import CHANGES, dedup_key
from tocsin.intake.events.event import SEVERITIES
from tocsin.surfaces.wire.accepting import accept
from tocsin.surfaces.wire.asked import Answer, Asked, Headers, as_json
from tocsin.surfaces.wire.limits import Overloaded
from tocsin.surfaces.wire.senders import Sender, sender

PROTOCOL = "pagerduty"
_KEY, _DEDUP_KEY = 32, 255
_ACTIONS = ("trigger", "acknowledge", "resolve")


async def enqueue(asked: Asked) -> Answer:
    """202 with the event's dedup key, and it is durable."""
    return await _taken(asked, "enqueue")


async def enqueue_change(asked: Asked) -> Answer:
    """202, and the change is durable. It alerts nobody."""
    return await _taken(asked, CHANGES)


async def _taken(asked: Asked, path: str) -> Answer:
    if asked.path:
        return _refused(404, "Not Found")
    if asked.method != "POST":
        return _refused(405, "Method Not Allowed", headers=(("Allow", "POST"),))
    if asked.is_too_large:
        return _too_large()
    told = _told(asked.body)
    if told is None:
        return _unrecognised()
    if flaws := list(_flaws(told, path, asked.key)):
        return _invalid(flaws)
    found = await sender(asked.key or told["routing_key"])
    if found is None:
        return _invalid(["Invalid routing key"])
    if len(asked.body) > found.body_limit:
        return _too_large()
    return await _accepted(found, asked.body, told, path)


async def _accepted(
    found: Sender, body: bytes, told: Mapping[str, Any], path: str
) -> Answer:
    try:
        number = await accept(found, protocol=PROTOCOL, path=path, body=body)
    except Overloaded as full:
        return _later(full)
    answer = {"status": "success", "message": "Event processed"}
    if path == CHANGES:
        answer["message"] = "Change event processed"
    else:
        answer["dedup_key"] = told.get("dedup_key") or dedup_key(number)
    return as_json(202, answer)


def _told(body: bytes) -> Mapping[str, Any] | None:
    try:
        told = orjson.loads(body)
    except orjson.JSONDecodeError:
        return None
    return told if isinstance(told, dict) else None


def _flaws(told: Mapping[str, Any], path: str, key: str) -> Iterator[str]:
    if not key:
        yield from _key_flaws(told.get("routing_key"))
    if path == CHANGES:
        yield from _missing(told.get("payload"), ("summary",))
    else:
        yield from _event_flaws(told)


def _key_flaws(key: Any) -> Iterator[str]:
    if not isinstance(key, str) or not key:
        yield "'routing_key' is missing or blank"
        return
    if len(key) != _KEY:
        yield "Length of 'routing_key' is incorrect (should be 32 characters)"
    if not (key.isascii() and key.isalnum()):
        yield "'routing_key' cannot contain non-alphanumeric characters."


def _event_flaws(told: Mapping[str, Any]) -> Iterator[str]:
    action, key = told.get("event_action"), told.get("dedup_key")
    if not action:
        yield "'event_action' is missing or blank"
    elif action not in _ACTIONS:
        yield f"'event_action' is invalid (must be one of {_one_of(_ACTIONS)})"
    if key is not None and not isinstance(key, str):
        yield "'dedup_key' must be a string"
    elif key and len(key) > _DEDUP_KEY:
        yield "Length of 'dedup_key' is incorrect (should be at most 255 characters)"
    elif not key and action in ("acknowledge", "resolve"):
        yield "'dedup_key' is missing or blank"
    if action == "trigger":
        yield from _missing(told.get("payload"), ("summary", "source", "severity"))
        yield from _severity_flaws(told.get("payload"))


def _severity_flaws(payload: Any) -> Iterator[str]:
    severity = payload.get("severity") if isinstance(payload, dict) else None
    if severity and severity not in SEVERITIES:
        known = _one_of(("critical", "warning", "error", "info"))
        yield f"'payload.severity' is invalid (must be one of {known})"


def _missing(payload: Any, names: tuple[str, ...]) -> Iterator[str]:
    if not isinstance(payload, dict):
        yield "'payload' is missing or blank"
        return
    for name in names:
        if payload.get(name) in (None, "") or not str(payload[name]).strip():
            yield f"'payload.{name}' is missing or blank"


def _one_of(words: tuple[str, ...]) -> str:
    *first, last = (f"'{word}'" for word in words)
    return f"the following: {', '.join(first)} or {last}"


def _invalid(flaws: list[str]) -> Answer:
    told = {"status": "invalid event", "message": "Event object is invalid"}
    return as_json(400, told | {"errors": flaws})


def _unrecognised() -> Answer:
    message = "Event object format is unrecognized"
    told = {"status": "Unrecognized object", "message": message}
    return as_json(400, told | {"errors": ["JSON parse error"]})


def _too_large() -> Answer:
    told = {"status": "invalid event", "message": "Event object is invalid"}
    return as_json(413, told | {"errors": ["Event object is too large"]})


def _later(full: Overloaded) -> Answer:
    headers = (("Retry-After", str(full.retry_after)),)
    if full.is_rate:
        return _refused(
            429,
            "Requests for this service are arriving too quickly. Please retry later.",
            "throttle exceeded",
            headers,
        )
    return _refused(503, str(full), "unavailable", headers)


def _refused(
    status: int, message: str, word: str = "error", headers: Headers = ()
) -> Answer:
    told = {"status": word, "message": message, "errors": [message]}
    return as_json(status, told, headers)
