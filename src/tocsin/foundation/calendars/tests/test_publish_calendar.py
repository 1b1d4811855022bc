from datetime import date, timedelta
from typing import Any

import pytest

from tests.company import Company
from tocsin.foundation.accounts.refusals import NotAllowed
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.foundation.audit.reads import changes
from tocsin.foundation.calendars.actions import (
    add_calendar,
    draft_calendar,
    pin_coming_years,
    publish_calendar,
    publish_drafted,
    renew_holidays,
    retire_calendar,
)
from tocsin.foundation.calendars.models import HolidayYear
from tocsin.foundation.calendars.reads import (
    calendar_at,
    calendar_for,
    calendar_named,
    calendar_names,
    calendars,
)
from tocsin.foundation.calendars.refusals import (
    CalendarFixed,
    CalendarNotPublishable,
    CalendarTaken,
    CalendarUnknown,
)
from tocsin.foundation.calendars.rules import peaks_at
from tocsin.kernel import clock

OFFICE: dict[str, Any] = {
    "name": "Office hours",
    "zone": "Europe/Paris",
    "week": {"mon": ["09:00-12:00", "13:00-18:00"], "fri": ["22:00-24:00"]},
    "holidays": {"country": "FR"},
    "days": {"2026-12-24": "Christmas Eve"},
    "peaks": [
        {
            "name": "Black Friday week",
            "weight": 3,
            "nth": {"nth": 4, "weekday": "thu", "month": 11, "before": 3, "after": 4},
        }
    ],
}

pytestmark = pytest.mark.usefixtures("company")


def publish(**changed: Any) -> Any:
    return publish_calendar("office", {**OFFICE, **changed}, by=SYSTEM, why="So be it")


def test_a_published_calendar_counts_and_holds_its_holidays() -> None:
    publish()
    held = calendar_named("office")
    assert held.day(date(2026, 7, 14)).because == "holiday"
    assert held.day(date(2026, 12, 24)).name == "Christmas Eve"
    assert HolidayYear.objects.filter(country="FR", year=2031).exists()
    assert calendar_named("office") is held, "it remembers what it counted"
    assert calendar_names(["office", "always", "x"]) == {
        "office": "Office hours",
        "always": "Always",
    }


def test_a_later_library_does_not_change_what_was_counted() -> None:
    publish()
    HolidayYear.objects.filter(year=2026).update(days={"2026-03-03": "Pinned so"})
    first = publish(name="Again")
    assert calendar_named("office").day(date(2026, 3, 3)).name == "Pinned so"
    renewed = renew_holidays("office", by=SYSTEM, why="The library knows better")
    assert calendar_named("office").day(date(2026, 7, 14)).because == "holiday"
    assert renewed.body["holidays"]["edition"] == 2
    old = calendar_at("office", first.version)
    assert old.day(date(2026, 7, 14)).because == "week"


def test_coming_years_are_pinned_by_the_clock(hands: clock.Hands) -> None:
    publish()
    assert pin_coming_years() == 0
    hands.forward(days=370)
    assert pin_coming_years() == 1
    assert pin_coming_years() == 0


def test_a_draft_counts_once_it_is_published() -> None:
    waiting = draft_calendar("office", OFFICE, by=SYSTEM, why="First")
    with pytest.raises(CalendarUnknown):
        calendar_named("office")
    listed = {each.key: each.calendar for each in calendars()}
    assert listed["office"] is None
    publish_drafted("office", waiting.version, by=SYSTEM, why="Good")
    assert calendar_named("office").version == waiting.version


def test_peaks_move_with_their_weekday() -> None:
    publish()
    held = calendar_named("office")
    friday = clock.now().replace(month=11, day=27)
    assert [peak.name for peak in peaks_at(held, friday)] == ["Black Friday week"]
    assert peaks_at(held, friday + timedelta(days=7)) == []


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"zone": "Paris"}, "no such time zone"),
        ({"week": {}}, "not open on any day"),
        ({"week": {"mon": ["9-12"]}}, "hours are told as"),
        ({"week": {"mon": ["09:00-12:00", "11:00-13:00"]}}, "overlap"),
        ({"week": {"monday": ["09:00-12:00"]}}, "weekdays are"),
        ({"holidays": {"country": "XX"}}, "no holidays are known"),
        ({"holidays": {"country": "DE", "subdivision": "ZZ"}}, "no such part"),
        ({"days": {"2026-02-30": "x"}}, "a date is told"),
        ({"exceptions": [{"from": "2026-02-03", "until": "2026-02-01"}]}, "its end"),
        ({"peaks": [{"name": "x"}]}, "a peak says when"),
        ({"peaks": [{"name": "x", "weight": 0}]}, "weight from 1"),
        ({"colour": "red"}, "not known here"),
    ],
)
def test_what_cannot_be_counted_is_not_published(
    wrong: dict[str, Any], said: str
) -> None:
    with pytest.raises(CalendarNotPublishable, match=said):
        publish(**wrong)


def test_who_may_and_what_stays(company: Company) -> None:
    with pytest.raises(NotAllowed):
        publish_calendar("office", OFFICE, by=company.actor("grace"), why="")
    with pytest.raises(NotAllowed):
        calendar_for(company.actor("tom"), "always")
    with pytest.raises(CalendarFixed):
        publish_calendar("always", OFFICE, by=SYSTEM, why="")
    with pytest.raises(CalendarTaken):
        add_calendar("always", "x", by=SYSTEM)


def test_retiring_is_audited_and_ends_it() -> None:
    publish()
    retire_calendar("office", by=SYSTEM, why="Nobody works so")
    with pytest.raises(CalendarUnknown):
        calendar_named("office")
    assert [each.key for each in calendars()] == ["always"]
    verbs = [change.verb for change in changes("calendar:office")]
    assert verbs == ["retired", "published", "added"]
