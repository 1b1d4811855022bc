"""What a record says in the register's words; nothing of it is lost.

What cannot be used is told word for word, and flagged where a fact is missing for it.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo
from typing import Any, NamedTuple

from tocsin.foundation.fields.reads import fitted
from tocsin.foundation.fields.rules import Unfit
from tocsin.kernel.sheets import Cell, Row, text_of
from tocsin.register.core.entries import Kind
from tocsin.register.core.rules import ENDED, RESOLUTION_KINDS
from tocsin.register.transfer.anyones.instants import instant_of
from tocsin.register.transfer.anyones.names import Names
from tocsin.register.transfer.anyones.rules import (
    IGNORE,
    INSTANTS,
    LEVELS,
    NAMED,
    NUMBER,
    TALK,
    TEXTS,
    VALUED,
    Column,
    Mapped,
    value_of,
    word,
)
from tocsin.register.transfer.anyones.talk import sayings
from tocsin.register.work.rules import CHOICES, missing, title_from

_SLACK = timedelta(minutes=2)
_LONGEST = {"resolution_code": 40, "closure_code": 40}
# How exports write that there is nothing.
_NOTHING = frozenset(["", "?", "-", "--", "null", "none", "n/a", "nan", "\\n"])
# Instants of the life; all others are facts of the report.
_OF_LIFE = frozenset(
    "registered_at restored_at resolved_at closed_at cancelled_at updated_at".split()
)


class Said(NamedTuple):
    """One entry to be: what, with which facts, when, by whom (a person's key)."""

    kind: Kind
    body: Mapping[str, Any]
    at: datetime
    by: str | None = None


@dataclass(slots=True)
class Understood:
    """A record as entries. `flags` are the facts that somebody has to complete,
    `unusable` the columns whose value is kept word for word."""

    said: list[Said]
    flags: list[str]
    unusable: list[tuple[str, str]]


class BadRow(Exception):
    """Why a record cannot be used."""


@dataclass(slots=True)
class _Reading:
    """A record while it is understood."""

    mapped: Mapped
    names: Names
    zone: tzinfo
    now: datetime
    facts: dict[str, Any] = field(default_factory=dict)
    life: dict[str, Any] = field(default_factory=dict)
    fields: dict[str, Any] = field(default_factory=dict)
    told: dict[str, str] = field(default_factory=dict)
    flags: set[str] = field(default_factory=set)
    talk: list[tuple[Kind, Cell]] = field(default_factory=list)
    unusable: list[tuple[str, str]] = field(default_factory=list)

    def odd(self, column: Column, written: str, flag: str = "") -> None:
        self.told[column.column] = written
        self.unusable.append((column.column, written))
        if flag:
            self.flags.add(flag)


def understand(
    row: Row, mapped: Mapped, names: Names, zone: tzinfo, now: datetime
) -> Understood:
    """The record as entries, the first of which registers it; BadRow when it tells
    nothing at all."""
    if row.odd:
        raise BadRow(row.odd)
    if not any(row.cells.values()):
        raise BadRow("it is empty")
    read = _Reading(mapped, names, zone, now)
    for column in mapped.columns:
        cell = row.cells.get(column.column)
        if cell and column.to not in (IGNORE, NUMBER):
            _take(read, column, cell)
    if mapped.keep_rest:
        named = {column.column for column in mapped.columns}
        rest = {n: text_of(c) for n, c in row.cells.items() if n not in named and c}
        read.told = rest | read.told
    said = _entries(read, row)
    return Understood(said, sorted(read.flags), read.unusable)


def _take(read: _Reading, column: Column, cell: Cell) -> None:
    """What one cell tells, where it belongs."""
    target, written = column.to, text_of(cell)
    if target not in TEXTS and target not in TALK and word(written) in _NOTHING:
        return
    if target in TALK:
        read.talk.append((Kind.NOTED if target == "note" else Kind.REPLIED, cell))
    elif target in TEXTS:
        before = read.facts.get(target)
        read.facts[target] = f"{before}\n{written}" if before else written
    elif target in INSTANTS:
        _take_instant(read, column, written)
    elif target in NAMED:
        _take_name(read, column, written)
    elif target in VALUED:
        _take_value(read, column, written)
    elif target.startswith("field."):
        _take_field(read, column, cell)
    else:
        _take_word(read, column, written)


def _take_instant(read: _Reading, column: Column, written: str) -> None:
    at = instant_of(written, read.zone, read.mapped.dates)
    if at is None or at > read.now + _SLACK:
        read.odd(column, written, column.to if column.to not in _OF_LIFE else "")
    elif column.to in _OF_LIFE:
        read.life[column.to] = at
    else:
        read.facts[column.to] = at


def _take_name(read: _Reading, column: Column, written: str) -> None:
    theirs = value_of(column, written)
    key = read.names.key_of(column.to, theirs)
    if column.to in ("team", "owner"):
        if key:
            read.life[column.to] = key
        else:
            read.odd(column, written)
    elif key:
        read.facts[column.to] = key
    elif column.to == "reporter":
        read.facts["reporter_name"] = written
    else:
        read.odd(column, written, column.to)


def _take_value(read: _Reading, column: Column, written: str) -> None:
    ours = value_of(column, written)
    if ours not in VALUED[column.to]:
        read.odd(column, written, column.to if column.to != "resolution" else "")
    elif column.to in LEVELS:
        read.facts[column.to] = int(ours)
    elif column.to in CHOICES:
        read.facts[column.to] = ours
    else:
        read.life[column.to] = ours
        if word(written) != ours:
            read.told[column.column] = written


def _take_field(read: _Reading, column: Column, cell: Cell) -> None:
    key = column.to.removeprefix("field.")
    known = read.names.fields.get(key)
    try:
        value = None
        if known is not None:
            one = isinstance(cell, str)
            value = fitted(known, value_of(column, str(cell)) if one else cell)
    except Unfit:
        read.odd(column, text_of(cell), column.to)
        return
    if value is None:
        read.odd(column, text_of(cell))
    else:
        read.fields[key] = value


def _take_word(read: _Reading, column: Column, written: str) -> None:
    target = column.to
    if target == "tags":
        split = re.split("[,;\n]", written)
        split = [word(each).replace(" ", "-") for each in split]
        tags = {*read.life.get("tags", ()), *(each[:40] for each in split if each)}
        read.life["tags"] = sorted(tags)
    elif target == "model" and written in read.names.models:
        read.facts["model"] = written
    elif target in _LONGEST and len(written) <= _LONGEST[target]:
        read.life[target] = value_of(column, written)[: _LONGEST[target]]
    elif target == "resolution_text":
        read.life[target] = written
    else:
        read.told[column.column] = written


def _entries(read: _Reading, row: Row) -> list[Said]:
    opened = _opened(read)
    state, _colon, cause = _state(read)
    registered = _registered(read, row, state)
    life = list(_life(read, opened, state, cause))
    last = max([opened, *_instants(read), *(said.at for said in life)])
    talk = list(_talk(read, last))
    rest = sorted([*life, *talk], key=lambda said: said.at)
    return [Said(Kind.REGISTERED, registered, opened), *rest]


def _opened(read: _Reading) -> datetime:
    """When it began to be a record; nothing of its life is told before that."""
    for name in ("registered_at", "reported_at", "detected_at", "occurred_at"):
        at = read.life.get(name) or read.facts.get(name)
        if isinstance(at, datetime):
            return at
    return min((at for at in _instants(read)), default=read.now)


def _instants(read: _Reading) -> Iterator[datetime]:
    yield from (at for at in read.life.values() if isinstance(at, datetime))


def _state(read: _Reading) -> tuple[str, str, str]:
    """The state it ended in: as it is told, failing that by its instants."""
    told = str(read.life.get("state", ""))
    if not told and "state" not in read.flags:
        ends = (("closed_at", "closed"), ("resolved_at", "resolved"))
        told = next((state for name, state in ends if name in read.life), "")
    return (told or read.mapped.state).partition(":")


def _registered(read: _Reading, row: Row, state: str) -> dict[str, Any]:
    facts = read.facts
    title = title_from(facts) or title_from(read.told) or f"#{row.number}"
    facts["title"] = title[:500]
    body: dict[str, Any] = {**facts, "row": row.number}
    if "priority" in facts:
        body["priority_reason"] = f"as {read.mapped.source} told it"
    if state not in ENDED:
        read.flags |= set(missing(facts))
        if "owner" not in read.life:
            body["owner_role"] = "duty_manager"
    if updated := read.life.get("updated_at"):
        read.told.setdefault("updated_at", updated.isoformat())
    extra = {"told": read.told, "fields": read.fields, "tags": read.life.get("tags")}
    body |= {name: value for name, value in extra.items() if value}
    return body | ({"flags": sorted(read.flags)} if read.flags else {})


def _life(read: _Reading, opened: datetime, state: str, cause: str) -> Iterable[Said]:
    """What happened to it, each thing no earlier than the one before."""
    life, at = read.life, opened
    facts: dict[str, Any]
    yield from _hands(read, opened, state)
    if state == "classified":
        names = ("category", "impact", "urgency", "priority")
        facts = {name: read.facts[name] for name in names if name in read.facts}
        yield Said(Kind.CLASSIFIED, facts, opened)
    updated = max(opened, life.get("updated_at", opened))
    if state == "diagnosis":
        yield Said(Kind.DIAGNOSIS_BEGAN, {}, updated)
    if state == "waiting":
        yield Said(Kind.WAITING_BEGAN, {"cause": cause or "other"}, updated)
    if "restored_at" in life or state == "restored":
        at = max(at, life.get("restored_at", updated))
        yield Said(Kind.RESTORED, {}, at)
    if state in ("resolved", "closed"):
        at = max(at, life.get("resolved_at") or life.get("closed_at") or updated)
        yield Said(Kind.RESOLVED, _resolving(read), at)
    if state == "closed":
        at = max(at, life.get("closed_at", at))
        code = life.get("closure_code")
        yield Said(Kind.CLOSED, {"code": code} if code else {}, at)
    if state == "cancelled":
        at = max(at, life.get("cancelled_at") or life.get("closed_at") or updated)
        yield Said(Kind.CANCELLED, {"cause": cause or "false_alarm"}, at)


def _hands(read: _Reading, opened: datetime, state: str) -> Iterable[Said]:
    team, owner = read.life.get("team"), read.life.get("owner")
    held = {"owner": owner} if owner else {"owner_role": "duty_manager"}
    if team:
        body = {"team": team, "moves": state == "assigned"} | held
        yield Said(Kind.ASSIGNED, body, opened)
    elif owner:
        yield Said(Kind.OWNED, held, opened)


def _resolving(read: _Reading) -> dict[str, Any]:
    life = read.life
    told = {
        "resolution": life.get("resolution"),
        "code": life.get("resolution_code"),
        "text": life.get("resolution_text"),
    }
    assert told["resolution"] in (None, *RESOLUTION_KINDS)
    return {name: value for name, value in told.items() if value}


def _talk(read: _Reading, last: datetime) -> Iterator[Said]:
    for kind, cell in read.talk:
        for saying in sayings(cell, read.zone, read.mapped.dates):
            by = read.names.key_of("owner", saying.by) if saying.by else None
            text = saying.text if by or not saying.by else f"{saying.by}: {saying.text}"
            at = saying.at if saying.at and saying.at <= read.now else last
            yield Said(kind, {"text": text}, at, by)
