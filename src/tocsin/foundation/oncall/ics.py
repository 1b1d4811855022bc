"""iCalendar (RFC 5545), out and in.

Out: an event per shift, in UTC, under a UID made of the schedule, the person and the
beginning, so that a shift that is written anew stays the same event. In: what recurs
is spread out by `recurring-ical-events`, and people are found by e-mail address.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import recurring_ical_events
from icalendar import Calendar, Event

from tocsin.foundation.oncall.models import Shift

_MOST_OCCURRENCES = 5000
LOOKED_AT = timedelta(minutes=30)
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_PEOPLE = ("ATTENDEE", "ORGANIZER")
_WORDS = ("SUMMARY", "DESCRIPTION")


class Unreadable(Exception):
    """This is no calendar; `str()` says why."""


@dataclass(frozen=True, slots=True)
class Occurrence:
    uid: str
    starts_at: datetime
    ends_at: datetime
    addresses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Busy:
    """A time in which somebody cannot do anything else, and what it is called."""

    uid: str
    starts_at: datetime
    ends_at: datetime
    summary: str


def uid_of(shift: Shift) -> str:
    told = f"{shift.schedule.key} {shift.person_id} {shift.starts_at.isoformat()}"
    kind = " shadow" if shift.is_shadow else ""
    return hashlib.sha256((told + kind).encode()).hexdigest()[:32] + "@tocsin"


def calendar_text(
    name: str,
    shifts: Iterable[Shift],
    names: Mapping[str, str],
    now: datetime,
    busy: Iterable[Busy] = (),
) -> bytes:
    """The shifts as a calendar, and what keeps its person busy; `names` says what to
    call each shift, by its UID."""
    calendar = Calendar()
    calendar.add("prodid", "-//Tocsin//On-call//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    # How often programs may look (RFC 7986, 5.7).
    calendar.add("refresh-interval", LOOKED_AT, {"VALUE": "DURATION"})
    for shift in shifts:
        uid = uid_of(shift)
        span = Busy(uid, shift.starts_at, shift.ends_at, names[uid])
        calendar.add_component(_event(span, now, "TRANSPARENT", "ON-CALL"))
    for each in busy:
        calendar.add_component(_event(each, now, "OPAQUE", "INCIDENT"))
    told: bytes = calendar.to_ical()
    return told


def _event(told: Busy, now: datetime, transparency: str, category: str) -> Event:
    event = Event()
    event.add("uid", told.uid)
    event.add("dtstamp", now.replace(microsecond=0))
    event.add("dtstart", told.starts_at.astimezone(UTC))
    event.add("dtend", told.ends_at.astimezone(UTC))
    event.add("summary", told.summary)
    event.add("transp", transparency)
    event.add("categories", [category])
    return event


def occurrences(
    told: bytes, zone: ZoneInfo, first: datetime, last: datetime
) -> list[Occurrence]:
    """What takes place between two instants. Days and times without a zone are the
    layer's. Cancelled events are none."""
    try:
        calendar = Calendar.from_ical(told)
        found = recurring_ical_events.of(calendar).between(first, last)
    except Exception as flaw:
        # Parsers of others' files raise what they like.
        raise Unreadable(str(flaw)[:120] or type(flaw).__name__) from flaw
    if len(found) > _MOST_OCCURRENCES:
        raise Unreadable(f"{len(found)} events")
    return [
        Occurrence(_uid(event), *span, _addresses(event))
        for event in found
        if str(event.get("STATUS", "")).upper() != "CANCELLED"
        and (span := _span(event, zone))[0] < span[1]
    ]


def _uid(event: Any) -> str:
    return str(event.get("UID", ""))[:200]


def _span(event: Any, zone: ZoneInfo) -> tuple[datetime, datetime]:
    return _instant(event.start, zone), _instant(event.end, zone)


def _instant(told: date, zone: ZoneInfo) -> datetime:
    if not isinstance(told, datetime):
        told = datetime.combine(told, time(0))
    if told.tzinfo is None:
        told = told.replace(tzinfo=zone)
    return told.astimezone(UTC)


def _addresses(event: Any) -> tuple[str, ...]:
    """Addresses in the order in which they speak for somebody: who attends, who
    organises, who is named."""
    found: list[str] = []
    for name in (*_PEOPLE, *_WORDS):
        told = event.get(name, [])
        for each in told if isinstance(told, list) else [told]:
            found += _ADDRESS.findall(str(each).removeprefix("mailto:"))
    return tuple(dict.fromkeys(address.lower() for address in found))
