"""Schedules as the rules take them: everything that makes one, read into values."""

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.db.models import Prefetch, Q

from tocsin.foundation.accounts.models import Absence, Person
from tocsin.foundation.calendars.reads import calendar_named
from tocsin.foundation.calendars.refusals import CalendarUnknown
from tocsin.foundation.calendars.rules import Calendar
from tocsin.foundation.oncall import models
from tocsin.foundation.oncall.rules.final import (
    Absences,
    Layer,
    Override,
    Plan,
    Shadow,
    Temporary,
)
from tocsin.foundation.oncall.rules.parts import wall_of, window
from tocsin.foundation.oncall.rules.slots import Slot
from tocsin.foundation.oncall.rules.turns import Rotation
from tocsin.foundation.oncall.rules.windows import Recurring, Window

# So many stand in for one another before nobody answers.
_FARTHEST = 8


@dataclass(frozen=True, slots=True)
class Known:
    """A plan, and the digest of all that it was read from below this room."""

    plan: Plan
    digest: str


@lru_cache(maxsize=512)
def zone_called(name: str) -> ZoneInfo:
    return ZoneInfo(name or "UTC")


def plans(schedules: Iterable[models.Schedule], since: datetime) -> dict[int, Known]:
    """By id: what these schedules are made of, as far as it matters from then on."""
    read = {each.id: _rota_parts(each) for each in _whole(schedules, since)}
    people = {person for parts in read.values() for person in parts.people}
    everybody = absences_of(people, since)
    return {
        number: Known(parts.plan(everybody), parts.digest(everybody))
        for number, parts in read.items()
    }


def _whole(
    schedules: Iterable[models.Schedule], since: datetime
) -> Iterable[models.Schedule]:
    """These schedules with all that belongs to them, in a statement per table."""
    ahead = Q(ends_at__gt=since)
    named = models.OutsideSlot.objects.filter(ahead, person__isnull=False)
    temporaries = models.Temporary.objects.filter(ahead, ended_at=None)
    return models.Schedule.objects.filter(
        id__in=[each.pk for each in schedules]
    ).prefetch_related(
        Prefetch("layers__outside", named),
        "layers__places",
        Prefetch("temporaries", temporaries.prefetch_related("slots")),
        Prefetch("overrides", models.Override.objects.filter(ahead, ended_at=None)),
        Prefetch("shadows", models.Shadow.objects.filter(ahead, ended_at=None)),
    )


@dataclass(frozen=True, slots=True)
class _Parts:
    layers: tuple[Layer, ...]
    temporaries: tuple[Temporary, ...]
    overrides: tuple[Override, ...]
    shadows: tuple[Shadow, ...]

    def plan(self, absences: Absences) -> Plan:
        here = _about(absences, self.people)
        return Plan(self.layers, self.temporaries, self.overrides, self.shadows, here)

    @property
    def people(self) -> set[str]:
        told = {each.person for each in self.overrides}
        told |= {each.person for each in self.shadows}
        told |= {slot.person for each in self.temporaries for slot in each.slots}
        for layer in self.layers:
            told |= {slot.person for slot in layer.given}
            told |= set(layer.rotation.people) if layer.rotation else set()
        return told - {""}

    def digest(self, absences: Absences) -> str:
        """What is read of other rooms, in short: absences, deputies, calendars."""
        here = _about(absences, self.people)
        calendars = [
            (layer.calendar.key, layer.calendar.version)
            for layer in self.layers
            if layer.calendar
        ]
        deputies = sorted((key, other or "") for key, other in here.deputies.items())
        away = sorted((key, repr(spells)) for key, spells in here.away.items())
        told = repr((calendars, away, sorted(here.gone), deputies))
        return hashlib.sha256(told.encode()).hexdigest()


def _about(absences: Absences, people: Collection[str]) -> Absences:
    """As much of the absences as these people and whoever answers for them need."""
    near, ahead = set(people), set(people)
    while ahead:
        others = {absences.deputies.get(key) for key in ahead}
        others |= {
            other for key in ahead for _b, _e, other in absences.away.get(key, ())
        }
        ahead = {key for key in others if key} - near
        near |= ahead
    return Absences(
        {key: spells for key, spells in absences.away.items() if key in near},
        absences.gone & near,
        {key: other for key, other in absences.deputies.items() if key in near},
    )


