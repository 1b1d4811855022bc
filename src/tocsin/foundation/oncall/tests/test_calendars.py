"""Calendars out and in; and rules of recurrence beside what others make of them."""

from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import recurring_ical_events
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar, Event

from tests.company import Company, settle
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.foundation.config.actions import set_option
from tocsin.foundation.oncall import actions
from tocsin.foundation.oncall.ics import calendar_text, occurrences, uid_of
from tocsin.foundation.oncall.models import Layer, OutsideSlot, Shift
from tocsin.foundation.oncall.options import NETWORKS
from tocsin.foundation.oncall.reads import on_call
from tocsin.foundation.oncall.refusals import CalendarUnreadable
from tocsin.foundation.oncall.rules.turns import Rotation, slots_of
from tocsin.foundation.oncall.rules.wall import shown
from tocsin.foundation.oncall.rules.windows import Recurring, rule_complaint
from tocsin.foundation.oncall.tests.rotas import WEEKS, rota
from tocsin.kernel import clock

ZONES = ["Europe/Paris", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe"]
ZONES += ["America/Santiago", "Africa/Cairo", "Pacific/Chatham", "UTC"]
RULES = [
    "FREQ=DAILY",
    "FREQ=DAILY;INTERVAL=3;COUNT=40",
    "FREQ=WEEKLY;BYDAY=MO,WE,FR",
    "FREQ=WEEKLY;INTERVAL=2;BYDAY=SA,SU",
    "FREQ=MONTHLY;BYDAY=2TU",
    "FREQ=MONTHLY;BYMONTHDAY=-1",
    "FREQ=YEARLY;BYMONTH=3,10;BYDAY=-1SU",
]
WALLS = st.datetimes(datetime(2025, 1, 1), datetime(2026, 12, 31)).map(  # noqa: DTZ001
    lambda at: at.replace(second=0, microsecond=0, fold=0)
)


def _told(rule: str, begins: datetime, ends: datetime, zone: ZoneInfo) -> Calendar:
    event = Event()
    event.add("uid", "oracle")
    event.add("dtstart", begins.replace(tzinfo=zone))
    event.add("dtend", ends.replace(tzinfo=zone))
    if rule:
        event["rrule"] = rule
    calendar = Calendar()
    calendar.add("prodid", "-//oracle//")
    calendar.add("version", "2.0")
    calendar.add_component(event)
    return Calendar.from_ical(calendar.to_ical())


def _skipped(wall: datetime, zone: ZoneInfo) -> bool:
    return shown(wall.replace(tzinfo=zone).astimezone(UTC), zone) != wall


@given(
    zone=st.sampled_from(ZONES),
    rule=st.sampled_from(RULES),
    begins=WALLS,
    minutes=st.sampled_from([30, 60, 480, 720, 1440]),
)
@settings(max_examples=40, deadline=None)
def test_a_rule_comes_about_as_recurring_ical_events_has_it(
    zone: str, rule: str, begins: datetime, minutes: int
) -> None:
    here, lasts = ZoneInfo(zone), timedelta(minutes=minutes)
    first = datetime(2026, 3, 1, tzinfo=UTC)
    last = datetime(2026, 4, 10, tzinfo=UTC)
    oracle = recurring_ical_events.of(_told(rule, begins, begins + lasts, here))
    theirs = {
        event.start.astimezone(UTC)
        for event in oracle.between(first, last)
        if first <= event.start < last and not _skipped(_wall(event.start), here)
    }
    ours = {
        span.starts_at
        for span in Recurring(rule, begins, minutes).spans(here, first, last)
        if first <= span.starts_at < last
    }
    # Whether the first instance counts where the rule does not name it is undefined
    # (RFC 5545, 3.8.5.3); what the clock skips is told apart in `rules.wall`.
    odd = {begins.replace(tzinfo=here).astimezone(UTC)}
    odd |= {at for at in ours ^ theirs if _near_a_jump(at, here)}
    assert ours - odd == theirs - odd


def _wall(at: datetime) -> datetime:
    return at.replace(tzinfo=None, fold=0)


def _near_a_jump(at: datetime, zone: ZoneInfo) -> bool:
    """Whether clocks change within the day."""
    day = timedelta(days=1)
    told = {(at + n * day / 24).astimezone(zone).utcoffset() for n in range(-3, 4)}
    return len(told) > 1


@given(
    zone=st.sampled_from(ZONES),
    begins=WALLS,
    unit=st.sampled_from(["days", "weeks"]),
    length=st.integers(1, 3),
    people=st.integers(1, 4),
)
@settings(max_examples=25, deadline=None)
def test_a_rotation_is_one_recurring_event_per_person(
    zone: str, begins: datetime, unit: str, length: int, people: int
) -> None:
    """The turns of one person are an event that recurs, by its wall time."""
    here = ZoneInfo(zone)
    rotation = Rotation(tuple(map(str, range(people))), unit, length, begins)
    first = datetime(2026, 10, 1, tzinfo=UTC)
    last = datetime(2026, 11, 15, tzinfo=UTC)
    days = rotation.step.days
    rule = f"FREQ=DAILY;INTERVAL={days * people}"
    ours = {
        slot.starts_at
        for slot in slots_of(rotation, here, first, last, "")
        if slot.person == "0" and slot.starts_at >= first
    }
    oracle = recurring_ical_events.of(_told(rule, begins, begins + rotation.step, here))
    theirs = {
        event.start.astimezone(UTC)
        for event in oracle.between(first, last)
        if event.start >= first
    }
    odd = {at for at in ours ^ theirs if _near_a_jump(at, here)}
    assert ours - odd == theirs - odd


@pytest.mark.parametrize(
    ("rule", "complaint"),
    [
        ("FREQ=WEEKLY;BYDAY=MO", None),
        ("FREQ=WEEKLY;UNTIL=20270101T000000", None),
        ("FREQ=SECONDLY", "too_fine"),
        ("FREQ=DAILY;BYMINUTE=1", "too_fine"),
        ("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", "never"),
        ("every monday", "unreadable"),
        ("FREQ=WEEKLY;BYDAY=XX", "unreadable"),
        ("FREQ=WEEKLY\nFREQ=DAILY", "unreadable"),
    ],
)
def test_rules_that_cannot_be_followed_are_told(rule: str, complaint: str) -> None:
    assert rule_complaint(rule, datetime(2026, 3, 2, 9)) == complaint  # noqa: DTZ001


def test_shifts_go_out_and_come_in_as_they_are(company: Company) -> None:
    rota("p-ada", "p-ben", zone="Europe/Paris")
    shifts = list(Shift.objects.select_related("schedule"))
    names = {uid_of(shift): str(shift.person_id) for shift in shifts}
    told = calendar_text("On-call", shifts, names, clock.now())
    first, last = shifts[0].starts_at, shifts[-1].ends_at
    back = occurrences(told, ZoneInfo("UTC"), first, last)
    assert {(each.uid, each.starts_at, each.ends_at) for each in back} == {
        (uid_of(shift), shift.starts_at, shift.ends_at) for shift in shifts
    }
    assert len(names) == len(shifts)


ICS = b"""BEGIN:VCALENDAR\r
VERSION:2.0\r
PRODID:-//elsewhere//\r
BEGIN:VEVENT\r
UID:one\r
DTSTAMP:20260301T000000Z\r
DTSTART;TZID=Europe/Paris:20260303T090000\r
DTEND;TZID=Europe/Paris:20260303T170000\r
RRULE:FREQ=DAILY\r
EXDATE;TZID=Europe/Paris:20260304T090000\r
SUMMARY:On call: ADA@shop.example\r
END:VEVENT\r
BEGIN:VEVENT\r
UID:two\r
DTSTAMP:20260301T000000Z\r
DTSTART;TZID=Europe/Paris:20260304T090000\r
DTEND;TZID=Europe/Paris:20260304T170000\r
ATTENDEE;CN=Ben:mailto:ben@shop.example\r
SUMMARY:Ben instead\r
END:VEVENT\r
BEGIN:VEVENT\r
UID:three\r
DTSTAMP:20260301T000000Z\r
DTSTART;VALUE=DATE:20260307\r
SUMMARY:nobody@elsewhere.example\r
END:VEVENT\r
END:VCALENDAR\r
"""


def _who(text: str) -> list[str]:
    moment = datetime.fromisoformat(text).replace(tzinfo=UTC)
    return [duty.person for duty in on_call(moment)]


def _outside() -> None:
    rota()
    told: dict[str, Any] = WEEKS | {"unit": "", "zone": "Europe/Paris"}
    actions.add_layer("application-primary", "outside", by=SYSTEM, **told)


def test_an_outside_calendar_is_a_layer(company: Company) -> None:
    _outside()
    actions.bring_in_calendar("application-primary", "outside", ICS, by=SYSTEM)
    assert _who("2026-03-03 08:00") == ["p-ada"]
    assert _who("2026-03-04 08:00") == ["p-ben"]
    assert _who("2026-03-05 08:00") == ["p-ada"]
    # After clocks went forward it is still nine o'clock there.
    assert _who("2026-03-30 07:00") == ["p-ada"]
    assert OutsideSlot.objects.filter(person=None).count() == 1


def test_what_is_no_calendar_is_refused_and_changes_nothing(company: Company) -> None:
    _outside()
    actions.bring_in_calendar("application-primary", "outside", ICS, by=SYSTEM)
    for told in (b"", b"hello", b"\x00\xff", b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT"):
        with pytest.raises(CalendarUnreadable):
            actions.bring_in_calendar("application-primary", "outside", told, by=SYSTEM)
    assert _who("2026-03-03 08:00") == ["p-ada"]


class _Elsewhere(BaseHTTPRequestHandler):
    told: list[bytes] = []

    def do_GET(self) -> None:
        body = self.told[0]
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_told: Any) -> None:
        pass


def test_an_outside_calendar_is_followed_by_its_address(
    company: Company, hands: clock.Hands
) -> None:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Elsewhere)
    Thread(target=server.serve_forever, daemon=True).start()
    _Elsewhere.told = [ICS + b" " * 80_000]
    url = f"http://127.0.0.1:{server.server_port}/team.ics?secret"
    try:
        _outside()
        actions.follow_calendar("application-primary", "outside", url, by=SYSTEM)
        settle()
        # A neighbour is not asked unless that was allowed.
        assert _who("2026-03-03 08:00") == []
        assert "may be asked" in Layer.objects.get().fetch_told
        root = company.actor("root")
        set_option(NETWORKS, ("127.0.0.0/8",), by=root)
        hands.forward(minutes=61)
        settle()
        assert _who("2026-03-03 08:00") == ["p-ada"]
        # What cannot be read leaves it as it was, and says so.
        _Elsewhere.told = [b"closed"]
        hands.forward(minutes=61)
        settle()
        assert _who("2026-03-03 08:00") == ["p-ada"]
        assert Layer.objects.get().fetch_told
        assert b"secret" not in bytes(Layer.objects.get().url)
    finally:
        server.shutdown()
        server.server_close()
