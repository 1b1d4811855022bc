"""Which clocks were met and which were not, as the timeline tells. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tocsin.improvement.reviews.rules.finding import SECONDS, Figure
from tocsin.register.core.entries import Kind
from tocsin.register.work.spoken import Spoken

_MET, _MISSED, _WITHDRAWN = "met", "missed", "withdrawn"
_DUE = 100
Life = tuple[str, int]


def clocks(story: Sequence[Spoken]) -> Iterator[Figure]:
    """One figure for each life of a clock that ended: the time that was left, or by
    how much it was missed, and whether it was met."""
    for life, said in _lives(story).items():
        told, entry = said[-1]
        state = str(told.get("state", ""))
        breach = _breach(story, life)
        if state == _WITHDRAWN or (state not in (_MET, _MISSED) and not breach):
            continue
        rows = tuple(sorted({entry.seq, *([breach.seq] if breach else [])}))
        left = int(told.get("left", 0))
        met = state == _MET and breach is None
        yield Figure("clock", left, SECONDS, rows, str(told.get("name", "")), met)


def _lives(
    story: Sequence[Spoken],
) -> dict[Life, list[tuple[Mapping[str, Any], Spoken]]]:
    """By clock and number: everything told of it, in order."""
    found: dict[Life, list[tuple[Mapping[str, Any], Spoken]]] = {}
    for entry in sorted(story, key=lambda each: each.seq):
        if entry.kind == Kind.CLOCKS_CHANGED:
            for told in entry.body.get("clocks", ()):
                life = str(told.get("clock", "")), int(told.get("number", 1))
                found.setdefault(life, []).append((told, entry))
    return found


def _breach(story: Sequence[Spoken], life: Life) -> Spoken | None:
    """The entry that says that its time was over."""
    for entry in story:
        if entry.kind == Kind.CLOCK_REACHED and entry.body.get("percent") == _DUE:
            told = str(entry.body.get("clock", "")), int(entry.body.get("number", 1))
            if told == life:
                return entry
    return None


def was_late(story: Sequence[Spoken]) -> bool:
    """Whether a time to resolve, or to restore, was over before it was."""
    return any(
        entry.kind == Kind.CLOCK_REACHED
        and entry.body.get("percent") == _DUE
        and entry.body.get("measure") in _MEASURES
        for entry in story
    )


_MEASURES = frozenset({"resolve", "restore"})
