"""Calendars by API: what is open, and what that makes of a time."""

from tests.api.conftest import Callers, code_of
from tests.web.test_calendar_pages import FORM
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.foundation.calendars.actions import publish_calendar

OFFICE = {
    "name": "Office hours",
    "zone": "Europe/Paris",
    "week": {"mon": ["09:00-12:00", "13:00-18:00"], "fri": ["09:00-12:00"]},
    "days": {"2026-12-24": FORM["days_0_name"]},
}


def test_time_is_added_and_counted_by_a_calendar(callers: Callers) -> None:
    publish_calendar("office", OFFICE, by=SYSTEM, why="So be it")
    read = callers.read
    listed = read.get("/calendars").json()["items"]
    assert [each["key"] for each in listed] == ["always", "office"]
    one = read.get("/calendars/office").json()
    assert (one["is_open"], one["next_change"]) == (True, "2026-03-02T11:00:00Z")
    assert one["week"]["mon"] == ["09:00-12:00", "13:00-18:00"]
    start = "2026-03-02T10:00:00Z"
    due = read.get("/calendars/office/add", start=start, minutes=120).json()
    assert due["end"] == "2026-03-02T13:00:00Z"
    assert [each["minutes"] for each in due["stretches"]] == [60, 60]
    lies = read.get("/calendars/office/elapsed", start=due["end"], end=start).json()
    assert lies["minutes"] == -120
    days = read.get("/calendars/office/days", first="2026-12-24", days=2).json()
    assert [(d["because"], d["hours"]) for d in days["items"]] == [
        ("own", []),
        ("week", ["09:00-12:00"]),
    ]
    assert code_of(read.get("/calendars/none")) == "calendar_unknown"
    early = read.get("/calendars/office/days", first="1066-10-14")
    assert code_of(early) == "days_unknown"
    never = read.get("/calendars/office/add", start="2198-03-02T10:00Z", minutes=900000)
    assert code_of(never) == "never_reached"
