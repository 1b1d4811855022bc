"""The final schedule: layers, temporary schedules, overrides, absences, shadows."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

from tocsin.foundation.accounts.rules import Away, who_answers
from tocsin.foundation.calendars.rules import Calendar
from tocsin.foundation.oncall.rules.slots import (
    Slot,
    Span,
    both,
    clipped,
    joined,
    only,
    ordered,
    outside,
    without,
)
from tocsin.foundation.oncall.rules.turns import Rotation, slots_of
from tocsin.foundation.oncall.rules.wall import reached
from tocsin.foundation.oncall.rules.windows import (
    Recurring,
    Window,
    calendar_spans,
    window_spans,
)

ADD, REMOVE, REPLACE = "add", "remove", "replace"
OVERRIDES = (ADD, REMOVE, REPLACE)


@dataclass(frozen=True, slots=True)
class Layer:
    """A rotation, or the slots of somebody else's calendar, at certain times.

    `ends` is a wall time. Without windows it holds at any time.
    """

    key: str
    zone: ZoneInfo
    rotation: Rotation | None = None
    given: tuple[Slot, ...] = ()
    ends: datetime | None = None
    windows: tuple[Window | Recurring, ...] = ()
    calendar: Calendar | None = None
    calendar_when: str = ""


@dataclass(frozen=True, slots=True)
class Override:
    """For a span somebody is added, removed, or put in the place of somebody, or of
    all where nobody is named."""

    kind: str
    starts_at: datetime
    ends_at: datetime
    person: str = ""
    instead_of: str = ""
    because: str = ""


@dataclass(frozen=True, slots=True)
class Temporary:
    """For a span these slots hold in place of all layers."""

    starts_at: datetime
    ends_at: datetime
    slots: tuple[Slot, ...]


@dataclass(frozen=True, slots=True)
class Shadow:
    """Somebody who comes along with one who is on call, or with all of them."""

    person: str
    follows: str
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Absences:
    """Who is away when, who has left, and who is whose deputy."""

    away: Mapping[str, Sequence[tuple[datetime, datetime | None, str | None]]] = field(
        default_factory=dict
    )
    gone: frozenset[str] = frozenset()
    deputies: Mapping[str, str | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Plan:
    """All that makes a schedule; the layer told first comes first."""

    layers: tuple[Layer, ...] = ()
    temporaries: tuple[Temporary, ...] = ()
    overrides: tuple[Override, ...] = ()
    shadows: tuple[Shadow, ...] = ()
    absences: Absences = field(default_factory=Absences)


def layer_slots(layer: Layer, first: datetime, last: datetime) -> list[Slot]:
    """Whose turn the layer says it is, between two instants; nobody twice at once."""
    if layer.rotation:
        because = f"layer:{layer.key}"
        found = slots_of(layer.rotation, layer.zone, first, last, because)
    else:
        found = list(layer.given)
    held = clipped(found, first, _end(layer, last))
    for spans in _bounds(layer, first, last):
        held = only(held, spans)
    return ordered(held)


def _end(layer: Layer, last: datetime) -> datetime:
    return min(last, reached(layer.ends, layer.zone)) if layer.ends else last


def _bounds(layer: Layer, first: datetime, last: datetime) -> Iterable[list[Span]]:
    if layer.windows:
        yield window_spans(layer.windows, layer.zone, first, last)
    if layer.calendar and layer.calendar_when:
        yield calendar_spans(layer.calendar, layer.calendar_when, first, last)


def final(plan: Plan, first: datetime, last: datetime) -> list[Slot]:
    """Who is on call between two instants.

    The upper layer holds where it has somebody, the next one elsewhere. A temporary
    schedule takes the place of all layers, overrides follow in the order in which they
    were made, and whoever is away is answered for by their stand-in or deputy, in a
    layer before the layers below are looked at; or else nobody is there.
    """
    held: list[Slot] = []
    for layer in plan.layers:
        here = answered(layer_slots(layer, first, last), plan.absences)
        held += without(here, joined(held))
    for temporary in plan.temporaries:
        span = Span(temporary.starts_at, temporary.ends_at)
        held = without(held, [span]) + only(temporary.slots, [span])
    for override in plan.overrides:
        held = overridden(held, override)
    return ordered(answered(clipped(held, first, last), plan.absences))


def overridden(slots: list[Slot], override: Override) -> list[Slot]:
    """The slots as the override wants them."""
    span = Span(override.starts_at, override.ends_at)
    on = Slot(*span, override.person, override.because, override.instead_of)
    if override.kind == ADD:
        return [*slots, *without([on], joined(_of(slots, override.person)))]
    if override.kind == REPLACE and not override.instead_of:
        return [*without(slots, [span]), on]
    theirs = _of(slots, override.instead_of)
    others = [slot for slot in slots if slot not in theirs]
    kept = [*others, *without(theirs, [span])]
    if override.kind == REMOVE:
        return kept
    moved = [
        slot._replace(person=on.person, because=on.because, instead_of=slot.person)
        for slot in only(theirs, [span])
    ]
    return kept + without(moved, joined(_of(kept, on.person)))


def _of(slots: Iterable[Slot], person: str) -> list[Slot]:
    """The slots of this person, or all where none is named."""
    return [slot for slot in slots if not person or slot.person == person]


def answered(slots: Iterable[Slot], absences: Absences) -> list[Slot]:
    """The slots, those of whoever is away in the hands of who answers for them."""
    if not (absences.away or absences.gone):
        return list(slots)
    found: list[Slot] = []
    for slot in slots:
        if slot.person in absences.away or slot.person in absences.gone:
            found += _answered(slot, absences)
        else:
            found.append(slot)
    return found


def _answered(slot: Slot, absences: Absences) -> Iterable[Slot]:
    cuts = {slot.starts_at, slot.ends_at}
    for spells in absences.away.values():
        for begun, ended, _other in spells:
            cuts |= {at for at in (begun, ended) if at and slot[0] < at < slot[1]}
    for begun, ended in pairwise(sorted(cuts)):
        away = _away_at(absences, begun)
        told = who_answers(slot.person, away, absences.gone, absences.deputies)
        piece = slot._replace(starts_at=begun, ends_at=ended)
        if told.by == slot.person:
            yield piece
        elif told.by:
            yield piece._replace(person=told.by, instead_of=slot.person)


def _away_at(absences: Absences, at: datetime) -> dict[str, Away]:
    return {
        person: Away(ended, other)
        for person, spells in absences.away.items()
        for begun, ended, other in spells
        if begun <= at and (ended is None or at < ended)
    }


def shadow_slots(plan: Plan, slots: Sequence[Slot]) -> list[Slot]:
    """Who comes along in these slots, while they are not on call themselves."""
    found: list[Slot] = []
    for shadow in plan.shadows:
        followed = joined(_of(slots, shadow.follows))
        spans = both(followed, [Span(shadow.starts_at, shadow.ends_at)])
        own = joined(_of(slots, shadow.person))
        along = [Slot(*span, shadow.person, "shadow") for span in spans]
        found += without(along, own)
    there = answered(found, Absences(plan.absences.away, plan.absences.gone))
    return ordered(slot for slot in there if not slot.instead_of)


def gaps(
    slots: Sequence[Slot],
    wanted: Calendar | None,
    first: datetime,
    last: datetime,
) -> list[Span]:
    """When somebody should be on call and nobody is: at any time, or in the open
    hours of a calendar."""
    missing = outside(joined(slots), first, last)
    if wanted is None:
        return missing
    return both(missing, calendar_spans(wanted, "open", first, last))
