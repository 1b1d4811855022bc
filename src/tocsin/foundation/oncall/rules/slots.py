"""Spans of time, and who is on call in them: cut, joined, taken away."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from operator import attrgetter
from typing import NamedTuple


class Span(NamedTuple):
    """From an instant to another, which is not part of it."""

    starts_at: datetime
    ends_at: datetime


class Slot(NamedTuple):
    """One person on call for a span; `because` of what, and whom they replace."""

    starts_at: datetime
    ends_at: datetime
    person: str
    because: str = ""
    instead_of: str = ""


def joined(spans: Iterable[Span | Slot]) -> list[Span]:
    """The spans in their order; those that touch or overlap are one."""
    found: list[Span] = []
    for span in sorted((each[0], each[1]) for each in spans):
        if found and span[0] <= found[-1].ends_at:
            if span[1] > found[-1].ends_at:
                found[-1] = Span(found[-1].starts_at, span[1])
        elif span[0] < span[1]:
            found.append(Span(*span))
    return found


def outside(spans: Sequence[Span], first: datetime, last: datetime) -> list[Span]:
    """What lies between two instants and in none of the joined spans."""
    found, here = [], first
    for span in spans:
        if span.ends_at <= first or span.starts_at >= last:
            continue
        if span.starts_at > here:
            found.append(Span(here, span.starts_at))
        here = max(here, span.ends_at)
    if here < last:
        found.append(Span(here, last))
    return found


def both(one: Sequence[Span], other: Sequence[Span]) -> list[Span]:
    """What lies in the joined spans of the one and of the other."""
    return [
        Span(*clip)
        for span in one
        for clip in _parts(span.starts_at, span.ends_at, other)
    ]


def only(slots: Iterable[Slot], spans: Sequence[Span]) -> list[Slot]:
    """As much of the slots as lies in the joined spans."""
    return [
        slot._replace(starts_at=begun, ends_at=ended)
        for slot in slots
        for begun, ended in _parts(slot.starts_at, slot.ends_at, spans)
    ]


def without(slots: Iterable[Slot], spans: Sequence[Span]) -> list[Slot]:
    """As much of the slots as lies in none of the joined spans."""
    return [
        slot._replace(starts_at=span.starts_at, ends_at=span.ends_at)
        for slot in slots
        for span in outside(_near(slot, spans), slot.starts_at, slot.ends_at)
    ]


def _near(slot: Slot, spans: Sequence[Span]) -> Sequence[Span]:
    place = bisect_right(spans, slot.starts_at, key=attrgetter("ends_at"))
    until = place
    while until < len(spans) and spans[until].starts_at < slot.ends_at:
        until += 1
    return spans[place:until]


def _parts(
    begun: datetime, ended: datetime, spans: Sequence[Span]
) -> Iterator[tuple[datetime, datetime]]:
    place = bisect_right(spans, begun, key=attrgetter("ends_at"))
    for span in spans[place:]:
        if span.starts_at >= ended:
            return
        yield max(begun, span.starts_at), min(ended, span.ends_at)


def clipped(slots: Iterable[Slot], first: datetime, last: datetime) -> list[Slot]:
    return only(slots, [Span(first, last)]) if first < last else []


def ordered(slots: Iterable[Slot]) -> list[Slot]:
    """Nobody twice at once; what one person has on end, for the same reason, is one
    slot. Where reasons overlap, the one told first holds."""
    of: dict[str, list[Slot]] = {}
    for slot in slots:
        if slot.starts_at < slot.ends_at:
            held = of.setdefault(slot.person, [])
            held.extend(without([slot], joined(held)))
    told = [each for held in of.values() for each in _on_end(held)]
    return sorted(told, key=lambda slot: (slot.starts_at, slot.person))


def _on_end(slots: list[Slot]) -> list[Slot]:
    found: list[Slot] = []
    for slot in sorted(slots):
        last = found[-1] if found else None
        if last and last.ends_at == slot.starts_at and last[3:] == slot[3:]:
            found[-1] = last._replace(ends_at=slot.ends_at)
        else:
            found.append(slot)
    return found
