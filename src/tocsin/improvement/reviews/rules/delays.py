"""What detected it and when, and where the time went. Pure.

The gaps between milestones add up to the whole: nothing is counted twice, nothing is
left out.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from tocsin.improvement.reviews.rules.finding import (
    SECONDS,
    WORD,
    Figure,
    Milestone,
    counted,
    first,
    in_order,
    instant,
    last,
    seconds_between,
)
from tocsin.register.core.entries import Kind
from tocsin.register.work.moves import MOVES, Move, Way, move_of, way
from tocsin.register.work.spoken import Spoken

OCCURRED, DETECTED, REGISTERED = "occurred", "detected", "registered"
ACKNOWLEDGED, DECLARED, SWARMED = "acknowledged", "declared", "swarmed"
PRIMARY, RESTORED, RESOLVED = "primary", "restored", "resolved"
MILESTONES = (
    OCCURRED,
    DETECTED,
    REGISTERED,
    ACKNOWLEDGED,
    DECLARED,
    SWARMED,
    PRIMARY,
    RESTORED,
    RESOLVED,
)
_FIRSTS: Mapping[str, tuple[Kind, ...]] = {
    REGISTERED: (Kind.REGISTERED,),
    ACKNOWLEDGED: (Kind.ACKNOWLEDGED, Kind.ACCEPTED, Kind.DIAGNOSIS_BEGAN),
    DECLARED: (Kind.MAJOR_DECLARED,),
    SWARMED: (Kind.SWARM_OPENED,),
    PRIMARY: (Kind.PRIMARY_TEAM_NAMED,),
}
_ENDS_WAITING = frozenset(
    {
        Kind.WAITING_ENDED,
        Kind.ACCEPTED,
        Kind.DIAGNOSIS_BEGAN,
        Kind.RESTORED,
        Kind.RESOLVED,
        Kind.CLOSED,
        Kind.CANCELLED,
    }
)


@dataclass(frozen=True, slots=True)
class Gap:
    """The time from one milestone to the next."""

    since: Milestone
    until: Milestone

    @property
    def seconds(self) -> int:
        return seconds_between(self.since.at, self.until.at)


def milestones(story: Sequence[Spoken]) -> list[Milestone]:
    """Those that there were, in the order in which they happened."""
    found = {**_told(story), **dict(_firsts(story)), **_ends(story)}
    order = {name: place for place, name in enumerate(MILESTONES)}
    return sorted(found.values(), key=lambda each: (each.at, order[each.name]))


def gaps(story: Sequence[Spoken]) -> list[Gap]:
    return [Gap(*pair) for pair in pairwise(milestones(story))]


def _told(story: Sequence[Spoken]) -> dict[str, Milestone]:
    """Facts that are instants; the entry that said them last."""
    found = {}
    for entry in sorted(story, key=lambda each: each.seq):
        if entry.kind not in (Kind.REGISTERED, Kind.AMENDED):
            continue
        for name, fact in ((OCCURRED, "occurred_at"), (DETECTED, "detected_at")):
            if at := instant(entry.body.get(fact)):
                found[name] = Milestone(name, at, entry.seq)
    return found


def _firsts(story: Sequence[Spoken]) -> Iterator[tuple[str, Milestone]]:
    for name, kinds in _FIRSTS.items():
        if entry := first(story, *kinds):
            yield name, Milestone(name, entry.happened_at, entry.seq)


def _ends(story: Sequence[Spoken]) -> dict[str, Milestone]:
    """When it was restored and resolved for good: what came back, did not end."""
    found = {}
    back = last(story, Kind.IMPACT_RETURNED, Kind.REOPENED)
    since = (back.happened_at, back.seq) if back else None
    for name, kind in ((RESTORED, Kind.RESTORED), (RESOLVED, Kind.RESOLVED)):
        ends = [e for e in story if since is None or (e.happened_at, e.seq) > since]
        if entry := first(ends, kind):
            found[name] = Milestone(name, entry.happened_at, entry.seq)
    return found


def detection(story: Sequence[Spoken]) -> list[Figure]:
    """What detected it, how sure its beginning is, and how many told the same."""
    found = []
    for fact in ("detected_by", "occurred_basis"):
        said = [e for e in story if e.body.get(fact) and e.kind in _FACTS]
        if entry := max(said, key=lambda each: each.seq, default=None):
            word = str(entry.body[fact])
            found.append(Figure(fact, 1, WORD, (entry.seq,), word, _by_us(fact, word)))
    joined = [e for e in story if e.kind == Kind.ALERTS_JOINED]
    if joined:
        total = sum(int(e.body.get("count", 0)) for e in joined)
        rows = tuple(e.seq for e in joined)
        found.append(Figure("alerts", total, rows=rows))
    children = [
        e
        for e in story
        if e.kind == Kind.LINKED and e.body.get("relation") == "parent_of"
    ]
    return found + counted("children", children)


_FACTS = (Kind.REGISTERED, Kind.AMENDED)


def _by_us(fact: str, word: str) -> bool | None:
    """Whether it was seen by us before a user told it."""
    return word in ("monitor", "internal_check") if fact == "detected_by" else None


def delays(story: Sequence[Spoken]) -> list[Figure]:
    """What else took time: changes of team, pages that reached nobody, waiting, and
    the longest time in which nothing was said."""
    return [
        *_moves(story),
        *counted("pages_failed", [e for e in story if e.kind == Kind.PAGE_FAILED]),
        *counted("calls_unanswered", [e for e in story if _is_silent(e)]),
        *counted("levels_empty", [e for e in story if _is_empty(e)]),
        *counted(
            "acknowledgements_lapsed",
            [e for e in story if e.kind == Kind.ACKNOWLEDGEMENT_LAPSED],
        ),
        *_waiting(story),
        *_silence(story),
    ]


def way_of(story: Sequence[Spoken]) -> Way:
    """The way that it took from team to team."""
    return way(move for _entry, move in _moved(story))


def _moved(story: Sequence[Spoken]) -> Iterator[tuple[Spoken, Move]]:
    for entry in sorted(story, key=lambda each: each.seq):
        if entry.kind in MOVES:
            actor = (entry.actor_kind, entry.actor_id)
            if move := move_of(entry.kind, actor, entry.body):
                yield entry, move


def _moves(story: Sequence[Spoken]) -> list[Figure]:
    rows = tuple(entry.seq for entry, _move in _moved(story))
    taken = way_of(story)
    found = []
    if taken.reassigned:
        found.append(Figure("reassigned", taken.reassigned, rows=rows))
    bounces = Figure("bounced", taken.bounced, rows=rows, is_good=not taken.bounced)
    return [*found, bounces]


def _is_silent(entry: Spoken) -> bool:
    """Somebody was called, and did not answer in time."""
    answer = entry.body.get("answer")
    if entry.kind == Kind.CALL_ANSWERED:
        return answer == "silent"
    return entry.kind == Kind.INVITE_ANSWERED and answer in ("timeout", "failed")


def _is_empty(entry: Spoken) -> bool:
    return entry.kind == Kind.LEVEL_REACHED and not entry.body.get("people")


def _waiting(story: Sequence[Spoken]) -> Iterator[Figure]:
    began: Spoken | None = None
    for entry in in_order(story):
        if began and entry.kind in _ENDS_WAITING:
            spent = seconds_between(began.happened_at, entry.happened_at)
            cause = str(began.body.get("cause", ""))
            yield Figure("waited", spent, SECONDS, (began.seq, entry.seq), cause)
            began = None
        if entry.kind == Kind.WAITING_BEGAN:
            began = entry


def _silence(story: Sequence[Spoken]) -> list[Figure]:
    """From registration until it was restored, or failing that resolved."""
    known = {each.name: each.at for each in milestones(story)}
    since, until = known.get(REGISTERED), known.get(RESTORED, known.get(RESOLVED))
    if since is None or until is None:
        return []
    said = [e for e in in_order(story) if _within(e, since, until)]
    steps = list(pairwise(said))
    if not steps:
        return []
    before, after = max(
        steps, key=lambda pair: pair[1].happened_at - pair[0].happened_at
    )
    longest = seconds_between(before.happened_at, after.happened_at)
    good = longest <= _QUIET
    return [Figure("silence", longest, SECONDS, (before.seq, after.seq), "", good)]


# A timeline of a major incident without a word for longer is no record of it.
_QUIET = 300


def _within(entry: Spoken, since: datetime, until: datetime) -> bool:
    return since <= entry.happened_at <= until
