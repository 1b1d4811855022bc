"""What was promised to users and executives, and whether it was kept. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from tocsin.improvement.reviews.rules.finding import (
    SECONDS,
    Figure,
    counted,
    first,
    in_order,
    instant,
    seconds_between,
    standing,
)
from tocsin.register.core.entries import Kind
from tocsin.register.work.spoken import Spoken

KEPT, MISSED, RENEWED, OVER = "kept", "missed", "renewed", "over"
_NOTICES = frozenset({Kind.NOTICE_PUBLISHED, Kind.NOTICE_UPDATED, Kind.NOTICE_ENDED})
_TOLD_TO_THEM = frozenset({"reporter", "shared", "public"})
# Told by a room that may be there or not.
_STAKEHOLDERS = "stakeholders_told"
# The first word to users is due so many seconds after registration.
_FIRST = 60


@dataclass(frozen=True, slots=True)
class Promise:
    """An update promised by an instant: kept by the entry `kept_by`, missed, renewed
    before it was due, or not needed any more because it was over."""

    row: int
    promised_at: datetime
    due_at: datetime
    outcome: str
    kept_by: int | None = None


def updates(story: Sequence[Spoken]) -> list[Spoken]:
    """What users were told, by us, as it happened."""
    begun = first(story, Kind.REGISTERED)
    reporter = begun.body.get("reporter") if begun else None
    return [e for e in in_order(standing(story)) if _is_update(e, reporter)]


def _is_update(entry: Spoken, reporter: object) -> bool:
    if entry.kind in _NOTICES or entry.kind == _STAKEHOLDERS:
        return True
    theirs = entry.actor_kind in ("guest", "link") or (
        entry.actor_kind == "person" and entry.actor_id == reporter
    )
    said = entry.kind == Kind.REPLIED and entry.audience in _TOLD_TO_THEM
    return said and not theirs


def promises(story: Sequence[Spoken]) -> list[Promise]:
    """Each promise, with what became of it."""
    made = [e for e in in_order(story) if e.kind == Kind.UPDATE_PROMISED]
    dated = [(e, at) for e in made if (at := instant(e.body.get("due_at")))]
    told = updates(story)
    found = []
    for place, (entry, due_at) in enumerate(dated):
        later = dated[place + 1][0] if place + 1 < len(dated) else None
        found.append(_judged(entry, due_at, later, told, story))
    return found


def _judged(
    entry: Spoken,
    due_at: datetime,
    later: Spoken | None,
    told: Sequence[Spoken],
    story: Sequence[Spoken],
) -> Promise:
    since = entry.happened_at
    until = min(due_at, later.happened_at) if later else due_at
    kept = next((e for e in told if since < e.happened_at <= until), None)
    if kept is not None:
        return Promise(entry.seq, since, due_at, KEPT, kept.seq)
    ended = [e for e in story if e.kind in (Kind.RESOLVED, Kind.MAJOR_ENDED)]
    if any(since <= e.happened_at <= due_at for e in ended):
        return Promise(entry.seq, since, due_at, OVER)
    if later is not None and later.happened_at <= due_at:
        return Promise(entry.seq, since, due_at, RENEWED)
    return Promise(entry.seq, since, due_at, MISSED)


def communications(story: Sequence[Spoken]) -> Iterator[Figure]:
    told, made = updates(story), promises(story)
    yield from _to_users(story, told)
    kept = [each for each in made if each.outcome == KEPT]
    missed = [each for each in made if each.outcome == MISSED]
    if kept:
        rows = tuple(row for p in kept for row in (p.row, p.kept_by) if row)
        yield Figure("promises_kept", len(kept), rows=rows, is_good=True)
    if made:
        rows = tuple(promise.row for promise in missed)
        yield Figure("promises_missed", len(missed), rows=rows, is_good=not missed)
    overdue = [e for e in story if e.kind == Kind.NOTICE_OVERDUE]
    yield from counted("notices_overdue", overdue)
    yield from _to_executives(story)


def _to_users(story: Sequence[Spoken], told: Sequence[Spoken]) -> Iterator[Figure]:
    begun = first(story, Kind.REGISTERED)
    yield Figure("updates", len(told), rows=tuple(e.seq for e in told))
    if begun and told:
        took = max(0, seconds_between(begun.happened_at, told[0].happened_at))
        rows = (begun.seq, told[0].seq)
        yield Figure("first_update", took, SECONDS, rows, is_good=took <= _FIRST)


def _to_executives(story: Sequence[Spoken]) -> Iterator[Figure]:
    told = [e for e in in_order(story) if e.kind == Kind.EXECUTIVES_TOLD]
    yield from counted("executives_told", told)
    declared = first(story, Kind.MAJOR_DECLARED)
    if declared and told:
        took = seconds_between(declared.happened_at, told[0].happened_at)
        rows = (declared.seq, told[0].seq)
        yield Figure("executives_first", max(0, took), SECONDS, rows)
