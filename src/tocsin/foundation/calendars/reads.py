from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from tocsin.foundation.accounts.refusals import NotAllowed
from tocsin.foundation.accounts.rules import Actor, may_look
from tocsin.foundation.calendars import rules
from tocsin.foundation.calendars.body import Body, Holidays, calendar_of
from tocsin.foundation.calendars.free_days import holidays_of
from tocsin.foundation.calendars.models import Calendar as Row
from tocsin.foundation.calendars.models import HolidayYear
from tocsin.foundation.calendars.refusals import CalendarUnknown
from tocsin.foundation.config import reads as config
from tocsin.foundation.config.models import Document
from tocsin.kernel.text import holdable

CALENDAR = "calendar"
ALWAYS = "always"

_ALWAYS = rules.always()
# What this process has built last: by key, the document's id and its calendar, which
# remembers the years it has counted.
_held: dict[str, tuple[int, rules.Calendar]] = {}


@dataclass(frozen=True, slots=True)
class Listed:
    """A calendar in the list; `calendar` is None while none of it is published."""

    key: str
    name: str
    calendar: rules.Calendar | None


def calendar_named(key: str) -> rules.Calendar:
    """The calendar in force under this key, for counting with its rules."""
    if key == ALWAYS:
        return _ALWAYS
    document = config.published(CALENDAR, holdable(key))
    if document is None:
        raise CalendarUnknown(key=holdable(key))
    return _calendar(document)


def calendar_for(actor: Actor, key: str) -> rules.Calendar:
    """The same for somebody who looks at it."""
    if not may_look(actor):
        raise NotAllowed
    return calendar_named(key)


def row_for(actor: Actor, key: str) -> Row:
    """The calendar of this key, published or still drafted."""
    if not may_look(actor):
        raise NotAllowed
    found = Row.objects.filter(key=holdable(key)).first()
    if found is None:
        raise CalendarUnknown(key=holdable(key))
    return found


def calendar_at(key: str, version: int) -> rules.Calendar:
    """One version of a calendar, as it is or was in force."""
    return _calendar(config.document(CALENDAR, holdable(key), version))


def calendars() -> list[Listed]:
    """The active calendars by name; `always` is one of them."""
    published = config.all_published(CALENDAR)
    return [
        Listed(row.key, row.name, _of_row(row.key, published))
        for row in Row.objects.filter(is_active=True)
    ]


def _of_row(key: str, published: Mapping[str, Document]) -> rules.Calendar | None:
    if key == ALWAYS:
        return _ALWAYS
    return _calendar(published[key]) if key in published else None


def calendar_names(keys: Iterable[str | None]) -> dict[str, str]:
    wanted = {holdable(key) for key in keys if key}
    if not wanted:
        return {}
    return dict(Row.objects.filter(key__in=wanted).values_list("key", "name"))


def _calendar(document: Document) -> rules.Calendar:
    held = _held.get(document.name)
    if held is None or held[0] != document.id:
        built = preview(document.name, document.version, document.body)
        if document.state != Document.State.PUBLISHED:
            return built
        held = _held[document.name] = (document.id, built)
    return held[1]


def preview(key: str, version: int, body: Body) -> rules.Calendar:
    """The calendar that a body without complaints would be."""
    return calendar_of(key, version, body, _holidays(body.get("holidays") or {}))


def _holidays(told: Mapping[str, object]) -> Holidays:
    """The pinned holidays of an edition; other years as the library has them."""
    country, part = str(told.get("country", "")), str(told.get("subdivision", ""))
    if not country:
        return lambda _year: {}
    pinned = pinned_years(country, part, int(str(told.get("edition", 1))))

    def of(year: int) -> Mapping[date, str]:
        if year not in pinned:
            pinned[year] = holidays_of(country, part, year)
        return pinned[year]

    return of


def pinned_years(
    country: str, subdivision: str, edition: int
) -> dict[int, dict[date, str]]:
    rows = HolidayYear.objects.filter(
        country=country, subdivision=subdivision, edition=edition
    )
    return {
        year: {date.fromisoformat(on): name for on, name in days.items()}
        for year, days in rows.values_list("year", "days")
    }


def newest_edition(country: str, subdivision: str) -> int:
    """The number of the newest edition of these holidays; 0 when none is pinned."""
    rows = HolidayYear.objects.filter(country=country, subdivision=subdivision)
    newest = rows.order_by("-edition").values_list("edition", flat=True).first()
    return newest or 0
