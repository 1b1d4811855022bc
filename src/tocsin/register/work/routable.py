"""Incidents as routing rules need to know them: what is told, and what is settled."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson

from tocsin.foundation.accounts.rules import Actor
from tocsin.register.core.entries import Kind
from tocsin.register.core.models import Entry, Incident
from tocsin.register.core.projection import State, fold
from tocsin.register.core.reads.entries import Told, entries_of
from tocsin.register.core.reads.visible import visible_to
from tocsin.register.core.rows import states_of

_HANDS = frozenset({"person", "key", "guest", "link"})
_SAYS = (
    Kind.ROUTED,
    Kind.ASSIGNED,
    Kind.RETURNED,
    Kind.CLASSIFIED,
    Kind.AMENDED,
)
_TEAMS = frozenset({Kind.ASSIGNED, Kind.RETURNED})
_RATED = frozenset({"impact", "urgency", "model"})
# An incident is opened by at most so many entries.
_OPENING = 4


@dataclass(frozen=True, slots=True)
class Routable:
    """An incident, what rules said of it last, and what people have set by hand since
    it was registered: of `team`, `impact`, `urgency`, `model`."""

    id: int
    ref: str
    source: str
    state: State
    by_hand: frozenset[str] = frozenset()
    last: Mapping[str, Any] | None = None
    labels: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Opened:
    """An incident as it was opened, as it was after rules had routed it first, and as
    it is now."""

    routable: Routable
    title: str
    first: State
    now: State


def routables(ids: Collection[int], *, labels: bool = False) -> dict[int, Routable]:
    """These incidents by id; `labels` of the alerts that opened them, where wanted."""
    if not ids:
        return {}
    rows: Any = Incident.objects.filter(id__in=ids).values_list("id", "ref", "source")
    states = states_of(sorted(ids))
    hands, last = _said(ids)
    told = _labels(ids) if labels else {}
    return {
        number: Routable(
            number,
            ref,
            source,
            states[number],
            frozenset(hands.get(number, ())),
            last.get(number),
            told.get(number, {}),
        )
        for number, ref, source in rows
    }


def _said(
    ids: Collection[int],
) -> tuple[dict[int, set[str]], dict[int, Mapping[str, Any]]]:
    """By id: what people set by hand; and what rules said last."""
    rows = Entry.objects.filter(incident_id__in=ids, kind__in=_SAYS)
    found: Any = rows.order_by("incident_id", "seq").values_list(
        "incident_id", "kind", "actor_kind", "body"
    )
    hands: dict[int, set[str]] = {}
    last: dict[int, Mapping[str, Any]] = {}
    for number, kind, actor, written in found:
        if kind != Kind.ROUTED and actor not in _HANDS:
            continue
        body = written if isinstance(written, dict) else orjson.loads(written)
        if kind == Kind.ROUTED:
            last[number] = body
        else:
            set_now = {"team"} if kind in _TEAMS else _RATED & body.keys()
            hands.setdefault(number, set()).update(set_now)
    return hands, last


def _labels(ids: Collection[int]) -> dict[int, Mapping[str, str]]:
    first = entries_of(sorted(ids), until=1)
    return {told.incident_id: told.body.get("labels") or {} for told in first}


def opened_between(
    actor: Actor, since: datetime, until: datetime, most: int
) -> Iterator[Opened]:
    """The latest incidents of a period that this actor may see, the newest first."""
    rows = visible_to(actor).filter(
        registered_at__gte=since,
        registered_at__lt=until,
        origin="lived",
        is_drill=False,
        merged_into="",
    )
    found: Any = list(
        rows.order_by("-registered_at").values_list("id", "ref", "source")[:most]
    )
    ids = [number for number, _ref, _source in found]
    opening: dict[int, list[Told]] = {number: [] for number in ids}
    for told in entries_of(ids, until=_OPENING):
        opening[told.incident_id].append(told)
    states = states_of(ids)
    routed = _first_routed(ids)
    for number, ref, source in found:
        yield _opened(number, ref, source, opening[number], routed, states[number])


def _opened(
    number: int,
    ref: str,
    source: str,
    told: list[Told],
    routed: Mapping[int, Told],
    now: State,
) -> Opened:
    """What was recorded while registering makes the incident as it was opened."""
    at = told[0].recorded_at
    said = [
        each.said
        for each in told
        if each.recorded_at == at and each.kind != Kind.ROUTED
    ]
    first = [*said, routed[number].said] if number in routed else said
    labels = told[0].body.get("labels") or {}
    opened = Routable(number, ref, source, fold(said), labels=labels)
    return Opened(opened, now.title, fold(first), now)


def _first_routed(ids: Sequence[int]) -> dict[int, Told]:
    first: dict[int, Told] = {}
    for told in entries_of(ids, kind=Kind.ROUTED):
        first.setdefault(told.incident_id, told)
    return first
