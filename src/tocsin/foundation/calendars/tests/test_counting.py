"""Working time against a counter that looks at the wall clock of every minute."""

import itertools
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.foundation.calendars.refusals import NeverReached
from tocsin.foundation.calendars.rules import (
    WHOLE_DAY,
    Calendar,
    Exceptional,
    Hours,
    add,
    add_each,
    always,
    elapsed,
    intervals,
    is_open,
    next_open,
)

ZONES = sorted(available_timezones() - {"localtime"})
MINUTE = timedelta(minutes=1)
OFFICE: tuple[Hours, ...] = (((540, 720), (780, 1080)),) * 5 + ((), ())


def calendar(zone: str = "Europe/Paris", week: tuple[Hours, ...] = OFFICE) -> Calendar:
    return Calendar(key="c", name="c", zone=ZoneInfo(zone), week=week)


def at(text: str, zone: str = "Europe/Paris") -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def by_looking(held: Calendar, start: datetime, end: datetime) -> timedelta:
    """So many minutes whose wall clock is in an interval of its day."""
    counted, seen = timedelta(0), start
    while seen < end:
        local = seen.astimezone(held.zone)
        minute = local.hour * 60 + local.minute
        hours = held.day(local.date()).hours
        counted += MINUTE * any(first <= minute < last for first, last in hours)
        seen += MINUTE
    return counted


@st.composite
def weeks(draw: st.DrawFn) -> tuple[Hours, ...]:
    def day() -> Hours:
        edges = sorted(draw(st.sets(st.integers(0, 1440), max_size=6)))
        pairs = zip(edges[::2], edges[1::2], strict=False)
        return tuple(pairs)

    return tuple(day() for _ in range(7))


# Whole minutes from 1975 to 2060: offsets of today are whole minutes.
INSTANTS = st.integers(157_766_400 // 60, 2_840_140_800 // 60).map(
    lambda minute: datetime.fromtimestamp(minute * 60, tz=UTC)
)
# Nights of clocks, a leap day, a year's end, a day that Samoa left out.
NIGHTS = st.sampled_from(
    "2026-03-28 2026-10-24 2024-02-28 2025-12-31 2011-12-29 2026-03-07 2026-10-31"
    " 2026-04-04 2026-10-03 2000-02-28 2100-02-27".split()
).map(lambda day: datetime.fromisoformat(day).replace(hour=10, tzinfo=UTC))


@given(weeks(), st.sampled_from(ZONES), NIGHTS | INSTANTS, st.integers(0, 3000))
@settings(max_examples=120)
def test_elapsed_is_what_a_minute_counter_counts(
    week: tuple[Hours, ...], zone: str, start: datetime, minutes: int
) -> None:
    held, end = calendar(zone, week), start + minutes * MINUTE
    assert elapsed(held, start, end) == by_looking(held, start, end)
    lengths = (ended - begun for begun, ended in intervals(held, start, end))
    assert sum(lengths, timedelta(0)) == elapsed(held, start, end)


def test_every_zone_agrees_in_its_nights_of_2026() -> None:
    """A daily look at the offset has missed no change of any zone's clocks."""
    nights: tuple[Hours, ...] = (((0, 90), (150, 200), (1380, 1440)),) * 7
    for zone in ZONES:
        held = calendar(zone, nights)
        for day in changes(ZoneInfo(zone), 2026):
            start = day - timedelta(hours=3)
            end = day + timedelta(hours=30)
            assert elapsed(held, start, end) == by_looking(held, start, end), zone


def changes(zone: ZoneInfo, year: int) -> list[datetime]:
    days = [datetime(year, 1, 1, tzinfo=UTC) + timedelta(days=n) for n in range(365)]
    moved = itertools.pairwise(days)
    return [
        one
        for one, other in moved
        if one.astimezone(zone).utcoffset() != other.astimezone(zone).utcoffset()
    ]


