"""/calendars: when the organisation works, and what that makes of a time."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Annotated, Any

from ninja import Query, Router, Schema
from pydantic import BaseModel, Field

from tocsin.foundation.calendars import rules
from tocsin.foundation.calendars.derivation import (
    Ahead,
    days,
    derivation,
    next_change,
)
from tocsin.foundation.calendars.parts import hours_told
from tocsin.foundation.calendars.reads import calendar_for, calendars
from tocsin.kernel import clock
from tocsin.surfaces.api.bearer import ApiRequest
from tocsin.surfaces.api.operations import reading
from tocsin.surfaces.api.shapes import Instant

router = Router(tags=["Calendars"])
_MINUTE = timedelta(minutes=1)


class PeakShape(Schema):
    name: str
    weight: int


class CalendarShape(Schema):
    key: str = Field(examples=["office"])
    name: str
    version: int = Field(description="0: it is `always`, which has no versions.")
    zone: str = Field(examples=["Europe/Paris"])
    week: dict[str, list[str]] = Field(examples=[{"mon": ["09:00-12:30"]}])
    is_open: bool = Field(description="At this moment.")
    next_change: datetime | None = Field(description="When it opens or closes next.")
    peaks_now: list[PeakShape]


class CalendarList(Schema):
    items: list[CalendarShape]


class DayShape(Schema):
    on: date
    hours: list[str]
    because: str = Field(description="week, holiday, own or exception.")
    name: str
    peaks: list[PeakShape]


class DayList(Schema):
    items: list[DayShape]


class StretchShape(Schema):
    begun: datetime
    ended: datetime
    minutes: float


class CountedShape(Schema):
    start: datetime
    end: datetime
    minutes: float = Field(description="Working time between, negative backwards.")
    stretches: list[StretchShape] = Field(description="What was counted, at most 400.")


class Adding(BaseModel):
    start: Instant
    minutes: Annotated[int, Field(ge=0, le=5_256_000)]


class Elapsing(BaseModel):
    start: Instant
    end: Instant


class Between(BaseModel):
    first: date
    days: Annotated[int, Field(ge=1, le=400)] = 31


@reading(router, "", CalendarList)
def get_calendars(request: ApiRequest) -> CalendarList:
    """Every calendar in force, by name."""
    found = [each.calendar for each in calendars() if each.calendar]
    return CalendarList(items=[_shape(each) for each in found])


@reading(router, "/{key}", CalendarShape)
def get_calendar(request: ApiRequest, key: str) -> CalendarShape:
    """One calendar, and whether it is open now."""
    return _shape(calendar_for(request.auth, key))


@reading(router, "/{key}/days", DayList, Between)
def get_calendar_days(request: ApiRequest, key: str, asked: Query[Between]) -> DayList:
    """Days with their hours, why they are so, and their peaks."""
    found = days(calendar_for(request.auth, key), asked.first, asked.days)
    return DayList(items=[_day(each) for each in found])


@reading(router, "/{key}/add", CountedShape, Adding)
def get_calendar_add(
    request: ApiRequest, key: str, asked: Query[Adding]
) -> CountedShape:
    """When so much working time has elapsed since an instant, and how."""
    found = calendar_for(request.auth, key)
    end = rules.add(found, asked.start, asked.minutes * _MINUTE)
    return _counted(found, asked.start, end)


@reading(router, "/{key}/elapsed", CountedShape, Elapsing)
def get_calendar_elapsed(
    request: ApiRequest, key: str, asked: Query[Elapsing]
) -> CountedShape:
    """How much working time lies between two instants, and how."""
    return _counted(calendar_for(request.auth, key), asked.start, asked.end)


def _counted(found: rules.Calendar, start: datetime, end: datetime) -> CountedShape:
    first, last = min(start, end), max(start, end)
    return CountedShape(
        start=start,
        end=end,
        minutes=rules.elapsed(found, start, end) / _MINUTE,
        stretches=[
            StretchShape(
                begun=each.begun, ended=each.ended, minutes=each.length / _MINUTE
            )
            for each in derivation(found, first, last)
        ],
    )


def _shape(found: rules.Calendar) -> CalendarShape:
    now = clock.now()
    rows = zip(rules.WEEKDAYS, found.week, strict=True)
    return CalendarShape(
        key=found.key,
        name=found.name,
        version=found.version,
        zone=found.zone.key,
        week={name: hours_told(hours) for name, hours in rows if hours},
        is_open=rules.is_open(found, now),
        next_change=next_change(found, now),
        peaks_now=_peaks(rules.peaks_at(found, now)),
    )


def _day(ahead: Ahead) -> DayShape:
    told = ahead.day
    return DayShape(
        on=ahead.on,
        hours=hours_told(told.hours),
        because=told.because,
        name=told.name,
        peaks=_peaks(ahead.peaks),
    )


def _peaks(found: Iterable[rules.Peak]) -> list[Any]:
    return [PeakShape(name=peak.name, weight=peak.weight) for peak in found]
