"""Verbs about calendars: drafted, published with why, retired; holidays are pinned."""

from datetime import date
from typing import Any

from django.db import transaction

from tocsin.foundation.accounts.refusals import NotAllowed
from tocsin.foundation.accounts.rules import ADMINISTRATOR, SYSTEM, Actor
from tocsin.foundation.audit.actions import record_change
from tocsin.foundation.calendars.body import Complaint, check
from tocsin.foundation.calendars.free_days import VERSION, holidays_of
from tocsin.foundation.calendars.models import Calendar, HolidayYear
from tocsin.foundation.calendars.reads import ALWAYS, CALENDAR, newest_edition
from tocsin.foundation.calendars.refusals import (
    COMPLAINTS,
    CalendarFixed,
    CalendarNotPublishable,
    CalendarTaken,
    CalendarUnknown,
)
from tocsin.foundation.config.actions import draft, publish, publish_new, retire
from tocsin.foundation.config.models import Document
from tocsin.foundation.config.reads import all_published, published
from tocsin.foundation.config.refusals import DocumentUnknown
from tocsin.kernel import clock
from tocsin.kernel.text import holdable

YEARS_BACK, YEARS_AHEAD = 10, 5


@transaction.atomic
def add_calendar(key: str, name: str, *, by: Actor) -> Calendar:
    """The calendar has its key; it counts nothing until a version is published."""
    _need_administrator(by)
    facts = {"name": holdable(name)[:120], "created_at": clock.now()}
    row, is_new = Calendar.objects.get_or_create(key=key, defaults=facts)
    if not is_new:
        raise CalendarTaken(key=key)
    after = {"name": row.name}
    record_change(f"calendar:{key}", "added", after=after, by=(by.kind, by.id))
    return row


@transaction.atomic
def draft_calendar(key: str, body: Any, *, by: Actor, why: str = "") -> Document:
    """A version that nothing counts by yet."""
    _need_administrator(by)
    told = _checked(key, body)
    _row(key, told, by)
    return draft(CALENDAR, key, told, by=(by.kind, by.id), why=why)


@transaction.atomic
def publish_calendar(key: str, body: Any, *, by: Actor, why: str) -> Document:
    """Working time is counted by this version from now on; its holidays are pinned."""
    _need_administrator(by)
    told = _checked(key, body)
    row = _row(key, told, by)
    document = publish_new(CALENDAR, key, told, by=(by.kind, by.id), why=why)
    _named(row, told)
    return document


@transaction.atomic
def publish_drafted(key: str, version: int, *, by: Actor, why: str = "") -> Document:
    """The draft is what counts from now on."""
    _need_administrator(by)
    rows = Document.objects.filter(kind=CALENDAR, name=holdable(key), version=version)
    waiting = rows.first()
    if waiting is None:
        raise DocumentUnknown
    told = _checked(key, waiting.body)
    document = publish(waiting.id, by=(by.kind, by.id), why=why)
    _named(_row(key, told, by), told)
    return document


@transaction.atomic
def retire_calendar(key: str, *, by: Actor, why: str) -> None:
    """The calendar cannot be chosen any more; its versions stay readable."""
    _need_administrator(by)
    _need_changeable(key)
    row = Calendar.objects.select_for_update(no_key=True).filter(key=key).first()
    if row is None:
        raise CalendarUnknown(key=holdable(key))
    document = published(CALENDAR, key)
    if document is not None:
        retire(document.id, by=(by.kind, by.id), why=why)
    row.is_active = False
    row.save(update_fields=["is_active"])


@transaction.atomic
def renew_holidays(key: str, *, by: Actor, why: str) -> Document:
    """The holidays as the library has them today are another edition, and the
    calendar's next version follows it. What was counted by the old one stays."""
    _need_administrator(by)
    document = published(CALENDAR, key)
    if document is None:
        raise CalendarUnknown(key=holdable(key))
    told = dict(document.body.get("holidays") or {})
    if told:
        newest = newest_edition(told["country"], told.get("subdivision", ""))
        told["edition"] = newest + 1
    body = {**document.body, "holidays": told}
    return publish_calendar(key, body, by=by, why=why)


def pin_coming_years() -> int:
    """Every published calendar has the holidays of the years ahead pinned; gives how
    many years that took."""
    told = [found.body.get("holidays") for found in all_published(CALENDAR).values()]
    return sum(_pin(each) for each in told if each)


def _checked(key: str, body: Any) -> dict[str, Any]:
    """The body with the edition of its holidays, which are pinned."""
    _need_changeable(key)
    if complaints := check(body):
        raise CalendarNotPublishable(complaints="; ".join(map(_told, complaints)))
    told = dict(body)
    if told.get("holidays"):
        named = {"subdivision": "", **told["holidays"]}
        newest = newest_edition(named["country"], named["subdivision"])
        named["edition"] = named.get("edition") or max(newest, 1)
        told["holidays"] = named
        _pin(named)
    return told


def _pin(told: dict[str, Any]) -> int:
    """The holidays of the years around now are on record for good."""
    named = {name: told[name] for name in ("country", "subdivision", "edition")}
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


def _row(key: str, told: dict[str, Any], by: Actor) -> Calendar:
    found = Calendar.objects.filter(key=key).first()
    return found or add_calendar(key, told["name"], by=by)


def _named(row: Calendar, told: dict[str, Any]) -> None:
    row.name, row.is_active = holdable(told["name"]).strip(), True
    row.save(update_fields=["name", "is_active"])


def _told(complaint: Complaint) -> str:
    text = str(COMPLAINTS[complaint.code])
    return f"{complaint.place}: {text}" if complaint.place else text


def _need_changeable(key: str) -> None:
    if key == ALWAYS:
        raise CalendarFixed


def _need_administrator(by: Actor) -> None:
    if not by.has(ADMINISTRATOR):
        raise NotAllowed