def absences_of(people: Collection[str], since: datetime) -> Absences:
    """Who of these people, and of those who answer for them, is away from then on."""
    away: dict[str, list[tuple[datetime, datetime | None, str | None]]] = {}
    gone: set[str] = set()
    deputies: dict[str, str | None] = {}
    ahead = set(people)
    for _step in range(_FARTHEST):
        if not ahead:
            break
        rows = Person.objects.filter(key__in=ahead)
        for key, is_active, deputy in rows.values_list(
            "key", "is_active", "deputy__key"
        ):
            deputies[key] = deputy
            if not is_active:
                gone.add(key)
        others = {deputies.get(key) for key in ahead}
        for key, begun, ended, other in _spells(ahead, since):
            away.setdefault(key, []).append((begun, ended, other))
            others.add(other)
        ahead = {key for key in others if key} - deputies.keys()
    return Absences(away, frozenset(gone), deputies)


def _spells(
    people: set[str], since: datetime
) -> list[tuple[str, datetime, datetime | None, str | None]]:
    found = Absence.objects.filter(
        Q(ends_at=None) | Q(ends_at__gt=since), person__key__in=people
    )
    rows = found.order_by("starts_at").values_list(
        "person__key", "starts_at", "ends_at", "stands_in__key"
    )
    return list(rows)


def _rota_parts(schedule: models.Schedule) -> _Parts:
    return _Parts(
        layers=tuple(rota_layer(schedule, row) for row in schedule.layers.all()),
        temporaries=tuple(map(_temporary, schedule.temporaries.all())),
        overrides=tuple(map(_override, schedule.overrides.all())),
        shadows=tuple(map(_shadow, schedule.shadows.all())),
    )


def rota_layer(schedule: models.Schedule, row: models.Layer) -> Layer:
    because = f"layer:{row.key}"
    return Layer(
        key=row.key,
        zone=zone_called(row.zone or schedule.zone),
        rotation=rotation_of(row),
        given=tuple(_given(row, because)) if not row.unit else (),
        ends=wall_of(row.ends_on, row.hand_over) if row.ends_on else None,
        windows=_windows(row),
        calendar=_counted_by(row.calendar),
        calendar_when=row.calendar_when,
    )


def rotation_of(row: models.Layer) -> Rotation | None:
    if not row.unit:
        return None
    people = tuple(place.person_id for place in row.places.all())
    begins = wall_of(row.begins_on, row.hand_over)
    return Rotation(people, row.unit, row.length, begins, row.ahead)


def _windows(row: models.Layer) -> tuple[Window | Recurring, ...]:
    found: list[Window | Recurring] = [
        each for told in row.windows if (each := window(told))
    ]
    if row.rule and row.rule_at:
        begins = wall_of(row.begins_on, row.rule_at)
        found.append(Recurring(row.rule, begins, row.rule_minutes))
    return tuple(found)


def _counted_by(key: str) -> Calendar | None:
    """The calendar in force; one that is gone holds nothing back."""
    if not key:
        return None
    try:
        return calendar_named(key)
    except CalendarUnknown:
        return None


def _given(row: models.Layer, because: str) -> Iterable[Slot]:
    for told in row.outside.all():
        yield Slot(told.starts_at, told.ends_at, str(told.person_id), because)


def _temporary(row: models.Temporary) -> Temporary:
    slots = tuple(
        Slot(each.starts_at, each.ends_at, each.person_id, f"temporary:{row.id}")
        for each in row.slots.all()
    )
    return Temporary(row.starts_at, row.ends_at, slots)


def _override(row: models.Override) -> Override:
    return Override(
        row.kind,
        row.starts_at,
        row.ends_at,
        person=row.person_id or "",
        instead_of=row.instead_of_id or "",
        because=f"override:{row.id}",
    )


def _shadow(row: models.Shadow) -> Shadow:
    return Shadow(row.person_id, row.follows_id or "", row.starts_at, row.ends_at)
