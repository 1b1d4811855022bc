"""How schedules are drawn: days across, layers above, the final line below. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.template.defaultfilters import date as date_text
from django.utils.translation import gettext as _

from tocsin.foundation.oncall.reads import Sheet
from tocsin.foundation.oncall.rules.slots import Slot, Span
from tocsin.foundation.oncall.rules.wall import midnight, reached

WIDE, _LEFT, _TOP, _HIGH, _BAR = 1391, 96, 24, 30, 23
Place = Callable[[datetime], float]
# So wide is a letter at most; what does not fit is cut off.
_LETTER = 7.2


@dataclass(frozen=True, slots=True)
class Bar:
    x: float
    y: float
    width: float
    sort: str
    said: str

    @property
    def text_x(self) -> float:
        return self.x + 7

    @property
    def text_y(self) -> float:
        return self.y + 15.5


@dataclass(frozen=True, slots=True)
class Line:
    x: float
    said: str
    sort: str

    @property
    def text_x(self) -> float:
        return self.x + 6


@dataclass(frozen=True, slots=True)
class Drawing:
    """A schedule as SVG has it, and what it says in words."""

    high: int
    days: Sequence[Line]
    weekends: Sequence[tuple[float, float]]
    labels: Sequence[tuple[float, str, str]]
    bars: Sequence[Bar]
    hands: Sequence[float]
    hands_at: float
    now: float | None


def drawn(
    sheet: Sheet, zone: ZoneInfo, names: Mapping[str, str], me: str, now: datetime
) -> Drawing:
    """Layers, changes, shadows and the final line; one's own shifts are outlined."""

    def x(at: datetime) -> float:
        span = sheet.last - sheet.first
        share = (min(max(at, sheet.first), sheet.last) - sheet.first) / span
        return round(_LEFT + share * (WIDE - _LEFT - 1), 1)

    def bar(begun: datetime, ended: datetime, row: int, sort: str, said: str) -> Bar:
        left, right = x(begun), x(ended)
        width = max(right - left - 2, 1.5)
        letters = int((width - 12) / _LETTER)
        told = said if len(said) <= letters else said[: max(letters - 1, 0)] + "…"
        return Bar(
            left + 1, _TOP + 8.5 + row * _HIGH, width, sort, told * (letters > 1)
        )

    bars, labels = [], []
    for row, each in enumerate(sheet.rows):
        said = each.name or _ROWS[each.sort]()
        labels.append((_TOP + 24.0 + row * _HIGH, said[:13], "label"))
        sort = "layer--over layer" if each.sort == "over" else each.sort
        for slot in each.slots:
            name = names.get(slot.person, slot.person)
            bars.append(bar(slot.starts_at, slot.ends_at, row, sort, name))
    last = len(sheet.rows)
    labels.append((_TOP + 24.0 + last * _HIGH, _("Final"), "final-text"))
    for slot in sheet.final:
        sort = "mine" if slot.person == me else "final"
        name = names.get(slot.person, slot.person)
        bars.append(bar(slot.starts_at, slot.ends_at, last, sort, name))
    for gap in sheet.gaps:
        told = _("Nobody, {hours} h").format(hours=_hours(gap))
        bars.append(bar(gap.starts_at, gap.ends_at, last, "gap", told))
    return Drawing(
        high=_TOP + (last + 1) * _HIGH + 12,
        days=_days(sheet, zone, now, x),
        weekends=_weekends(sheet, zone, x),
        labels=labels,
        bars=bars,
        hands=[x(at) for at in handed(sheet.final, sheet.first)],
        hands_at=_TOP + 4.0 + last * _HIGH,
        now=x(now) if sheet.first <= now < sheet.last else None,
    )


_ROWS = {"over": lambda: _("Changed"), "shadow": lambda: _("Shadow")}


def _hours(span: Span) -> int:
    return max(1, round((span.ends_at - span.starts_at) / timedelta(hours=1)))


def hours_missing(gaps: Sequence[Span]) -> int:
    return sum(map(_hours, gaps))


def handed(slots: Sequence[Slot], first: datetime) -> list[datetime]:
    """Where on the final line somebody comes who was not there before."""
    leaves = {(slot.person, slot.ends_at) for slot in slots}
    comes = {
        slot.starts_at for slot in slots if (slot.person, slot.starts_at) not in leaves
    }
    return sorted(at for at in comes if at > first)


def _dates(sheet: Sheet, zone: ZoneInfo) -> list[date]:
    day, found = sheet.first.astimezone(zone).date(), []
    while reached(midnight(day), zone) < sheet.last:
        found.append(day)
        day += timedelta(days=1)
    return found


def _days(sheet: Sheet, zone: ZoneInfo, now: datetime, x: Place) -> list[Line]:
    today = now.astimezone(zone).date()
    return [
        Line(
            _at(x, day, zone),
            date_text(day, "D j"),
            "today" if day == today else "week" if day.weekday() == 0 else "",
        )
        for day in _dates(sheet, zone)
    ]


def _weekends(sheet: Sheet, zone: ZoneInfo, x: Place) -> list[tuple[float, float]]:
    found = []
    for day in _dates(sheet, zone):
        if day.weekday() >= 5:
            left = _at(x, day, zone)
            found.append((left, _at(x, day + timedelta(days=1), zone) - left))
    return found


def _at(x: Place, day: date, zone: ZoneInfo) -> float:
    return x(reached(midnight(day), zone))
