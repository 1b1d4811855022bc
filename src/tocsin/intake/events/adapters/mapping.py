"""A mapping: what in a tool's body is an event's key, state, title and so on.

It is data (YAML or JSON, the same whether it comes with a preset or from people), is
compiled once, and then reads bodies. docs/sources.md describes the language.
"""

import hashlib
from collections.abc import Iterable, Iterator
from collections.abc import Mapping as Table
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tocsin.intake.events.adapters.bodies import queried
from tocsin.intake.events.adapters.expressions import Expression, Unusable
from tocsin.intake.events.adapters.labels import REMARK, bounded, labels_of
from tocsin.intake.events.adapters.moments import moment
from tocsin.intake.events.adapters.refusals import MappingUnusable
from tocsin.intake.events.adapters.texts import (
    KEY,
    TEXT,
    WORD,
    line,
    link,
    shortened,
    text,
)
from tocsin.intake.events.adapters.words import (
    ACTS,
    IGNORED,
    STATES,
    USUAL_SEVERITIES,
    USUAL_STATES,
    Words,
)
from tocsin.intake.events.event import SEVERITIES, Act, Event, Request, Unparsed

FIELDS = (
    "key",
    "state",
    "title",
    "severity",
    "service",
    "description",
    "labels",
    "annotations",
    "starts_at",
    "ends_at",
    "expires_at",
    "at",
    "url",
    "group_key",
    "fingerprint",
    "by",
)
_INSTANTS = ("starts_at", "ends_at", "expires_at")
ITEMS = 20_000
# Labels that name the service where a mapping does not say which does.
SERVICE_LABELS = (
    "service",
    "service_name",
    "service.name",
    "servicename",
    "app",
    "application",
    "app_name",
    "app_kubernetes_io_name",
    "app.kubernetes.io/name",
)


@dataclass(frozen=True, slots=True)
class Mapping:
    """One mapping, compiled. `is_test` tells whether an item is only a trial of the
    connection; such an alert is of severity info and labelled so."""

    fields: Table[str, Expression]
    states: Words
    severities: Words
    each: Expression | None = None
    is_test: Expression | None = None
    has_episodes: bool = False
    data: Table[str, Any] = field(default_factory=dict)

    def events(self, request: Request, body: Any) -> list[Event]:
        """What the body tells. What has neither key nor title tells nothing."""
        headers, query = dict(request.headers), queried(request)
        told = []
        for item in self._items(body):
            scope = {"item": item, "root": body, "headers": headers, "query": query}
            if event := self._event(scope):
                told.append(event)
        return told

    def _items(self, body: Any) -> Iterable[Any]:
        if self.each is None:
            return body if isinstance(body, list) else (body,)
        found = self.each.of(body)
        if found is None:
            return ()
        items = found if isinstance(found, list) else [found]
        if len(items) > ITEMS:
            raise Unparsed(f"There are more than {ITEMS:,} alerts in one request.")
        return items

    def _event(self, scope: Table[str, Any]) -> Event | None:
        value = {name: found.of(scope) for name, found in self.fields.items()}
        key, title = text(value.get("key"), 4 * KEY), line(value.get("title"))
        state = self.states.of(value.get("state"))
        act = ACTS.get(state, Act.OPEN)
        if state == IGNORED or not (key or title):
            return None
        labels = bounded(labels_of(value.get("labels")))
        severity = self.severities.of(value.get("severity"))
        if self.is_test and self.is_test.of(scope):
            labels, severity = {"test": "yes"} | labels, "info"
        return Event(
            key=shortened(key or fallback_key(title, labels)),
            act=act,
            title=title,
            severity=severity,
            description=text(value.get("description"), TEXT),
            service=self._service(value, labels),
            labels=labels,
            annotations=bounded(labels_of(value.get("annotations")), REMARK),
            url=link(value.get("url")),
            fingerprint=text(value.get("fingerprint"), 64),
            group_key=shortened(text(value.get("group_key"), 4 * KEY)),
            by=line(value.get("by"), 120),
            has_episodes=self.has_episodes,
            **_instants(value, act),
        )

    def _service(self, value: Table[str, Any], labels: Table[str, str]) -> str:
        if "service" in self.fields:
            return line(value["service"], WORD)
        return service_of(labels)


