"""What Opsgenie's Alert API says, as its clients send it.

Source: docs.opsgenie.com/docs/alert-api, and the OpenAPI description beside its SDKs.
The endpoint keeps the method, and the alias of an alert that was named by id, under
`METHOD` and `ALIAS` among the request's headers.
"""

from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qs
from uuid import UUID

from tocsin.intake.events.adapters.nesting import flat, listed, opened, parted
from tocsin.intake.events.adapters.opsgenie.asking import asked_for
from tocsin.intake.events.adapters.opsgenie.words import (
    DETAILS,
    FIELDS,
    SEVERITY,
    TAG,
    TAGGED,
    parted_path,
    responders,
    shortened_tag,
)
from tocsin.intake.events.adapters.texts import WORD, line, link, text
from tocsin.intake.events.event import Act, Event, Request, Told, Unparsed

METHOD, ALIAS = ":method", ":alias"
Body = Mapping[str, Any]
_NOTE, _DESCRIPTION, _MESSAGE = 25_000, 15_000, 130
_SERVICES = ("service", "service_name", "serviceName", "service.name")


def read_protocol(request: Request) -> Told:
    """An alert as it was created or what was asked of one; nothing, where no alert
    of that name was known when it was asked."""
    body = opened(request.body)
    identifier, verb = parted_path(request.path)
    if not identifier:
        return Told(events=_created(request, body))
    key = _key(request, identifier)
    if not key:
        return Told()
    method = request.headers.get(METHOD, "POST")
    told = _ACTS.get((method, verb))
    if told is not None:
        return Told(events=_with_note(told(key, body, request), key, body))
    if words := asked_for(method, verb, body):
        return Told(events=_with_note([_note(key, words, body)], key, body))
    raise Unparsed(f"{method} {verb} is nothing that Opsgenie's Alert API knows.")


def alias_of(number: int) -> str:
    """The alias of an alert that was created without one: made from the number of its
    request, so the sender can find it and no copy of it need be kept."""
    return str(UUID(bytes=sha256(f"opsgenie {number}".encode()).digest()[:16]))


def _key(request: Request, identifier: str) -> str:
    if named := request.headers.get(ALIAS):
        return named
    kind = parse_qs(request.query).get("identifierType", ["id"])[0]
    return text(identifier, 512) if kind == "alias" else ""


def _created(request: Request, body: Body) -> list[Event]:
    key = text(body.get("alias"), 512) or alias_of(request.number)
    details = flat(body.get("details"))
    labels, annotations = parted(details)
    event = Event(
        key=key,
        title=line(body.get("message"), _MESSAGE),
        severity=SEVERITY[_priority(body)],
        description=text(body.get("description"), _DESCRIPTION),
        service=_service(details, body),
        labels=labels | _tagged(listed(body.get("tags"))[:20]) | _fields(body),
        annotations=annotations | _longer(body),
        url=link(details.get("url")) or link(body.get("source")),
        by=_by(body),
    )
    return _with_note([event], key, body)


def _priority(body: Body) -> str:
    told = text(body.get("priority"), 2).upper()
    return told if told in SEVERITY else "P3"


def _service(details: Mapping[str, str], body: Body) -> str:
    named = [details[name] for name in _SERVICES if details.get(name)]
    return line(next(iter(named), "") or body.get("entity"), WORD)


def _tagged(tags: list[Any]) -> dict[str, str]:
    return {TAG + tag: TAGGED for tag in map(shortened_tag, tags) if tag}


def _fields(body: Body) -> dict[str, str]:
    told = {
        "entity": line(body.get("entity"), WORD),
        "source": line(body.get("source"), 100),
        "priority": _priority(body),
        "responders": responders(body.get("responders") or body.get("teams")),
    }
    return {FIELDS[name]: words for name, words in told.items() if words}


def _longer(body: Body) -> dict[str, str]:
    told = {
        "actions": text([line(each, WORD) for each in listed(body.get("actions"))]),
        "visibleTo": responders(body.get("visibleTo")),
    }
    return {FIELDS[name]: words for name, words in told.items() if words}


def _by(body: Body) -> str:
    return line(body.get("user"), 100)


def _with_note(events: list[Event], key: str, body: Body) -> list[Event]:
    """What was done, and what was remarked with it."""
    words = text(body.get("note"), _NOTE)
    noted = any(event.act is Act.NOTE for event in events)
    return events if noted or not words else [*events, _note(key, words, body)]


def _note(key: str, words: str, body: Body) -> Event:
    return Event(key=key, act=Act.NOTE, description=words, by=_by(body))


def _acting(act: Act) -> Callable[[str, Body, Request], list[Event]]:
    def event(key: str, body: Body, request: Request) -> list[Event]:
        by = _by(body) or line(_asked(request, "user"), 100)
        return [Event(key=key, act=act, by=by)]

    return event


def _noted(key: str, body: Body, request: Request) -> list[Event]:
    return [_note(key, text(body.get("note"), _NOTE), body)]


def _updated(key: str, body: Body, **facts: Any) -> list[Event]:
    return [Event(key=key, act=Act.UPDATE, by=_by(body), **facts)]


def _message(key: str, body: Body, request: Request) -> list[Event]:
    return _updated(key, body, title=line(body.get("message"), _MESSAGE))


def _description(key: str, body: Body, request: Request) -> list[Event]:
    words = text(body.get("description"), _DESCRIPTION)
    return _updated(key, body, description=words)


def _prioritised(key: str, body: Body, request: Request) -> list[Event]:
    told = _priority(body)
    labels = {FIELDS["priority"]: told}
    return _updated(key, body, severity=SEVERITY[told], labels=labels)


def _more_tags(key: str, body: Body, request: Request) -> list[Event]:
    return _updated(key, body, labels=_tagged(listed(body.get("tags"))))


def _fewer_tags(key: str, body: Body, request: Request) -> list[Event]:
    """A label that is told empty is taken away."""
    tags = _tagged(list(_asked(request, "tags").split(",")))
    return _updated(key, body, labels=dict.fromkeys(tags, ""))


def _more_details(key: str, body: Body, request: Request) -> list[Event]:
    labels, annotations = parted(flat(body.get("details")))
    return _updated(key, body, labels=labels, annotations=annotations)


def _fewer_details(key: str, body: Body, request: Request) -> list[Event]:
    names = [text(name, DETAILS) for name in _asked(request, "keys").split(",")]
    gone = dict.fromkeys(filter(None, names), "")
    return _updated(key, body, labels=gone, annotations=gone)


def _asked(request: Request, name: str) -> str:
    return ",".join(parse_qs(request.query).get(name, []))


_ACTS: Mapping[tuple[str, str], Callable[[str, Body, Request], list[Event]]] = {
    ("DELETE", ""): _acting(Act.DELETE),
    ("POST", "acknowledge"): _acting(Act.ACKNOWLEDGE),
    ("POST", "unacknowledge"): _acting(Act.UNACKNOWLEDGE),
    ("POST", "close"): _acting(Act.RESOLVE),
    ("POST", "notes"): _noted,
    ("POST", "tags"): _more_tags,
    ("DELETE", "tags"): _fewer_tags,
    ("POST", "details"): _more_details,
    ("DELETE", "details"): _fewer_details,
    ("PUT", "message"): _message,
    ("POST", "message"): _message,
    ("PUT", "description"): _description,
    ("POST", "description"): _description,
    ("PUT", "priority"): _prioritised,
    ("POST", "priority"): _prioritised,
}
