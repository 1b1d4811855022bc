"""Clocks counted anew: what is stored of them follows, and people hear of it."""

import logging
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import OperationalError, transaction

from tocsin.foundation.accounts.rules import Actor
from tocsin.foundation.calendars.percents import PERCENTS
from tocsin.kernel import clock as the_clock
from tocsin.kernel.collecting import uncollected
from tocsin.register.core.actions.writer import Draft, note_many
from tocsin.register.core.entries import Kind
from tocsin.register.work.actions.due import Due, publish_due
from tocsin.register.work.actions.linking import lock_all
from tocsin.register.work.spoken import spoken_of
from tocsin.response.clocks import queries
from tocsin.response.clocks.counting import (
    Counted,
    Row,
    ahead,
    columns_of,
    count_anew,
    is_as_stored,
    plan_of,
    reached,
)
from tocsin.response.clocks.plan import Plan, Versions, current_plan
from tocsin.response.clocks.rules import OPEN, WITHDRAWN, next_due, shares
from tocsin.response.clocks.story import HEARS, Story, story_of
from tocsin.response.clocks.target_rules import Threshold

_LOG = logging.getLogger(__name__)
_RULE = Actor(kind="rule", id="clocks", name="", via="clocks")
_BATCH = 200
_LATER = timedelta(minutes=1)
_LABEL = 40

_Began = tuple[int, str, datetime]


@dataclass
class _Turn:
    """What is to be written of a set of incidents."""

    plan: Plan
    digest: str
    now: datetime
    is_planning: bool
    rows: list[dict[str, Any]] = field(default_factory=list)
    gone: list[int] = field(default_factory=list)
    marks: list[tuple[_Began, Threshold, datetime]] = field(default_factory=list)
    drafts: list[Draft] = field(default_factory=list)
    standings: list[dict[str, Any]] = field(default_factory=list)
    published: list[Due] = field(default_factory=list)


@transaction.atomic
def settle(ids: Collection[int], *, planning: Plan | None = None) -> int:
    """These incidents' clocks are as their timelines, targets and calendars have them;
    what they have reached is told, once. Says how many incidents that was.

    With `planning`, what is past by that plan alone is not told: it was never missed.
    """
    if not ids:
        return 0
    plan = planning or current_plan()
    if not (plan.targets or queries.have_clocks()):
        return 0
    with uncollected():
        return _settle(sorted(set(ids)), plan, is_planning=planning is not None)


def _settle(wanted: Sequence[int], plan: Plan, *, is_planning: bool) -> int:
    stands = queries.lock_standings(wanted)
    # Nobody adds to their timelines until what follows from them is written.
    lock_all(wanted)
    turn = _Turn(plan, plan.digest, the_clock.now(), is_planning)
    told = spoken_of(wanted, HEARS)
    held, marked = queries.clocks_of(wanted), queries.marks_of(wanted)
    versions = Versions(plan)
    for id in wanted:
        story = story_of(told.get(id, ()))
        if story is not None:
            rows = held.get(id, [])
            found = count_anew(story, rows, plan, versions, turn.now)
            _take(turn, stands[id], story, rows, found, marked)
    _write(turn, held)
    return len(wanted)


def _take(
    turn: _Turn,
    stand: queries.Stand,
    story: Story,
    rows: Sequence[Row],
    found: Sequence[Counted],
    marked: Mapping[int, set[Threshold]],
) -> None:
    id = stand.incident_id
    late = {m.seq for m in story.moments if m.is_late and m.seq > stand.seq}
    fresh = late if stand.seq else set()
    news: list[dict[str, Any]] = []
    ahead_of: list[datetime] = []
    reaches: list[Draft] = []
    for one in found:
        _keep(turn, id, story, one)
        told = set(marked.get(one.row.id, ())) if one.row else set()
        quiet = _is_quiet(turn, stand, story, one)
        reaches += _reach(turn, id, one, told, quiet=quiet)
        if (because := one.because(fresh)) and not story.is_past:
            news.append(_news(one, because))
        if at := ahead(one.clock, told):
            ahead_of.append(at)
    news += _withdrawn(turn, rows, found)
    if news and not story.is_past:
        turn.drafts.append(_changed(id, story, turn.digest, news, fresh))
    turn.drafts += reaches
    _stand(turn, stand, story, found, min(ahead_of, default=None))


def _keep(turn: _Turn, id: int, story: Story, one: Counted) -> None:
    columns = columns_of(one.clock)
    if one.row is None or not is_as_stored(one.row, columns):
        columns |= plan_of(one.clock, shares(one.clock.target, PERCENTS))
        counts = not (story.is_drill or story.is_history)
        of_history = story.is_history and not story.is_drill
        told = {"incident_id": id, "counts": counts, "is_history": of_history}
        turn.rows.append(told | columns)


def _is_quiet(turn: _Turn, stand: queries.Stand, story: Story, one: Counted) -> bool:
    """Whether what it has reached is past because of how it is counted now, so that
    nobody missed it: by another set-up, or because it was told of the past."""
    row, clock = one.row, one.clock
    if clock.life.stopped_at is not None and (row is None or story.is_past):
        return True
    if row is None and story.is_history:
        return True
    if not stand.seq:
        return turn.is_planning
    if stand.digest == turn.digest:
        return False
    by = row and (row.target_version, row.calendar, row.calendar_version)
    now = (clock.target.version, clock.calendar.key, clock.calendar.version)
    return by != now


