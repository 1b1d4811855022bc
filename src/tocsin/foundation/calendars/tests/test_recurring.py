"""Planned work: wall time at both ends, whatever clocks do in between."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.foundation.calendars.recurring import (
    Plan,
    Span,
    Unclear,
    check,
    occurrences,
    usual_rules,
)

ZONES = (
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",
    "Asia/Tokyo",
)
LONG = timedelta(weeks=20)
wall = datetime.fromisoformat


def utc(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


def planned(
    begins: str, minutes: int, rule: str = "", zone: str = "Europe/Berlin"
) -> Plan:
    return Plan(wall(begins), minutes, zone, rule)


def spans(plan: Plan, count: int = 3) -> list[Span]:
    start = plan.begins.replace(tzinfo=UTC) - timedelta(days=2)
    return occurrences(plan, start, start + LONG, most=count)


def test_every_sunday_at_ten_in_the_evening_until_six() -> None:
    """In the night of 29 March 2026 clocks go forward in Berlin: an hour less."""
    plan = planned("2026-03-21T22:00", 480, "FREQ=WEEKLY;BYDAY=SA")
    assert spans(plan) == [
        (utc(2026, 3, 21, 21), utc(2026, 3, 22, 5)),
        (utc(2026, 3, 28, 21), utc(2026, 3, 29, 4)),
        (utc(2026, 4, 4, 20), utc(2026, 4, 5, 4)),
    ]


def test_the_night_in_which_clocks_go_back_is_an_hour_longer() -> None:
    (span,) = spans(planned("2026-10-24T22:00", 480))
    assert span == (utc(2026, 10, 24, 20), utc(2026, 10, 25, 5))


def test_a_beginning_that_is_skipped_comes_with_the_offset_before() -> None:
    (span,) = spans(planned("2026-03-29T02:30", 60))
    assert span == (utc(2026, 3, 29, 1, 30), utc(2026, 3, 29, 2, 30)), (
        "its length holds"
    )


def test_a_beginning_that_comes_twice_means_the_first() -> None:
    (span,) = spans(planned("2026-10-25T02:30", 15))
    assert span == (utc(2026, 10, 25, 0, 30), utc(2026, 10, 25, 0, 45))


def test_counted_and_until() -> None:
    assert len(spans(planned("2026-03-02T09:00", 60, "FREQ=DAILY;COUNT=2"), 9)) == 2
    until = planned("2026-03-02T09:00", 60, "FREQ=DAILY;UNTIL=20260304")
    assert len(spans(until, 9)) == 3, "the day is meant whole"
    until = planned("2026-03-02T09:00", 60, "FREQ=DAILY;UNTIL=20260304T080000Z")
    assert len(spans(until, 9)) == 3, "08:00 UTC is 09:00 in Berlin"


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=SECONDLY",
        "FREQ=DAILY;BYEASTER=0",
        "BYDAY=MO",
        "FREQ=WEEKLY;BYDAY=XX",
        "FREQ=DAILY;INTERVAL=0",
        "FREQ=DAILY;INTERVAL=99999999999999",
        "FREQ=DAILY;COUNT=3;UNTIL=20270101",
        "FREQ=DAILY;UNTIL=2027",
        "FREQ=DAILY;UNTIL=20271399",
        "FREQ=DAILY;BYHOUR=" + ",".join(map(str, range(24))) + ";BYMINUTE=0,30",
        "FREQ=DAILY;FREQ=WEEKLY",
        "every day",
        "FREQ=",
    ],
)
def test_what_cannot_be_planned_by(rule: str) -> None:
    with pytest.raises(Unclear):
        check(planned("2026-03-02T09:00", 60, rule))


@pytest.mark.parametrize("rule", ["BYMONTH=2;BYMONTHDAY=30", "BYMONTH=13"])
def test_a_rule_that_never_holds_is_found_out(rule: str) -> None:
    with pytest.raises(Unclear, match="never"):
        check(planned("2026-03-02T09:00", 60, f"FREQ=DAILY;{rule}"))
    leap = planned("2026-03-02T09:00", 60, "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29")
    check(leap)
    assert spans(leap) == []


@settings(max_examples=60)
@given(
    begins=st.datetimes(wall("2024-01-01"), wall("2030-01-01")),
    minutes=st.integers(1, 60 * 48),
    zone=st.sampled_from(ZONES),
    rule=st.sampled_from(list(usual_rules(wall("2026-03-02")))),
)
def test_each_lasts_as_planned_on_the_wall(
    begins: datetime, minutes: int, zone: str, rule: str
) -> None:
    begins = begins.replace(second=0, microsecond=0)
    plan = Plan(begins, minutes, zone, usual_rules(begins)[rule])
    found = spans(plan, 20)
    assert found == sorted(set(found))
    assert found, "all of them begin on a day of their own"
    for starts, ends in found:
        assert ends > starts
        assert abs((ends - starts) - timedelta(minutes=minutes)) <= timedelta(hours=1)
        local = starts.astimezone(ZoneInfo(zone))
        there = local.replace(tzinfo=None) - begins
        skipped = local.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC) != starts
        on_the_wall = there % timedelta(days=1) == timedelta(0)
        assert on_the_wall or skipped or there % timedelta(days=1) <= timedelta(hours=1)


@settings(max_examples=30)
@given(ahead=st.integers(0, 400), length=st.integers(1, 40))
def test_what_is_found_in_parts_is_found_at_once(ahead: int, length: int) -> None:
    plan = planned("2026-03-02T23:00", 180, "FREQ=WEEKLY;BYDAY=MO,SA")
    first = utc(2026, 3, 1) + timedelta(days=ahead)
    middle, last = first + timedelta(days=length), first + timedelta(days=2 * length)
    parts = {*occurrences(plan, first, middle), *occurrences(plan, middle, last)}
    assert sorted(parts) == occurrences(plan, first, last)
