"""Holidays are pinned: read once, on record for good. And the row that others point at
says what the newest version says."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.foundation.audit.actions import record_change
from tocsin.foundation.calendars.free_days import VERSION, holidays_of
from tocsin.foundation.calendars.models import Calendar, HolidayYear
from tocsin.foundation.calendars.reads import CALENDAR
from tocsin.foundation.config.reads import all_published
from tocsin.kernel import clock
from tocsin.kernel.text import holdable

YEARS_BACK, YEARS_AHEAD = 10, 5


def settle(key: str, body: Any) -> None:
    """What a version needs when it is published: its holidays pinned, and its row in
    use under its name."""
    if told := body.get("holidays"):
        pin(told)
    name = holdable(str(body["name"])).strip()
    facts = {"name": name, "is_active": True}
    made = {**facts, "created_at": clock.now()}
    Calendar.objects.update_or_create(facts, create_defaults=made, key=key)


def pin_coming_years() -> int:
    """Every published calendar has the holidays of the years ahead pinned; gives how
    many years that took."""
    told = [found.body.get("holidays") for found in all_published(CALENDAR).values()]
    return sum(pin(each) for each in told if each)


def pin(told: Mapping[str, Any]) -> int:
    """The holidays of the years around now are on record for good."""
    named = {
        "country": told["country"],
        "subdivision": told.get("subdivision", ""),
        "edition": told.get("edition", 1),
    }
    this = clock.now().year
    years = range(this - YEARS_BACK, this + YEARS_AHEAD + 1)
    there = HolidayYear.objects.filter(**named).values_list("year", flat=True)
    missing = sorted(set(years) - set(there))
    rows = [
        HolidayYear(
            **named,
            year=year,
            days=_written(holidays_of(named["country"], named["subdivision"], year)),
            library=VERSION,
            pinned_at=clock.now(),
        )
        for year in missing
    ]
    HolidayYear.objects.bulk_create(rows, ignore_conflicts=True)
    if rows:
        subject = f"holidays:{named['country']}{named['subdivision']}"
        after = {"edition": named["edition"], "years": missing, "library": VERSION}
        record_change(subject, "pinned", after=after, by=(SYSTEM.kind, SYSTEM.id))
    return len(rows)


def _written(found: dict[date, str]) -> dict[str, str]:
    return {on.isoformat(): name for on, name in found.items()}