def _reach(
    turn: _Turn, id: int, one: Counted, told: set[Threshold], *, quiet: bool
) -> list[Draft]:
    """What it has reached is marked, and told unless it is quiet."""
    clock, started_at = one.clock, one.clock.life.started_at
    drafts = []
    for threshold, at in list(reached(clock, told)):
        turn.marks.append(((id, clock.target.key, started_at), threshold, at))
        told.add(threshold)
        if not quiet:
            drafts.append(_reached(id, one, threshold, at))
    return drafts


def _reached(id: int, one: Counted, threshold: Threshold, at: datetime) -> Draft:
    clock = one.clock
    begun = int(clock.life.started_at.timestamp() * 1_000_000)
    body = {
        "clock": clock.target.key,
        "name": clock.target.name,
        "measure": clock.target.measure,
        "target_kind": clock.target.kind,
        "number": clock.number,
        "percent": threshold.percent or None,
        "minutes": threshold.minutes or None,
        "due_at": _written(clock.due_at),
        "team": clock.life.facts.team,
    }
    place = threshold.percent or f"{threshold.minutes:+d}m"
    cause = f"clock:{clock.target.key}:{begun}:{place}"
    return _draft(id, Kind.CLOCK_REACHED, body, cause, at)


def _news(one: Counted, because: str) -> dict[str, Any]:
    clock = one.clock
    return _without_nothing(
        {
            "clock": clock.target.key,
            "name": clock.target.name,
            "measure": clock.target.measure,
            "number": clock.number,
            "because": because,
            "state": clock.state,
            "minutes": clock.minutes,
            "due_at": _written(clock.due_at),
            "was_due_at": _written(one.row.due_at) if one.row else "",
            "pause": clock.pause,
            "peak": clock.peak,
            "left": int(clock.left.total_seconds()),
        }
    )


def _withdrawn(
    turn: _Turn, rows: Sequence[Row], found: Sequence[Counted]
) -> list[dict[str, Any]]:
    """Clocks that are none any more: the target applies no longer, or the timeline
    tells another beginning."""
    kept = {one.row.id for one in found if one.row}
    gone = [row for row in rows if row.id not in kept and row.state != WITHDRAWN]
    turn.gone += [row.id for row in gone]
    return [
        {
            "clock": row.target,
            "name": row.target,
            "number": row.number,
            "because": "withdrawn",
            "state": WITHDRAWN,
        }
        for row in gone
        if row.state in OPEN
    ]


def _changed(
    id: int,
    story: Story,
    digest: str,
    news: Sequence[Mapping[str, Any]],
    late: Collection[int],
) -> Draft:
    body: dict[str, Any] = {"clocks": list(news)}
    if late:
        body["late"] = sorted(late)
    cause = f"clocks:{story.seq}:{digest[:16]}"
    return _draft(id, Kind.CLOCKS_CHANGED, body, cause, None)


def _draft(
    id: int, kind: Kind, body: Mapping[str, Any], cause: str, at: datetime | None
) -> Draft:
    told = _without_nothing(body)
    return Draft(id, kind, told, at, "clock", cause=cause, by=_RULE)


def _stand(
    turn: _Turn,
    stand: queries.Stand,
    story: Story,
    found: Sequence[Counted],
    ahead_at: datetime | None,
) -> None:
    due = next_due(one.clock for one in found)
    due_at, label = (due[0], due[1][:_LABEL]) if due else (None, "")
    if (stand.due_at, stand.due_label) != (due_at, label):
        turn.published.append(Due(stand.incident_id, due_at, label))
    before = (stand.seq, stand.digest, stand.next_at, stand.due_at, stand.due_label)
    if before != (story.seq, turn.digest, ahead_at, due_at, label):
        row = {
            "digest": turn.digest,
            "next_at": ahead_at,
            "due_at": due_at,
            "due_label": label,
        }
        named = {"incident_id": stand.incident_id, "seq": story.seq}
        turn.standings.append({**named, **row})


def _write(turn: _Turn, held: Mapping[int, Sequence[Row]]) -> None:
    kept = queries.keep_clocks(turn.rows)
    ids = {(r.incident_id, r.target, r.started_at): r.id for r in kept}
    for rows in held.values():
        ids |= {(r.incident_id, r.target, r.started_at): r.id for r in rows}
    queries.withdraw(turn.gone)
    marks = [(ids[began], threshold, at) for began, threshold, at in turn.marks]
    queries.mark(marks, turn.now)
    queries.keep_standings(turn.standings)
    note_many(turn.drafts, by=_RULE)
    publish_due(turn.published)


def tell_due() -> int:
    """What clocks have reached by now is told; says of how many incidents. One that
    cannot be counted is tried again later and holds up nobody."""
    with transaction.atomic():
        claimed = queries.claim_due(the_clock.now(), _BATCH)
        try:
            with transaction.atomic():
                settle(claimed)
        except OperationalError:
            raise
        except Exception:
            _LOG.exception("clocks could not be counted together")
            _one_by_one(claimed)
    return len(claimed)


def _one_by_one(ids: Sequence[int]) -> None:
    for id in ids:
        try:
            with transaction.atomic():
                settle([id])
        except OperationalError:
            raise
        except Exception:
            _LOG.exception("the clocks of incident %s could not be counted", id)
            queries.postpone(id, the_clock.now() + _LATER)


def _written(at: datetime | None) -> str:
    return at.isoformat() if at else ""


def _without_nothing(body: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in body.items() if value not in (None, "")}
