"""When a heartbeat is expected: over zones, and in both nights."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.intake.heartbeats.schedules import (
    Schedule,
    cron_complaint,
    length_from,
    length_told,
    plain_cron,
)

YEAR = datetime(2026, 1, 1, tzinfo=UTC)
ZONES = sorted(available_timezones() - {"localtime"})
zones = st.sampled_from(ZONES)
instants = st.integers(0, 365 * 86_400).map(lambda n: YEAR + timedelta(seconds=n))


def berlin(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=ZoneInfo("Europe/Berlin"))  # type: ignore[misc,arg-type]


def cron(expression: str, zone: str = "Europe/Berlin") -> Schedule:
    return Schedule(None, expression, zone)


def local(schedule: Schedule, after: datetime, count: int) -> list[str]:
    zone = ZoneInfo(schedule.zone)
    found = schedule.upcoming(after, count)
    return [f"{at.astimezone(zone):%d %H:%M%z}" for at in found]


def test_the_night_that_misses_an_hour_still_starts_what_was_in_it() -> None:
    told = local(cron("30 2 * * *"), berlin(2026, 3, 28, 0), 3)
    assert told == ["28 02:30+0100", "29 03:00+0200", "30 02:30+0200"]


def test_the_night_with_an_hour_twice_starts_a_fixed_hour_once() -> None:
    told = local(cron("30 2 * * *"), berlin(2026, 10, 24, 12), 2)
    assert told == ["25 02:30+0200", "26 02:30+0100"]


def test_what_starts_every_half_hour_does_so_in_both_hours() -> None:
    told = local(cron("*/30 * * * *"), berlin(2026, 10, 25, 1, 50), 5)
    assert told == [
        "25 02:00+0200",
        "25 02:30+0200",
        "25 02:00+0100",
        "25 02:30+0100",
        "25 03:00+0100",
    ]


@given(zones, st.integers(0, 23), st.integers(0, 59))
def test_a_fixed_hour_is_once_on_every_day_of_every_zone(
    zone: str, hour: int, minute: int
) -> None:
    begins = datetime(2026, 1, 1, tzinfo=ZoneInfo(zone)) - timedelta(seconds=1)
    found = cron(f"{minute} {hour} * * *", zone).upcoming(begins, 365)
    days = [at.astimezone(ZoneInfo(zone)).date() for at in found]
    assert days == [date(2026, 1, 1) + timedelta(days=n) for n in range(365)]


@given(zones, instants, st.sampled_from((1, 5, 10, 15, 20, 30)))
def test_every_few_minutes_is_never_further_apart(
    zone: str, after: datetime, minutes: int
) -> None:
    found = cron(f"*/{minutes} * * * *", zone).upcoming(after, 200)
    assert len(found) == 200
    apart = {later - earlier for earlier, later in pairwise([after, *found])}
    assert timedelta(0) < min(apart)
    assert max(apart) <= timedelta(minutes=minutes)


@given(zones, instants, st.integers(0, 59), st.integers(0, 23), st.integers(0, 6))
def test_each_start_is_later_and_where_its_clock_says(
    zone: str, after: datetime, minute: int, hour: int, weekday: int
) -> None:
    found = cron(f"{minute} {hour} * * {weekday}", zone).upcoming(after, 20)
    assert all(earlier < later for earlier, later in pairwise([after, *found]))
    for at in found:
        shown = at.astimezone(ZoneInfo(zone))
        assert (shown.isoweekday() % 7) == weekday
        # Only where the clock is set forward does it start after what it says.
        if (shown.hour, shown.minute) != (hour, minute):
            before = (at - timedelta(seconds=1)).astimezone(ZoneInfo(zone))
            assert before.utcoffset() < shown.utcoffset()  # type: ignore[operator]


@given(instants, st.integers(1, 366 * 86_400))
def test_a_period_is_counted_from_what_was_heard(at: datetime, seconds: int) -> None:
    period = timedelta(seconds=seconds)
    assert Schedule(period).expected_after(at) == at + period


@pytest.mark.parametrize(
    ("expression", "complaint"),
    [
        ("0 3 * * *", None),
        ("@daily", None),
        ("  0   3 * *  MON-FRI ", None),
        ("61 * * * *", "Bad minute"),
        ("0 3 * *", "five fields"),
        ("* * * * * *", "five fields"),
        ("@reboot", "five fields"),
        ("0 0 31 2 *", "Bad day-of-month"),
        ("* * */20 * 1L", "never"),
    ],
)
def test_what_cron_does_not_follow_is_told(
    expression: str, complaint: str | None
) -> None:
    assert cron_complaint(expression, "Europe/Berlin", YEAR) == complaint


def test_the_words_of_a_crontab_are_five_fields() -> None:
    assert plain_cron("@Hourly") == "0 * * * *"
    assert plain_cron(" 0  3 * * * ") == "0 3 * * *"


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("90s", 90), ("5m", 300), ("5", 300), ("1h30m", 5400), ("2 d", 172_800)],
)
def test_a_length_is_read(text: str, seconds: int) -> None:
    assert length_from(text) == timedelta(seconds=seconds)


@pytest.mark.parametrize("text", ["", "m", "5x", "-5m", "1.5h", "9999999w", "400d"])
def test_what_is_no_length_is_none(text: str) -> None:
    assert length_from(text) is None


@given(st.integers(0, 366 * 86_400))
def test_a_length_is_told_as_it_is_read(seconds: int) -> None:
    length = timedelta(seconds=seconds)
    assert length_from(length_told(length)) == length
