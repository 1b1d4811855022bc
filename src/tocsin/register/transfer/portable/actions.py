"""Bringing an exported register back: every chain proved before it comes in."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, groupby, islice
from pathlib import Path
from typing import Any

from django.db import DataError, IntegrityError, transaction

from tocsin.foundation.accounts.models import Person, Team
from tocsin.foundation.classification.models import Category
from tocsin.foundation.services.models import Service
from tocsin.kernel import sql
from tocsin.register.core.actions.bringing_back import Returning, bring_back, flaw_of
from tocsin.register.core.models import Entry, Incident, Seal
from tocsin.register.core.rows import STATE_COLUMNS
from tocsin.register.core.sealing import read_seal
from tocsin.register.tasks.actions import keep_tasks
from tocsin.register.transfer.portable.directory import BY_TYPE, take_in
from tocsin.register.transfer.portable.lines import (
    BadLine,
    different,
    facts_of,
    returning,
)
from tocsin.register.transfer.portable.reading import Line, read_lines
from tocsin.register.watching.actions import keep_watchers

_BATCH = 250
_SHOWN = 100


@dataclass(slots=True)
class Outcome:
    """What came back. `refused` names lines that did not come in and why; `differing`
    those that did, though their facts are not what their entries say: the entries
    count. `named` holds the first hundred of both as sentences."""

    lines: int = 0
    directory: int = 0
    incidents: int = 0
    entries: int = 0
    seals: int = 0
    passed_over: int = 0
    refused: int = 0
    differing: int = 0
    named: list[str] = field(default_factory=list)

    def name(self, line: Line, what: str, why: str) -> None:
        if len(self.named) < _SHOWN:
            self.named.append(f"line {line.number}, {what or 'nothing'}: {why}")

    def refuse(self, line: Line, why: str) -> None:
        self.refused += 1
        facts = line.facts
        self.name(line, str(facts.get("ref") or facts.get("key") or facts["type"]), why)


def import_register(path: Path, *, tell: Callable[[int], None]) -> Outcome:
    """What the file holds is in this register, entries and hashes to the letter.

    A line whose chain does not prove itself is refused and named, the rest goes on.
    What is here already is passed over, so it is safe to repeat. `tell` hears how many
    lines are done.
    """
    outcome = Outcome()
    for kind, lines in groupby(read_lines(path), key=lambda line: line.facts["type"]):
        while batch := list(islice(lines, _BATCH)):
            _take(kind, batch, outcome)
            outcome.lines += len(batch)
            tell(outcome.lines)
    return outcome


def _take(kind: str, batch: Sequence[Line], outcome: Outcome) -> None:
    if kind in BY_TYPE:
        _take_directory(kind, batch, outcome)
    elif kind == "incident":
        _take_incidents(batch, outcome)
    elif kind == "seal":
        for line in batch:
            _take_seal(line, outcome)
    else:
        for line in batch:
            outcome.refuse(line, line.flaw or f"{kind} is nothing that is known here")


def _take_directory(kind: str, batch: Sequence[Line], outcome: Outcome) -> None:
    try:
        with transaction.atomic():
            outcome.directory += take_in(BY_TYPE[kind], [line.facts for line in batch])
    except (BadLine, IntegrityError, DataError, ValueError, TypeError) as why:
        if len(batch) == 1:
            outcome.refuse(batch[0], _first_line(why))
        else:
            for line in batch:
                _take_directory(kind, [line], outcome)


def _take_incidents(batch: Sequence[Line], outcome: Outcome) -> None:
    proved = []
    for line in batch:
        try:
            incident = returning(line.facts)
        except BadLine as why:
            outcome.refuse(line, str(why))
            continue
        if flaw := flaw_of(incident):
            outcome.refuse(line, flaw)
        else:
            proved.append((line, incident))
    _write(proved, outcome)


@transaction.atomic
def _write(proved: Sequence[tuple[Line, Returning]], outcome: Outcome) -> None:
    # Two imports at once take turns, so that neither stumbles over the other.
    sql.execute("select pg_advisory_xact_lock(hashtext('tocsin import'))")
    fresh = list(_known_to_fit(list(_not_here(proved, outcome)), outcome))
    try:
        with transaction.atomic():
            outcome.entries += bring_back([incident for _, incident in fresh])
            outcome.incidents += len(fresh)
            keep_rows_of([incident.ref for _, incident in fresh])
    except (IntegrityError, DataError):
        _write_singly(fresh, outcome)
    for line, incident in fresh:
        facts = facts_of(incident.state, STATE_COLUMNS)
        if names := different(line.facts, facts):
            outcome.differing += 1
            why_not = f"its entries say otherwise of {', '.join(names)}, and count"
            outcome.name(line, incident.ref, why_not)


def _write_singly(fresh: list[tuple[Line, Returning]], outcome: Outcome) -> None:
    """The database refused the set: each alone, so that only those it must go."""
    for line, incident in list(fresh):
        try:
            with transaction.atomic():
                outcome.entries += bring_back([incident])
                outcome.incidents += 1
                keep_rows_of([incident.ref])
        except (IntegrityError, DataError) as told:
            outcome.refuse(line, _first_line(told))
            fresh.remove((line, incident))


def keep_rows_of(refs: Sequence[str]) -> None:
    """What rooms fold from the entries that came back is there with them."""
    ids = list(Incident.objects.filter(ref__in=refs).values_list("id", flat=True))
    keep_tasks(ids)
    keep_watchers(ids)


def _not_here(
    proved: Sequence[tuple[Line, Returning]], outcome: Outcome
) -> Iterator[tuple[Line, Returning]]:
    """Those whose reference is free. One that is here with the same newest entry, or
    has gone on from it, is passed over; another one is refused."""
    here = dict(
        Incident.objects.filter(ref__in=[it.ref for _, it in proved]).values_list(
            "ref", "id"
        )
    )
    seen: set[str] = set()
    for line, incident in proved:
        if incident.ref in seen:
            outcome.refuse(line, "it stands further up already")
        elif incident.ref not in here:
            seen.add(incident.ref)
            yield line, incident
        elif _has(here[incident.ref], incident):
            outcome.passed_over += 1
        else:
            outcome.refuse(line, "another incident has this reference here")


def _has(id: int, incident: Returning) -> bool:
    same = Entry.objects.filter(incident_id=id, seq=incident.entries[-1].seq)
    return any(bytes(hash_) == incident.head for (hash_,) in same.values_list("hash"))


_NAMED: tuple[tuple[str, Any], ...] = (
    ("service_id", Service),
    ("category_id", Category),
    ("team_id", Team),
    ("owner_id", Person),
    ("reporter_id", Person),
)


def _known_to_fit(
    found: Sequence[tuple[Line, Returning]], outcome: Outcome
) -> Iterator[tuple[Line, Returning]]:
    """Those that name nobody and nothing that is not here."""
    states = [incident.state for _, incident in found]
    known: Mapping[Any, set[str]] = {}
    for model in (Service, Category, Team, Person):
        columns = [column for column, table in _NAMED if table is model]
        keys = {getattr(state, column) for state in states for column in columns}
        if model is Person:
            keys |= set(chain.from_iterable(it.viewers for _, it in found))
        rows = model._default_manager.filter(key__in=keys - {None})
        known = {**known, model: set(rows.values_list("key", flat=True))}
    for (line, incident), state in zip(found, states, strict=True):
        named = [(getattr(state, column), table) for column, table in _NAMED]
        named += [(key, Person) for key in incident.viewers]
        missing = [key for key, table in named if key and key not in known[table]]
        if missing:
            outcome.refuse(line, f"it names {missing[0]}, which is not known here")
        else:
            yield line, incident


def _take_seal(line: Line, outcome: Outcome) -> None:
    """A seal stands under its number. Where it lies in the feed is another matter here,
    so the engine seals anew what came back, on top of the seals that came with it."""
    text = str(line.facts.get("line"))
    seal = read_seal(text)
    if seal.fault:
        outcome.refuse(line, f"seal {seal.number or '?'} {seal.fault}")
        return
    here = Seal.objects.filter(number=seal.number).first()
    last = Seal.objects.order_by("-number").first()
    if here is None and seal.number == (last.number if last else 0) + 1:
        Seal.objects.create(
            number=seal.number,
            sealed_at=seal.sealed_at,
            xact=0,
            entry_id=0,
            hash=bytes.fromhex(seal.hash),
            line=text,
        )
        outcome.seals += 1
    elif here and here.line == text:
        outcome.passed_over += 1
    else:
        outcome.refuse(line, f"seal {seal.number} does not fit the seals here")


def _first_line(why: Exception) -> str:
    return str(why).strip().splitlines()[0] if str(why).strip() else type(why).__name__
