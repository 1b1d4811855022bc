"""Schedules as people look at them: listed, one whole, drawn, and how fair it was."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from tocsin.foundation.accounts.models import Team
from tocsin.foundation.accounts.refusals import NotAllowed
from tocsin.foundation.accounts.rules import Actor
from tocsin.foundation.calendars.reads import calendar_named
from tocsin.foundation.calendars.refusals import CalendarUnknown
from tocsin.foundation.calendars.rules import Calendar
from tocsin.foundation.oncall.models import (
    CalendarLink,
    HandoverNote,
    Layer,
    Override,
    Schedule,
    Shadow,
    Shift,
    Swap,
    Temporary,
)
from tocsin.foundation.oncall.reads.plans import plans, zone_called
from tocsin.foundation.oncall.refusals import (
    CalendarLinkUnknown,
    ScheduleUnknown,
    SwapUnknown,
)
from tocsin.foundation.oncall.rules.fairness import Share, shares
from tocsin.foundation.oncall.rules.final import gaps, layer_slots
from tocsin.foundation.oncall.rules.rights import may_see
from tocsin.foundation.oncall.rules.slots import Slot, Span
from tocsin.kernel import clock
from tocsin.kernel.text import holdable


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a drawn schedule: a layer, what was changed, or the final shifts."""

    sort: str
    name: str
    slots: Sequence[Slot]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A schedule between two instants, as it is drawn."""

    schedule: Schedule
    first: datetime
    last: datetime
    rows: Sequence[Row]
    final: Sequence[Slot]
    shadows: Sequence[Slot]
    gaps: Sequence[Span]


def schedules(actor: Actor, team: str = "") -> list[Schedule]:
    """Those that are active, by team and rank; of one team, if one is named."""
    rows = _all(actor).filter(is_active=True)
    return list(rows.filter(team__key=holdable(team)) if team else rows)


def schedule_for(actor: Actor, key: str) -> Schedule:
    found = _all(actor).filter(key=holdable(key)).first()
    if found is None:
        raise ScheduleUnknown(key=holdable(key))
    return found


def schedule_called(key: str) -> str:
    """What people call a schedule; its key, once it is gone."""
    found = Schedule.objects.filter(key=key).values_list("name", flat=True).first()
    return found or key


def _all(actor: Actor) -> QuerySet[Schedule]:
    if not may_see(actor):
        raise NotAllowed
    return Schedule.objects.select_related("team")


def sheets(chosen: Iterable[Schedule], first: datetime, last: datetime) -> list[Sheet]:
    """How these schedules look between two instants: layers as they are set up now,
    the final line as it was, is and will be."""
    told = list(chosen)
    known = plans(told, first)
    shifts = _shifts(told, first, last)
    return [_sheet(each, known[each.id].plan, shifts, first, last) for each in told]


def _sheet(
    schedule: Schedule,
    plan: object,
    shifts: list[Shift],
    first: datetime,
    last: datetime,
) -> Sheet:
    theirs = [shift for shift in shifts if shift.schedule_id == schedule.pk]
    final = [_slot(shift) for shift in theirs if not shift.is_shadow]
    along = [_slot(shift) for shift in theirs if shift.is_shadow]
    names = dict(schedule.layers.values_list("key", "name"))
    rows = [
        Row("layer", names[layer.key], layer_slots(layer, first, last))
        for layer in getattr(plan, "layers", ())
    ]
    changed = [slot for slot in final if not slot.because.startswith("layer:")]
    if changed:
        rows.append(Row("over", "", changed))
    if along:
        rows.append(Row("shadow", "", along))
    missing = gaps(final, wanted_by(schedule), *_drawn(schedule, first, last))
    return Sheet(schedule, first, last, rows, final, along, missing)


def _drawn(
    schedule: Schedule, first: datetime, last: datetime
) -> tuple[datetime, datetime]:
    """Between which instants nobody is a gap: not before it was set up, nor beyond
    what is written."""
    began = schedule.shifts.order_by("starts_at").values_list("starts_at", flat=True)
    since = began.first() or clock.now()
    until = min(last, schedule.known_until or last)
    begins = max(first, min(since, clock.now()))
    return (begins, max(begins, until)) if schedule.is_active else (last, last)


def wanted_by(schedule: Schedule) -> Calendar | None:
    """The calendar in whose hours somebody should be on call; None is always."""
    try:
        return calendar_named(schedule.wanted) if schedule.wanted else None
    except CalendarUnknown:
        return None


def _shifts(chosen: Sequence[Schedule], first: datetime, last: datetime) -> list[Shift]:
    rows = Shift.objects.filter(
        schedule__in=chosen, starts_at__lt=last, ends_at__gt=first
    )
    return list(rows.order_by("starts_at", "id"))


def _slot(shift: Shift) -> Slot:
    other = shift.instead_of_id or ""
    return Slot(shift.starts_at, shift.ends_at, shift.person_id, shift.because, other)


def gaps_between(
    chosen: Iterable[Schedule], first: datetime, last: datetime
) -> dict[str, Sequence[Span]]:
    """By schedule, when somebody should be on call and nobody is."""
    return {each.schedule.key: each.gaps for each in sheets(chosen, first, last)}


def shifts_of(
    person: str, since: datetime, until: datetime | None = None
) -> list[Shift]:
    """The shifts of a person that end after an instant, shadows among them."""
    rows = Shift.objects.filter(person_id=person, ends_at__gt=since)
    if until:
        rows = rows.filter(starts_at__lt=until)
    return list(rows.select_related("schedule").order_by("starts_at", "id"))


def shifts_of_team(team: str, since: datetime) -> list[Shift]:
    rows = Shift.objects.filter(schedule__team__key=team, ends_at__gt=since)
    return list(rows.select_related("schedule").order_by("starts_at", "id"))


def shifts_listed(schedule: Schedule, first: datetime, last: datetime) -> list[Shift]:
    return _shifts([schedule], first, last)


def overrides_of(schedule: Schedule) -> list[Override]:
    """Those that count and are not over."""
    rows = schedule.overrides.filter(ended_at=None, ends_at__gt=clock.now())
    return list(rows.order_by("starts_at", "id"))


def temporaries_of(schedule: Schedule) -> list[Temporary]:
    rows = schedule.temporaries.filter(ended_at=None, ends_at__gt=clock.now())
    return list(rows.prefetch_related("slots"))


def shadows_of(schedule: Schedule) -> list[Shadow]:
    rows = schedule.shadows.filter(ended_at=None, ends_at__gt=clock.now())
    return list(rows)


def layers_of(schedule: Schedule) -> list[Layer]:
    return list(schedule.layers.prefetch_related("places"))


def unmatched(layer: Layer) -> int:
    """How many occurrences of an outside calendar name nobody whom we know."""
    return layer.outside.filter(person=None).count()


def notes_of(schedule: Schedule, most: int = 5) -> list[HandoverNote]:
    """The latest hand-over notes first."""
    return list(schedule.notes.all()[:most])


def notes_for(actor: Actor) -> list[HandoverNote]:
    """What the actor is to read: notes nobody has read of schedules on which they are
    on call now, or within a day."""
    now = clock.now()
    soon = Shift.objects.filter(
        person_id=actor.id, ends_at__gt=now, starts_at__lt=now + timedelta(days=1)
    )
    rows = HandoverNote.objects.filter(
        read_at=None, schedule__in=soon.values("schedule")
    ).exclude(written_by__key=actor.id)
    return list(rows.select_related("schedule"))


def swaps(actor: Actor, team: str = "") -> list[Swap]:
    """Swaps that wait: asked by or of the actor, of their teams, or of one team."""
    if not may_see(actor):
        raise NotAllowed
    rows = Swap.objects.filter(
        state__in=[Swap.State.ASKED, Swap.State.ACCEPTED], ends_at__gt=clock.now()
    ).select_related("schedule", "back_schedule")
    if team:
        return list(rows.filter(schedule__team__key=holdable(team)))
    if not actor.is_person:
        return list(rows)
    mine = Q(asker=actor.id) | Q(asked_of=actor.id) | Q(taker=actor.id)
    return list(rows.filter(mine | Q(schedule__team__key__in=actor.teams)))


def swap_for(actor: Actor, number: int) -> Swap:
    if not may_see(actor):
        raise NotAllowed
    rows = Swap.objects.select_related("schedule", "back_schedule")
    found = rows.filter(id=number).first()
    if found is None:
        raise SwapUnknown(number=number)
    return found


def fairness(
    chosen: Iterable[Schedule], first: datetime, last: datetime
) -> list[Share]:
    """What everybody had of these schedules, whoever had most hours first."""
    told = list(chosen)
    shifts = [shift for shift in _shifts(told, first, last) if not shift.is_shadow]
    found: dict[str, Share] = {}
    for each in told:
        slots = [_slot(shift) for shift in shifts if shift.schedule_id == each.pk]
        calendar = wanted_by(each) or _team_calendar(each.team)
        for share in shares(slots, zone_called(each.zone), calendar, first, last):
            held = found.get(share.person)
            found[share.person] = held + share if held else share
    return sorted(found.values(), key=lambda share: (-share.hours, share.person))


def _team_calendar(team: Team) -> Calendar | None:
    try:
        return calendar_named(team.calendar) if team.calendar else None
    except CalendarUnknown:
        return None


def link_of(actor: Actor) -> CalendarLink | None:
    return CalendarLink.objects.filter(person_id=actor.id).first()


def link_opened(digest: bytes) -> CalendarLink:
    """Whose calendar this secret address opens; whoever left has none."""
    rows = CalendarLink.objects.select_related("person", "team")
    found = rows.filter(digest=digest).first()
    if found is None or (found.person and not found.person.is_active):
        raise CalendarLinkUnknown
    return found
