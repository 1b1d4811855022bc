"""Shifts are written out from now on as the plan says; what was stays as it was."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction

from tocsin.foundation.oncall.models import Schedule, Shift
from tocsin.foundation.oncall.reads.plans import Known, plans
from tocsin.foundation.oncall.rules.final import final, shadow_slots
from tocsin.foundation.oncall.rules.slots import Slot
from tocsin.kernel import clock

AHEAD = timedelta(weeks=10)
# Written a day further than is promised, so that a day may pass before the next time.
_SPARE = timedelta(days=1)

_Same = tuple[str, bool, str, str, str, int]


def locked(keys: Iterable[str]) -> list[Schedule]:
    """These schedules, in the order of their keys, which is the order of locks."""
    rows = Schedule.objects.select_for_update(no_key=True, of=("self",))
    return list(rows.filter(key__in=set(keys)).order_by("key"))


@transaction.atomic
def write_shifts(schedules: Iterable[Schedule]) -> int:
    """The shifts of these locked schedules are as planned from now on, as far ahead
    as is promised. Says how many rows differ.

    A shift under way keeps its beginning where it goes on as it was; else it ends
    now. A schedule that is not active has none from now on.
    """
    now = clock.now()
    until = now + AHEAD + _SPARE
    told = list(schedules)
    known = plans(told, now)
    return sum(_write(each, known[each.id], now, until) for each in told)


def _write(schedule: Schedule, known: Known, now: datetime, until: datetime) -> int:
    wanted: list[tuple[Slot, bool]] = []
    if schedule.is_active:
        slots = final(known.plan, now, until)
        wanted = [(slot, False) for slot in slots]
        wanted += [(slot, True) for slot in shadow_slots(known.plan, slots)]
    moved = _replace(schedule, wanted, now)
    if known.digest != schedule.known_by or schedule.known_until != until:
        schedule.known_by, schedule.known_until = known.digest, until
        schedule.save(update_fields=["known_by", "known_until"])
    return moved


def _replace(schedule: Schedule, wanted: list[tuple[Slot, bool]], now: datetime) -> int:
    """Rows that say what is wanted stay; the rest of what is ahead goes."""
    held = list(Shift.objects.filter(schedule=schedule, ends_at__gt=now))
    begun = {_as_row(row): row for row in held if row.starts_at < now}
    ahead = {(row.starts_at, _as_row(row)): row for row in held if row.starts_at >= now}
    fresh: list[Shift] = []
    moved: list[Shift] = []
    for slot, is_shadow in wanted:
        same = _as_slot(schedule, slot, is_shadow)
        row = begun.pop(same, None) if slot.starts_at <= now else None
        row = row or ahead.pop((slot.starts_at, same), None)
        if row is None:
            fresh.append(_shift(schedule, slot, is_shadow))
        elif row.ends_at != slot.ends_at:
            row.ends_at = slot.ends_at
            moved.append(row)
    for row in begun.values():
        row.ends_at = now
        moved.append(row)
    Shift.objects.filter(id__in=[row.id for row in ahead.values()]).delete()
    Shift.objects.bulk_update(moved, ["ends_at"])
    Shift.objects.bulk_create(fresh)
    return len(fresh) + len(moved) + len(ahead)


def _as_row(row: Shift) -> _Same:
    other = row.instead_of_id or ""
    return row.person_id, row.is_shadow, row.because, other, row.team, row.rank


def _as_slot(schedule: Schedule, slot: Slot, is_shadow: bool) -> _Same:
    told = (slot.person, is_shadow, slot.because, slot.instead_of)
    return *told, schedule.team_id, schedule.rank


def _shift(schedule: Schedule, slot: Slot, is_shadow: bool) -> Shift:
    return Shift(
        schedule=schedule,
        team=schedule.team_id,
        rank=schedule.rank,
        person_id=slot.person,
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        is_shadow=is_shadow,
        because=slot.because,
        instead_of_id=slot.instead_of or None,
    )


@transaction.atomic
def write_what_is_due() -> int:
    """Schedules whose horizon draws near, or for whom something below changed (an
    absence, who has left, a deputy, a calendar), are written anew."""
    now = clock.now()
    rows = Schedule.objects.filter(is_active=True)
    known = plans(rows, now)
    due = [
        each.key
        for each in rows
        if each.known_until is None
        or each.known_until < now + AHEAD
        or each.known_by != known[each.id].digest
    ]
    return len(due) and write_shifts(locked(due)) + len(due)
