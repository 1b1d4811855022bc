"""How calendars are drawn: a week as bars, a year as twelve months. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.template.defaultfilters import date as date_text
from django.utils.translation import gettext as _

from tocsin.foundation.calendars.derivation import Ahead, days
from tocsin.foundation.calendars.parts import hours_told
from tocsin.foundation.calendars.rules import Calendar, Hours

# A Monday, for the names of the weekdays.
_MONDAY = date(2024, 1, 1)


@dataclass(frozen=True, slots=True)
class Weekday:
    """One row of the week: its name, its hours in words and as bars of minutes."""

    name: str
    hours: Hours
    told: str

    @property
    def bars(self) -> list[tuple[int, int]]:
        return [(opens, closes - opens) for opens, closes in self.hours]


@dataclass(frozen=True, slots=True)
class Cell:
    """One day of a month as it is drawn; `sort` says open, closed, free, other."""

    on: date
    sort: str
    said: str
    peak: str = ""


@dataclass(frozen=True, slots=True)
class Month:
    first: date
    weeks: Sequence[Sequence[Cell | None]]


def weekday_names() -> list[str]:
    return [date_text(_MONDAY + timedelta(days=n), "l") for n in range(7)]


def weekday_letters() -> list[str]:
    return [date_text(_MONDAY + timedelta(days=n), "D") for n in range(7)]


def week_of(calendar: Calendar) -> list[Weekday]:
    rows = zip(weekday_names(), calendar.week, strict=True)
    return [Weekday(name, hours, told(hours)) for name, hours in rows]


def told(hours: Hours) -> str:
    if hours == ((0, 24 * 60),):
        return _("all day")
    return ", ".join(each.replace("-", "–") for each in hours_told(hours)) or _(
        "closed"
    )


def year_of(calendar: Calendar, year: int) -> tuple[list[Month], list[Ahead]]:
    """The twelve months, and the days that are not as their weekday usually is."""
    first = date(year, 1, 1)
    found = days(calendar, first, (date(year + 1, 1, 1) - first).days)
    months = [
        Month(date(year, month, 1), _weeks([d for d in found if d.on.month == month]))
        for month in range(1, 13)
    ]
    return months, [each for each in found if each.day.because != "week"]


def _weeks(found: Sequence[Ahead]) -> list[list[Cell | None]]:
    blank: list[Cell | None] = [None] * found[0].on.weekday()
    cells = blank + [_cell(each) for each in found]
    cells += [None] * (-len(cells) % 7)
    return [cells[n : n + 7] for n in range(0, len(cells), 7)]


def _cell(ahead: Ahead) -> Cell:
    sort = _SORTS.get(ahead.day.because) or ("open" if ahead.day.hours else "closed")
    said = f"{date_text(ahead.on, 'j F')}: {told(ahead.day.hours)}"
    if ahead.day.name:
        said = f"{said}, {ahead.day.name}"
    peak = ", ".join(each.name for each in ahead.peaks)
    if peak:
        said = f"{said}, {_('peak: {peak}').format(peak=peak)}"
    return Cell(ahead.on, sort, said, peak)


_SORTS = {"holiday": "free", "own": "free", "exception": "other"}
