"""An incident's timeline as clocks read it: when what held. Pure.

Entries are put in the order in which things happened, so it does not matter in which
order they were told. What is said to have happened before the incident was registered
counts from then on.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from tocsin.register.core.entries import STATE_KINDS, Kind
from tocsin.register.core.projection import Said, State, step
from tocsin.register.work.spoken import Spoken
from tocsin.response.clocks.target_rules import Facts

# What moves clocks; `docs/clocks.md` says how.
HEARS = STATE_KINDS | {
    Kind.ACKNOWLEDGED,
    Kind.AMENDED,
    Kind.NOTICE_ENDED,
    Kind.NOTICE_PUBLISHED,
    Kind.NOTICE_UPDATED,
    Kind.PRIORITY_OVERRIDDEN,
    Kind.REPLIED,
    Kind.RETRACTED,
}
# Told so much after it happened, an entry is a late one.
LATE = timedelta(minutes=1)
_ANSWERS = frozenset({Kind.ACCEPTED, Kind.DIAGNOSIS_BEGAN})
_ACKNOWLEDGES = _ANSWERS | {Kind.ACKNOWLEDGED}
_TOLD_TO_THEM = frozenset({"reporter", "shared", "public"})
_OUTSIDE = frozenset({"guest", "link"})


@dataclass(frozen=True, slots=True)
class Moment:
    """What is the case from an instant on, and what happened at it."""

    at: datetime
    seq: int
    kind: str
    facts: Facts
    waiting: str
    is_cancelled: bool
    is_restored: bool
    is_resolved: bool
    answers: bool
    acknowledges: bool
    updates: bool
    is_late: bool
    recorded_at: datetime

    @property
    def reopens(self) -> bool:
        return self.kind == Kind.REOPENED


@dataclass(frozen=True, slots=True)
class Story:
    """The moments of one incident, in the order in which they happened."""

    moments: Sequence[Moment]
    is_history: bool = False
    is_drill: bool = False
    is_past: bool = False
    """It was brought in as history, and nothing was lived here since."""

    @property
    def seq(self) -> int:
        """How far it has been told."""
        return max(moment.seq for moment in self.moments)

    def until(self, at: datetime) -> "Story":
        """What had happened by an instant, as far as it is known today."""
        told = tuple(moment for moment in self.moments if moment.at <= at)
        return replace(self, moments=told)


def story_of(entries: Iterable[Spoken]) -> Story | None:
    """None when the incident was never registered."""
    told = sorted(entries, key=lambda entry: entry.seq)
    begun = next((e for e in told if e.kind == Kind.REGISTERED), None)
    if begun is None:
        return None
    gone = {e.corrects for e in told if e.kind == Kind.RETRACTED}
    is_past = all(e.origin == "history" for e in told if e.kind in HEARS)
    moments = tuple(_moments(told, begun.happened_at, gone))
    return Story(moments, begun.origin == "history", begun.is_drill, is_past)


def _moments(
    told: Sequence[Spoken], began: datetime, gone: Collection[int | None]
) -> Iterator[Moment]:
    ordered = sorted(
        (e for e in told if e.kind in HEARS),
        key=lambda e: (e.kind != Kind.REGISTERED, max(e.happened_at, began), e.seq),
    )
    state = State()
    for entry in ordered:
        at = max(entry.happened_at, began)
        step(state, Said(entry.kind, entry.body, at))
        ours = entry.kind != Kind.REGISTERED and _is_ours(entry, state)
        kept = entry.seq not in gone
        replied = entry.kind == Kind.REPLIED and entry.actor_kind in ("person", "key")
        yield Moment(
            at=at,
            seq=entry.seq,
            kind=entry.kind,
            facts=_facts(state),
            waiting=state.waiting_cause if state.state == "waiting" else "",
            is_cancelled=state.state == "cancelled",
            is_restored=bool(state.restored_at or state.resolved_at),
            is_resolved=bool(state.resolved_at),
            answers=entry.kind in _ANSWERS or (replied and ours and kept),
            acknowledges=entry.kind in _ACKNOWLEDGES,
            updates=entry.audience in _TOLD_TO_THEM and ours and kept,
            is_late=is_late(entry),
            recorded_at=entry.recorded_at,
        )


def is_late(entry: Spoken) -> bool:
    return entry.recorded_at - entry.happened_at > LATE


def _is_ours(entry: Spoken, state: State) -> bool:
    """Whether it is said by us, and not by the reporter or a guest."""
    reports = entry.actor_kind == "person" and entry.actor_id == state.reporter_id
    return entry.actor_kind not in _OUTSIDE and not reports


def _facts(state: State) -> Facts:
    return Facts(
        priority=state.priority,
        category=state.category_id or "",
        service=state.service_id or "",
        model=state.model,
        team=state.team_id or "",
    )
