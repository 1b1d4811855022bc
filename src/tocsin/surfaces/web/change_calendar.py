"""Changes in a plain calendar: a month or a week, day by day, in the reader's zone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from tocsin.foundation.changes.reads import changes_between
from tocsin.foundation.changes.rules import may_tell
from tocsin.kernel import clock
from tocsin.register.work.narrowing import midnight
from tocsin.surfaces.web.change_pages import ChangeFilters, wanted_of
from tocsin.surfaces.web.pages import DeskRequest, staff

_WEEK = timedelta(days=7)
_DAY = timedelta(days=1)
# A day of the month names so many; the rest is counted and shown by the week.
FEW = 4


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the calendar, and what is done on it."""

    day: date
    within: bool
    is_today: bool
    first: Sequence[Any]
    more: int


@staff
def change_calendar(request: DeskRequest) -> HttpResponse:
    """GET /changes/calendar?view=month|week&on=2026-03-02."""
    view = "week" if request.GET.get("view") == "week" else "month"
    today = timezone.localtime(clock.now()).date()
    on = _day_from(request.GET.get("on", "")) or today
    first, last = _week_of(on) if view == "week" else _month_of(on)
    form = ChangeFilters(_filters(request), actor=request.actor)
    zone = timezone.get_current_timezone()
    begins, ends = midnight(first, zone), midnight(last, zone)
    assert begins
    assert ends
    found = changes_between(request.actor, begins, ends, wanted_of(form))
    few = len(found) if view == "week" else FEW
    days = [
        _day(first + _DAY * n, on, today, found, view, few)
        for n in range((last - first).days)
    ]
    context = {
        "view": view,
        "on": on,
        "weeks": [days[n : n + 7] for n in range(0, len(days), 7)],
        "before": _step(on, view, -1),
        "after": _step(on, view, 1),
        "today": today,
        "form": form,
        "count": len(found),
        "may_tell": may_tell(request.actor),
    }
    return render(request, "changes/calendar.html", context)


def _filters(request: DeskRequest) -> Any:
    """What narrows, without what turns the leaves."""
    told = {name: request.GET[name] for name in request.GET}
    return {n: v for n, v in told.items() if n not in {"view", "on"}} or None


def _day_from(written: str) -> date | None:
    """A day that the calendar can show, with a month before and after it."""
    try:
        day = date.fromisoformat(written)
    except ValueError:
        return None
    return day if 1900 < day.year < 2200 else None


def _week_of(on: date) -> tuple[date, date]:
    first = on - _DAY * on.weekday()
    return first, first + _WEEK


def _month_of(on: date) -> tuple[date, date]:
    """Whole weeks, from the Monday before its first day."""
    begins = on.replace(day=1)
    ends = _step(begins, "month", 1)
    first = begins - _DAY * begins.weekday()
    weeks = -(-(ends - first).days // 7)
    return first, first + _WEEK * weeks


def _step(on: date, view: str, by: int) -> date:
    if view == "week":
        return on + _WEEK * by
    months = on.year * 12 + on.month - 1 + by
    return date(months // 12, months % 12 + 1, 1)


def _day(
    day: date, on: date, today: date, found: Sequence[Any], view: str, few: int
) -> Day:
    here = [each for each in found if _covers(each.begins_at, each.ends_at, day)]
    within = view == "week" or day.month == on.month
    return Day(day, within, day == today, here[:few], max(0, len(here) - few))


def _covers(begins: datetime, ends: datetime, day: date) -> bool:
    """Whether something goes on on this day; what ends at midnight does not."""
    starts, stops = timezone.localtime(begins), timezone.localtime(ends)
    if stops > starts:
        stops -= timedelta(microseconds=1)
    return starts.date() <= day <= stops.date()