def test_no_zone_moves_its_clocks_there_and_back_within_a_day() -> None:
    """Looking every hour at a century finds no more changes than every day does."""
    for name in ZONES[::12]:
        zone = ZoneInfo(name)
        for year in range(1940, 2040, 3):
            begun = datetime(year, 1, 1, tzinfo=UTC)
            daily = [begun + timedelta(days=n) for n in range(366)]
            hourly = [begun + timedelta(hours=6 * n) for n in range(4 * 365 + 1)]
            assert moves(zone, hourly) == moves(zone, daily), (name, year)


def moves(zone: ZoneInfo, instants: list[datetime]) -> int:
    offsets = [instant.astimezone(zone).utcoffset() for instant in instants]
    return sum(a != b for a, b in itertools.pairwise(offsets))


@st.composite
def calendars(draw: st.DrawFn) -> tuple[Calendar, datetime]:
    """A calendar with free days, exceptions and holidays, and an instant near them."""
    start = draw(NIGHTS | INSTANTS)
    near = st.integers(-2, 4).map(lambda n: start.date() + timedelta(days=n))
    own, holidays = draw(st.sets(near, max_size=2)), draw(st.sets(near, max_size=2))
    days = draw(st.lists(near, max_size=2, unique=True))
    odd = [Exceptional(on, on, draw(weeks())[0]) for on in days]
    held = Calendar(
        key="c",
        name="c",
        zone=ZoneInfo(draw(st.sampled_from(ZONES))),
        week=draw(weeks()),
        own=dict.fromkeys(own, "own"),
        exceptions=tuple(odd),
        holidays=lambda year: {on: "free" for on in holidays if on.year == year},
    )
    return held, start


@given(calendars(), st.integers(0, 3000))
@settings(max_examples=80)
def test_free_days_and_exceptions_are_counted_as_by_looking(
    near: tuple[Calendar, datetime], minutes: int
) -> None:
    held, start = near
    end = start + minutes * MINUTE
    assert elapsed(held, start, end) == by_looking(held, start, end)
    working = elapsed(held, start, end)
    if working:
        assert add(held, start, working) <= end
        assert elapsed(held, start, add(held, start, working)) == working


def test_in_every_zone_a_deadline_in_its_nights_is_the_counter_s() -> None:
    nights: tuple[Hours, ...] = (((0, 90), (150, 200), (1380, 1440)),) * 7
    for zone in ZONES:
        held = calendar(zone, nights)
        around = [*changes(ZoneInfo(zone), 2026), datetime(2024, 2, 28, tzinfo=UTC)]
        for day in around:
            start = day - timedelta(hours=3)
            due = add(held, start, 150 * MINUTE)
            assert by_looking(held, start, due) == 150 * MINUTE, (zone, day)
            assert by_looking(held, start, due - MINUTE) == 149 * MINUTE, (zone, day)


@given(weeks(), st.sampled_from(ZONES), NIGHTS | INSTANTS, st.integers(1, 20_000))
@settings(max_examples=80)
def test_add_is_the_first_instant_at_which_so_much_has_elapsed(
    week: tuple[Hours, ...], zone: str, start: datetime, minutes: int
) -> None:
    held, working = calendar(zone, week), minutes * MINUTE
    if not any(week):
        with pytest.raises(NeverReached):
            add(held, start, working)
        return
    due = add(held, start, working)
    assert elapsed(held, start, due) == working
    just_before = due - timedelta(microseconds=1)
    assert elapsed(held, start, just_before) == working - timedelta(microseconds=1)


@given(
    weeks(),
    st.sampled_from(ZONES),
    NIGHTS | INSTANTS,
    st.lists(st.integers(-5, 900_000), max_size=5),
)
@settings(max_examples=60)
def test_many_are_added_as_each_is(
    week: tuple[Hours, ...], zone: str, start: datetime, minutes: list[int]
) -> None:
    held = calendar(zone, week)

    def alone(working: timedelta) -> datetime | None:
        try:
            return add(held, start, working)
        except NeverReached:
            return None

    wanted = [each * MINUTE for each in minutes]
    assert [*add_each(held, start, wanted)] == [alone(each) for each in wanted]