def service_of(labels: Table[str, str]) -> str:
    """The service that labels name, or ""."""
    for name in SERVICE_LABELS:
        if name in labels:
            return labels[name][:WORD]
    return ""


def fallback_key(title: str, labels: Table[str, str]) -> str:
    """A key for what has none: the same for the same title and labels."""
    told = "\n".join((title, *(f"{n}={labels[n]}" for n in sorted(labels))))
    return hashlib.sha256(told.encode("utf-8", "replace")).hexdigest()


def compiled(data: Table[str, Any]) -> Mapping:
    """The mapping, ready; refused where a line of it cannot be used."""
    told = _table(data, "map")
    if unknown := [name for name in told if name not in FIELDS]:
        raise MappingUnusable(where=f"map.{unknown[0]}", why="there is no such field")
    if not told.get("key") and not told.get("title"):
        raise MappingUnusable(where="map", why="it gives neither a key nor a title")
    found = {n: _expression(f"map.{n}", e) for n, e in told.items() if e is not None}
    return Mapping(
        fields=found,
        states=_words(data, "states", STATES, "open", USUAL_STATES),
        severities=_words(data, "severities", SEVERITIES, "", USUAL_SEVERITIES),
        each=_optional(data, "each"),
        is_test=_optional(data, "test"),
        has_episodes=data.get("has_episodes") is True,
        data=data,
    )


# By identity, with what was compiled, so that an identity cannot be taken anew.
_compiled: dict[int, tuple[Table[str, Any], Mapping]] = {}


def compiled_once(told: Mapping | Table[str, Any]) -> Mapping:
    """The mapping of the very same data, compiled the first time only."""
    if isinstance(told, Mapping):
        return told
    held = _compiled.get(id(told))
    if held is None:
        if len(_compiled) >= 500:
            _compiled.clear()
        held = _compiled[id(told)] = (told, compiled(told))
    return held[1]


def _instants(value: Table[str, Any], act: Act) -> dict[str, datetime | None]:
    """Those that are told; `at`, when the event itself happened, is the beginning of
    what opens and the end of what ends."""
    told = {name: moment(value[name]) for name in _INSTANTS if name in value}
    own = "ends_at" if act in (Act.RESOLVE, Act.DELETE) else "starts_at"
    if "at" in value and not told.get(own):
        told[own] = moment(value["at"])
    return told


def _table(data: Table[str, Any], name: str) -> Table[str, Any]:
    told = data.get(name) or {}
    if not isinstance(told, dict) or not all(isinstance(n, str) for n in told):
        raise MappingUnusable(where=name, why="it is no list of names and values")
    return told


def _expression(where: str, told: Any) -> Expression:
    try:
        return Expression(told)
    except Unusable as wrong:
        raise MappingUnusable(where=where, why=str(wrong)) from None


def _optional(data: Table[str, Any], name: str) -> Expression | None:
    return _expression(name, data[name]) if data.get(name) else None


def _words(
    data: Table[str, Any], name: str, ours: Iterable[str], usual: str, words: Words
) -> Words:
    told = dict(_table(data, name))
    default = told.pop("default", None) or usual
    for word in (*told, *([default] if default else [])):
        if word not in ours:
            raise MappingUnusable(where=f"{name}.{word}", why="there is no such word")
    return Words(dict(_lists(name, told)), default, words)


def _lists(name: str, told: Table[str, Any]) -> Iterator[tuple[str, list[Any]]]:
    for word, theirs in told.items():
        held = theirs if isinstance(theirs, list) else [theirs]
        if any(isinstance(word, dict | list) for word in held) or len(held) > 500:
            raise MappingUnusable(where=f"{name}.{word}", why="it is no list of words")
        yield word, held
