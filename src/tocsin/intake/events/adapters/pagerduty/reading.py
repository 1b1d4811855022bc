"""What PagerDuty's Events API v2 says, as its clients send it.

Source: developer.pagerduty.com/docs/events-api-v2/; what Alertmanager sends by it was
captured (0.25 sends texts in `custom_details`, later ones send lists).
"""

from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Any

import orjson

from tocsin.intake.events.adapters.nesting import (
    dated,
    flat,
    listed,
    mapping,
    opened,
    parted,
)
from tocsin.intake.events.adapters.pagerduty.firing import of_firing
from tocsin.intake.events.adapters.texts import TITLE, WORD, line, link, text
from tocsin.intake.events.event import (
    SEVERITIES,
    Act,
    Event,
    Request,
    Told,
    Unparsed,
)

CHANGES = "change/enqueue"
_ACTS = {
    "trigger": Act.OPEN,
    "acknowledge": Act.ACKNOWLEDGE,
    "resolve": Act.RESOLVE,
}
_SERVICES = ("service", "service_name", "serviceName", "service.name")
_WORDS = ("description", "details", "body", "message")


def read_protocol(request: Request) -> Told:
    """One event, or one change."""
    told = opened(request.body)
    if request.path.strip("/") == CHANGES:
        return Told(changes=[_change(request, told)])
    act = _ACTS.get(text(told.get("event_action")))
    if act is None:
        raise Unparsed("event_action is none of trigger, acknowledge, resolve.")
    key = text(told.get("dedup_key")) or dedup_key(request.number)
    if act is Act.OPEN:
        return Told(events=[_triggered(request, told, key)])
    return Told(events=[_followed(request, told, key, act)])


def dedup_key(number: int) -> str:
    """The key of an event that was told without one: made from the number of its
    request, so the sender can be told it and no copy of it need be kept."""
    return sha256(f"pagerduty {number}".encode()).hexdigest()[:32]


def _followed(request: Request, told: Mapping[str, Any], key: str, act: Act) -> Event:
    """Alertmanager sends a payload on resolve too, whose summary says "[RESOLVED]":
    what was told when it fired stays."""
    payload = mapping(told.get("payload"))
    at = dated(payload.get("timestamp"), request.received_at)
    ends_at = at if act is Act.RESOLVE else None
    return Event(key=key, act=act, ends_at=ends_at, by=line(told.get("client"), 120))


def _triggered(request: Request, told: Mapping[str, Any], key: str) -> Event:
    payload = mapping(told.get("payload"))
    details, longer = _details(payload.get("custom_details"))
    labels, annotations = parted(details)
    summary = text(payload.get("summary"))
    return Event(
        key=key,
        title=line(summary),
        severity=_severity(payload),
        description=longer or _description(details, summary),
        service=_service(payload, details),
        labels=labels | _named(payload),
        annotations=annotations | _seen(told),
        starts_at=dated(payload.get("timestamp"), request.received_at),
        url=_url(told),
        group_key=text(payload.get("group"), TITLE),
    )


def _severity(payload: Mapping[str, Any]) -> str:
    told = text(payload.get("severity")).lower()
    return told if told in SEVERITIES else ""


def _named(payload: Mapping[str, Any]) -> dict[str, str]:
    names = ("source", "component", "group", "class")
    return {name: told for name in names if (told := line(payload.get(name), WORD))}


def _details(told: Any) -> tuple[dict[str, str], str]:
    """What the details say by name, and what they say in words."""
    if not isinstance(told, dict):
        return {}, text(told)
    shared, words = of_firing(told.get("firing"))
    rest = {name: inner for name, inner in told.items() if name != "firing"}
    return {**shared, **flat(rest)}, words


def _description(details: Mapping[str, str], summary: str) -> str:
    found = [details[name] for name in _WORDS if details.get(name)]
    return next(iter(found), summary if len(summary) > TITLE else "")


def _service(payload: Mapping[str, Any], details: Mapping[str, str]) -> str:
    named = [details[name] for name in _SERVICES if details.get(name)]
    return line(next(iter(named), "") or payload.get("component"), WORD)


def _links(told: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for each in map(mapping, listed(told.get("links"))):
        if address := link(each.get("href")):
            yield address, line(each.get("text"))


def _url(told: Mapping[str, Any]) -> str:
    return link(told.get("client_url")) or next(_links(told), ("", ""))[0]


def _seen(told: Mapping[str, Any]) -> dict[str, str]:
    """Who sent it, and the links and pictures beside it."""
    pictures = (link(mapping(each).get("src")) for each in listed(told.get("images")))
    found = {
        "client": line(told.get("client"), WORD),
        "links": "\n".join(f"{words} {url}".strip() for url, words in _links(told)),
        "images": "\n".join(filter(None, pictures)),
    }
    return {name: words for name, words in found.items() if words}


def _change(request: Request, told: Mapping[str, Any]) -> dict[str, str]:
    payload = mapping(told.get("payload"))
    at = dated(payload.get("timestamp"), request.received_at)
    details = flat(mapping(payload.get("custom_details")))
    lines = [f"{name}: {words}" for name, words in details.items()]
    lines += [f"{words} {address}".strip() for address, words in _links(told)]
    return {
        "title": line(payload.get("summary"), WORD),
        "at": (at or request.received_at).isoformat(),
        "url": _url(told),
        "ref": _ref(request, payload, is_dated=at is not None),
        "service": _service(payload, details),
        "description": "\n".join([*_source(payload), *lines]),
    }


def _source(payload: Mapping[str, Any]) -> list[str]:
    source = line(payload.get("source"))
    return [f"source: {source}"] if source else []


def _ref(request: Request, payload: Mapping[str, Any], *, is_dated: bool) -> str:
    """What finds the change again. Clients repeat a change to the letter when an
    answer was lost; without an instant of its own, two may be two."""
    told = orjson.dumps(payload, option=orjson.OPT_SORT_KEYS)
    return sha256(told if is_dated else f"{request.number}".encode()).hexdigest()[:40]
