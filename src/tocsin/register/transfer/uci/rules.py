"""What a row of the log says in the register's words. Pure.

The log tells states; the register tells what happened. So each row is compared with
what the rows before it said, and the difference is told, kind by kind.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from tocsin.register.core.entries import Kind
from tocsin.register.core.rules import (
    CLOSED,
    DIAGNOSIS,
    REGISTERED,
    RESOLVED,
    WAITING,
)
from tocsin.register.transfer.uci.rows import Step

_ENDED = (RESOLVED, CLOSED)
_WANTED = ("category", "reporter")


class Told(NamedTuple):
    """One entry to be: what, with which facts, when, by whom (a person's key)."""

    kind: Kind
    body: Mapping[str, Any]
    at: datetime
    by: str | None


@dataclass(slots=True)
class Known:
    """What the rows so far have said of one incident."""

    state: str = REGISTERED
    cause: str = ""
    whence: str = ""
    since: datetime | None = None
    resolved_at: datetime | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    told: Mapping[str, Any] = field(default_factory=dict)
    team: str | None = None
    owner: str | None = None


def entries_of(known: Known, step: Step, note: Callable[[Step], str]) -> list[Told]:
    """The entries of one row, in order; `known` follows. Never none: a row that
    changes nothing visible is noted, with the text that `note` gives."""
    said: list[Told] = []
    if known.since is None:
        said.append(_registered(known, step))
    for kind, body in _changes(known, step):
        said.append(Told(kind, {**body, "row": step.row}, step.at, step.by))
    if not said:
        body = {"row": step.row, "change": step.change, "text": note(step)}
        said.append(Told(Kind.NOTED, body, step.at, step.by))
    return said


def _registered(known: Known, step: Step) -> Told:
    """A few rows were changed before they were opened; then the change comes first
    and when it was opened is told."""
    at = min(step.opened_at, step.at)
    told = {name: value for name, value in step.told.items() if value is not None}
    if at != step.opened_at:
        told["opened_at"] = step.opened_at.isoformat()
    body = {name: value for name, value in step.facts.items() if value is not None}
    missing = [name for name in _WANTED if step.facts[name] is None]
    body |= {"told": told, "row": step.row} | ({"flags": missing} if missing else {})
    known.since = at
    known.facts, known.told = step.facts, step.told
    return Told(Kind.REGISTERED, body, at, step.opened_by or step.by)


def _changes(known: Known, step: Step) -> Iterator[tuple[Kind, dict[str, Any]]]:
    if amended := _difference(known.facts, step.facts):
        known.facts = step.facts
        yield Kind.AMENDED, amended
    yield from _hands(known, step)
    yield from _moves(known, step)
    if told := _difference(known.told, step.told):
        known.told = step.told
        yield Kind.TOLD, {"told": told}


def _difference(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    if before is after:
        return {}
    names = before.keys() | after.keys()
    return {n: after.get(n) for n in names if before.get(n) != after.get(n)}


def _hands(known: Known, step: Step) -> Iterator[tuple[Kind, dict[str, Any]]]:
    """Team and owner. The log's state says whether work began, so a team alone moves
    nothing; and a team that the log does not name is none."""
    if step.team != known.team:
        body: dict[str, Any] = {"team": step.team, "moves": False}
        kept = known.owner if known.owner == step.owner else None
        yield Kind.ASSIGNED, body | ({"owner": kept} if kept else {})
        known.team, known.owner = step.team, kept
    if step.owner != known.owner:
        yield Kind.OWNED, {"owner": step.owner}
        known.owner = step.owner


def _moves(known: Known, step: Step) -> Iterator[tuple[Kind, dict[str, Any]]]:
    if (step.state, step.cause) == (known.state, known.cause):
        return
    early = known.since is not None and step.at < known.since
    if step.state is None or early or step.state == REGISTERED:
        # Not said, said too late to count, or a way back that our life has not.
        yield Kind.FLAGGED, {"flags": ["state"]}
        return
    if known.state in _ENDED and step.state not in (CLOSED, known.state):
        yield Kind.REOPENED, {}
        known.state, known.resolved_at = DIAGNOSIS, None
    yield from _arrives(known, step)
    known.state, known.cause, known.since = step.state, step.cause, step.at


def _arrives(known: Known, step: Step) -> Iterator[tuple[Kind, dict[str, Any]]]:
    match step.state:
        case "diagnosis":
            if known.state == WAITING:
                yield Kind.WAITING_ENDED, {}
                known.state = known.whence
            if known.state != DIAGNOSIS:
                yield Kind.DIAGNOSIS_BEGAN, {}
        case "waiting":
            if known.state != WAITING:
                known.whence = known.state
            yield Kind.WAITING_BEGAN, {"cause": step.cause}
        case "resolved":
            known.resolved_at = step.at
            yield Kind.RESOLVED, {}
        case "closed":
            yield Kind.CLOSED, _closing(known, step)


def _closing(known: Known, step: Step) -> dict[str, Any]:
    """The log fills in who resolved it and when on every row, as it knew at the end;
    so that is told at the end, the instant where it is another than ours."""
    told: dict[str, Any] = {}
    if step.resolved_by:
        told["resolved_by"] = step.resolved_by
    resolved_at = known.resolved_at or step.at
    if step.resolved_at and step.resolved_at != resolved_at:
        told["resolved_at"] = step.resolved_at.isoformat()
    body: dict[str, Any] = {"code": step.closure} if step.closure else {}
    return body | ({"told": told} if told else {})
