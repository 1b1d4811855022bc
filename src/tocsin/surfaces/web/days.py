"""A leaf of a plain calendar: a month or a week, day by day, in the reader's zone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Protocol

from django.utils import timezone

from tocsin.kernel import clock
from tocsin.register.work.narrowing import midnight
from tocsin.surfaces.web.pages import DeskRequest

_WEEK = timedelta(days=7)
_DAY = timedelta(days=1)
# A day of the month names so many; the rest is counted and shown by the week.
FEW = 4


class Lasting(Protocol):
    """What begins and ends."""

    @property
    def begins_at(self) -> datetime: ...

    @property
    def ends_at(self) -> datetime: ...


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the calendar, and what is done on it."""

    day: date
    within: bool
    is_today: bool
    first: Sequence[Any]
    more: int


@dataclass(frozen=True, slots=True)
class Leaf:
    """Whole weeks around a day, and the instants at which they begin and end."""

    view: str
    on: date
    today: date
    first: date
    last: date
    begins: datetime
    ends: datetime

    def filled(self, found: Sequence[Lasting]) -> dict[str, Any]:
        """What a template needs to draw it."""
        few = len(found) if self.view == "week" else FEW
        days = [
            self._day(self.first + _DAY * n, found, few)
            for n in range((self.last - self.first).days)
        ]
        return {
            "view": self.view,
            "on": self.on,
            "weeks": [days[n : n + 7] for n in range(0, len(days), 7)],
            "before": _step(self.on, self.view, -1),
            "after": _step(self.on, self.view, 1),
            "today": self.today,
            "count": len(found),
        }

    def _day(self, day: date, found: Sequence[Lasting], few: int) -> Day:
        here = [each for each in found if _covers(each.begins_at, each.ends_at, day)]
        within = self.view == "week" or day.month == self.on.month
        more = max(0, len(here) - few)
        return Day(day, within, day == self.today, here[:few], more)


def leaf_of(request: DeskRequest) -> Leaf:
    """The leaf that an address asks for: ?view=month|week&on=2026-03-02."""
    view = "week" if request.GET.get("view") == "week" else "month"
    today = timezone.localtime(clock.now()).date()
    on = _day_from(request.GET.get("on", "")) or today
    first, last = _week_of(on) if view == "week" else _month_of(on)
    zone = timezone.get_current_timezone()
    begins, ends = midnight(first, zone), midnight(last, zone)
    assert begins
    assert ends
    return Leaf(view, on, today, first, last, begins, ends)


def filters_of(request: DeskRequest) -> Any:
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


def _covers(begins: datetime, ends: datetime, day: date) -> bool:
    """Whether something goes on on this day; what ends at midnight does not."""
    starts, stops = timezone.localtime(begins), timezone.localtime(ends)
    if stops > starts:
        stops -= timedelta(microseconds=1)
    return starts.date() <= day <= stops.date()
