"""Rotations by the wall clock: whole, in their order, fair, in every zone."""

import itertools
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.foundation.oncall.rules.turns import (
    UNITS,
    Rotation,
    kept_ahead,
    turn_at,
    turns,
)
from tocsin.foundation.oncall.rules.wall import reached, shown

PARIS = ZoneInfo("Europe/Paris")
ZONES = sorted(available_timezones())
WALLS = st.datetimes(datetime(2025, 1, 1), datetime(2027, 12, 31)).map(  # noqa: DTZ001
    lambda at: at.replace(second=0, microsecond=0)
)


def _wall(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _nights(zone: ZoneInfo, year: int) -> list[datetime]:
    """The hours of a year after which the zone's offset is another."""
    begun = datetime(year, 1, 1, tzinfo=UTC)
    hours = [begun + timedelta(hours=n) for n in range(0, 24 * 366, 6)]
    told = [(at, at.astimezone(zone).utcoffset()) for at in hours]
    return [one[0] for one, other in itertools.pairwise(told) if one[1] != other[1]]


@pytest.mark.parametrize(
    ("wall", "instant"),
    [
        # Clocks go forward at two: what is skipped is reached when they jump.
        ("2026-03-29 01:59", "2026-03-29 00:59"),
        ("2026-03-29 02:00", "2026-03-29 01:00"),
        ("2026-03-29 02:30", "2026-03-29 01:00"),
        ("2026-03-29 03:00", "2026-03-29 01:00"),
        ("2026-03-29 03:01", "2026-03-29 01:01"),
        # They go back at three: what comes twice is reached the first time.
        ("2026-10-25 02:30", "2026-10-25 00:30"),
        ("2026-10-25 03:00", "2026-10-25 02:00"),
    ],
)
def test_both_nights_of_paris(wall: str, instant: str) -> None:
    at = datetime.fromisoformat(instant).replace(tzinfo=UTC)
    assert reached(_wall(wall), PARIS) == at


def test_a_day_that_was_skipped_whole_is_nobodys() -> None:
    samoa = ZoneInfo("Pacific/Apia")
    rotation = Rotation(("a", "b"), "days", 1, _wall("2011-12-28 09:00"))
    first = datetime(2011, 12, 28, tzinfo=UTC)
    found = list(turns(rotation, samoa, first, first + timedelta(days=5)))
    assert [turn.number for turn in found][:4] == [0, 1, 2, 3]
    # The turn of the 30th, which never was, would have ended as it began.
    days = [shown(turn.starts_at, samoa).day for turn in found]
    assert 30 not in days


@given(zone=st.sampled_from(ZONES), one=WALLS, other=WALLS)
@settings(max_examples=150)
def test_a_later_wall_time_is_never_reached_earlier(
    zone: str, one: datetime, other: datetime
) -> None:
    one, other = sorted((one, other))
    assert reached(one, ZoneInfo(zone)) <= reached(other, ZoneInfo(zone))


@given(zone=st.sampled_from(ZONES), wall=WALLS)
@settings(max_examples=150)
def test_the_clock_shows_it_first_when_it_is_reached(zone: str, wall: datetime) -> None:
    at = reached(wall, ZoneInfo(zone))
    assert shown(at, ZoneInfo(zone)) >= wall
    assert shown(at - timedelta(seconds=1), ZoneInfo(zone)) < wall


@given(
    zone=st.sampled_from(ZONES),
    year=st.sampled_from([2025, 2026, 2027]),
    which=st.integers(0, 3),
    unit=st.sampled_from(sorted(UNITS)),
    length=st.integers(1, 30),
    minutes=st.integers(0, 24 * 60 - 1),
    people=st.integers(1, 6),
)
@settings(max_examples=120, deadline=None)
def test_turns_follow_on_one_another_over_the_nights_of_every_zone(
    zone: str,
    year: int,
    which: int,
    unit: str,
    length: int,
    minutes: int,
    people: int,
) -> None:
    here = ZoneInfo(zone)
    nights = _nights(here, year) or [datetime(year, 6, 1, tzinfo=UTC)]
    night = nights[which % len(nights)]
    first, last = night - timedelta(days=3), night + timedelta(days=4)
    begins = shown(first, here).replace(hour=0, minute=0, second=0, microsecond=0)
    begins += timedelta(minutes=minutes) - timedelta(days=40)
    rotation = Rotation(tuple(map(str, range(people))), unit, length, begins)
    found = list(turns(rotation, here, first, last))
    assert found[0].starts_at <= first
    assert found[-1].ends_at >= last
    for turn, after in itertools.pairwise(found):
        assert turn.ends_at == after.starts_at
        assert turn.number < after.number
    for turn in found:
        # A hand-over is at its wall time, but where the clock skips that.
        wall = begins + rotation.step * turn.number
        at = shown(turn.starts_at, here)
        assert at == wall or (at > wall and turn.starts_at == reached(wall, here))


@given(people=st.integers(1, 7), rounds=st.integers(1, 5), length=st.integers(1, 3))
@settings(max_examples=40, deadline=None)
def test_over_whole_rounds_everybody_has_as_many_turns(
    people: int, rounds: int, length: int
) -> None:
    begins = _wall("2026-01-05 09:00")
    rotation = Rotation(tuple(map(str, range(people))), "days", length, begins)
    first = reached(begins, PARIS)
    last = reached(begins + rotation.step * people * rounds, PARIS)
    told = [
        rotation.person(turn.number) for turn in turns(rotation, PARIS, first, last)
    ]
    assert {told.count(each) for each in rotation.people} == {rounds}


@given(
    before=st.lists(st.sampled_from("abcdef"), min_size=1, max_size=6, unique=True),
    after=st.lists(st.sampled_from("abcdef"), min_size=1, max_size=6, unique=True),
    days=st.integers(0, 400),
)
@settings(max_examples=60, deadline=None)
def test_whoever_has_the_turn_keeps_it_when_the_list_changes(
    before: list[str], after: list[str], days: int
) -> None:
    begins = _wall("2026-01-05 09:00")
    now = datetime(2026, 1, 5, 12, tzinfo=UTC) + timedelta(days=days)
    one = Rotation(tuple(before), "weeks", 1, begins)
    other = kept_ahead(one, Rotation(tuple(after), "weeks", 1, begins), PARIS, now)
    holder = one.person(turn_at(one, PARIS, now))
    if holder in after:
        assert other.person(turn_at(other, PARIS, now)) == holder
