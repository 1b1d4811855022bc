"""Verbs about calendars: drafted, published with why, retired; holidays are pinned."""

from typing import Any

from django.db import transaction

from tocsin.foundation.accounts.refusals import NotAllowed
from tocsin.foundation.accounts.rules import ADMINISTRATOR, Actor
from tocsin.foundation.audit.actions import record_change
from tocsin.foundation.calendars.kinds import CALENDAR_KIND
from tocsin.foundation.calendars.models import Calendar
from tocsin.foundation.calendars.pinning import pin, pin_coming_years
from tocsin.foundation.calendars.reads import ALWAYS, CALENDAR, newest_edition
from tocsin.foundation.calendars.refusals import (
    CalendarFixed,
    CalendarNotPublishable,
    CalendarTaken,
    CalendarUnknown,
)
from tocsin.foundation.config.actions import (
    publish_checked,
    publish_draft,
    retire,
    save_draft,
)
from tocsin.foundation.config.models import Document
from tocsin.foundation.config.reads import published
from tocsin.kernel import clock
from tocsin.kernel.text import holdable

__all__ = [
    "add_calendar",
    "draft_calendar",
    "pin_coming_years",
    "publish_calendar",
    "publish_drafted",
    "renew_holidays",
    "retire_calendar",
]


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
    return save_draft(CALENDAR_KIND, key, told, by=by, why=why)


@transaction.atomic
def publish_calendar(
    key: str, body: Any, *, by: Actor, why: str, override: bool = False
) -> Document:
    """Working time is counted by this version from now on; its holidays are pinned."""
    _need_administrator(by)
    told = _checked(key, body)
    _row(key, told, by)
    kind = CALENDAR_KIND
    return publish_checked(kind, key, told, by=by, why=why, override=override)


@transaction.atomic
def publish_drafted(key: str, version: int, *, by: Actor, why: str = "") -> Document:
    """The draft is what counts from now on."""
    _need_administrator(by)
    _need_changeable(key)
    return publish_draft(CALENDAR_KIND, holdable(key), version, by=by, why=why)


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


def _checked(key: str, body: Any) -> dict[str, Any]:
    """The body with the edition of its holidays, which are pinned."""
    _need_changeable(key)
    if complaints := CALENDAR_KIND.check(body):
        raise CalendarNotPublishable(complaints="; ".join(complaints))
    told = dict(body)
    if told.get("holidays"):
        named = {"subdivision": "", **told["holidays"]}
        newest = newest_edition(named["country"], named["subdivision"])
        named["edition"] = named.get("edition") or max(newest, 1)
        told["holidays"] = named
        pin(named)
    return told


def _row(key: str, told: dict[str, Any], by: Actor) -> Calendar:
    found = Calendar.objects.filter(key=key).first()
    return found or add_calendar(key, told["name"], by=by)


def _need_changeable(key: str) -> None:
    if key == ALWAYS:
        raise CalendarFixed


def _need_administrator(by: Actor) -> None:
    if not by.has(ADMINISTRATOR):
        raise NotAllowed