@given(weeks(), st.sampled_from(ZONES), st.tuples(INSTANTS, INSTANTS, INSTANTS))
@settings(max_examples=25)
def test_elapsed_adds_up_and_never_runs_back(
    week: tuple[Hours, ...], zone: str, three: tuple[datetime, datetime, datetime]
) -> None:
    held = calendar(zone, week)
    a, b, c = three
    assert elapsed(held, a, b) + elapsed(held, b, c) == elapsed(held, a, c)
    assert elapsed(held, a, b) == -elapsed(held, b, a)
    first, last = min(three), max(three)
    assert timedelta(0) <= elapsed(held, first, last) <= last - first


@given(weeks(), st.sampled_from(ZONES), INSTANTS)
@settings(max_examples=40)
def test_the_next_opening_is_open_and_nothing_before_it(
    week: tuple[Hours, ...], zone: str, start: datetime
) -> None:
    held = calendar(zone, week)
    found = next_open(held, start)
    if not any(week):
        assert found is None
        return
    assert found is not None
    assert is_open(held, found)
    assert elapsed(held, start, found) == timedelta(0)


def test_lunch_and_weekend_do_not_count() -> None:
    held = calendar()
    friday, monday = at("2026-11-20T11:00"), at("2026-11-23T10:00")
    assert elapsed(held, friday, monday) == timedelta(hours=1 + 5 + 1)
    assert add(held, friday, timedelta(hours=6)) == at("2026-11-20T18:00")
    assert add(held, friday, timedelta(hours=7)) == monday


def test_the_nights_of_the_clocks_count_real_hours() -> None:
    week: tuple[Hours, ...] = (((0, 360),),) * 7
    held = calendar(week=week)
    spring, autumn = at("2026-03-29T00:00"), at("2026-10-25T00:00")
    assert elapsed(held, spring, spring + timedelta(hours=12)) == timedelta(hours=5)
    assert elapsed(held, autumn, autumn + timedelta(hours=12)) == timedelta(hours=7)


def test_a_day_ends_at_24_and_the_next_begins_there() -> None:
    week: tuple[Hours, ...] = (((1320, 1440),), ((0, 360),), (), (), (), (), ())
    held = calendar(week=week)
    evening, morning = at("2026-11-23T22:00"), at("2026-11-24T06:00")
    assert intervals(held, evening, morning) == [(evening, morning)]


def test_exceptions_count_before_free_days_before_the_week() -> None:
    eve = date(2026, 12, 24)
    held = Calendar(
        key="c",
        name="c",
        zone=ZoneInfo("UTC"),
        week=(WHOLE_DAY,) * 7,
        own={eve: "Eve", date(2026, 12, 31): "Inventory"},
        exceptions=(Exceptional(eve, eve, ((540, 720),), "Short day"),),
        holidays=lambda year: {date(year, 12, 25): "Christmas", eve: "Also"},
    )
    assert held.day(eve) == (((540, 720),), "exception", "Short day")
    assert held.day(date(2026, 12, 25)) == ((), "holiday", "Christmas")
    assert held.day(date(2026, 12, 31)) == ((), "own", "Inventory")
    assert held.day(date(2026, 12, 30)).hours == WHOLE_DAY


def test_always_counts_everything_between_1900_and_2200() -> None:
    held = always()
    first = datetime(1999, 12, 31, 23, 59, 59, 7, tzinfo=UTC)
    last = datetime(2031, 2, 28, 1, 2, 3, 4, tzinfo=UTC)
    assert elapsed(held, first, last) == last - first
    assert add(held, first, last - first) == last
    odd = datetime(1, 1, 1, tzinfo=UTC)
    assert elapsed(held, odd, datetime(1900, 1, 1, tzinfo=UTC)) == timedelta(0)
    assert add(held, last, timedelta(0)) == last
