"""Quiet hours and steps, in every zone: nothing quiet in them, nothing loud put off."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.foundation.notify.answers import Meant, meant_by
from tocsin.foundation.notify.rules import (
    LOUD,
    QUIET,
    Manner,
    Method,
    Quiet,
    Step,
    at_once,
    pause_after,
    plan,
    quiet_until,
    rank_of,
    usual_steps,
)

MAIL = Method(0, "mail", "ada@shop.example", False)
PUSH = Method(1, "push", "browser", True)
VOICE = Method(2, "voice", "+49 1", True)
_ZONES = st.sampled_from(sorted(available_timezones()))
_INSTANTS = st.integers(0, 5 * 366 * 24 * 60).map(
    lambda minutes: datetime(2024, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
_TIMES = st.times().map(lambda at: at.replace(second=0, microsecond=0))
_WINDOWS = st.lists(
    st.builds(Quiet, _TIMES, _TIMES, st.frozensets(st.integers(0, 6))), max_size=3
)


def _is_quiet(at: datetime, zone: str, window: Quiet) -> bool:
    """The same, said of one instant by the clock on the wall there."""
    here = at.astimezone(ZoneInfo(zone))
    now, today = here.time().replace(tzinfo=None), here.weekday()
    if window.begins < window.ends:
        return today in window.days and window.begins <= now < window.ends
    began_today = today in window.days and now >= window.begins
    return began_today or ((today - 1) % 7 in window.days and now < window.ends)


@given(_INSTANTS, st.sampled_from(["UTC", "Asia/Tokyo", "Asia/Kolkata"]), _WINDOWS)
def test_what_is_put_off_comes_out_of_quiet_hours(
    at: datetime, zone: str, windows: list[Quiet]
) -> None:
    """Where no clock is put forward or back, said again by the wall."""
    until = quiet_until(at, zone, windows)
    assert until >= at
    if until > at:
        assert not any(_is_quiet(until, zone, each) for each in windows)
        assert any(_is_quiet(at, zone, each) for each in windows)
    elif any(_is_quiet(at, zone, each) for each in windows):
        # Quiet for ever is no quiet at all: then somebody hears of it.
        days = frozenset().union(*(each.days for each in windows))
        assert days == frozenset(range(7))


@given(_INSTANTS, _ZONES, _WINDOWS)
def test_in_any_zone_it_is_later_and_not_for_ever(
    at: datetime, zone: str, windows: list[Quiet]
) -> None:
    until = quiet_until(at, zone, windows)
    assert at <= until <= at + timedelta(days=15)
    assert quiet_until(until, zone, windows) == until or until == at


@pytest.mark.parametrize(
    ("night", "until"),
    [
        ("2026-03-29T00:30Z", "2026-03-29T05:00Z"),
        ("2026-10-25T00:30Z", "2026-10-25T06:00Z"),
    ],
)
def test_the_nights_on_which_clocks_change(night: str, until: str) -> None:
    """Seven in the morning is by the wall, an hour earlier or later in UTC."""
    window = Quiet(time(22), time(7))
    told = quiet_until(datetime.fromisoformat(night), "Europe/Berlin", [window])
    assert told == datetime.fromisoformat(until)


def test_a_loud_page_breaks_quiet_hours() -> None:
    at = datetime(2026, 3, 2, 23, tzinfo=UTC)
    manner = Manner(methods=[MAIL, PUSH], quiet=[Quiet(time(22), time(7))])
    assert [it.due_at for it in plan(manner, loud=True, at=at)] == [at, at]
    (quiet,) = plan(manner, loud=False, at=at)
    assert quiet.due_at == datetime(2026, 3, 3, 7, tzinfo=UTC)
    assert quiet.method == MAIL


def test_who_wished_nothing_is_told_as_is_usual() -> None:
    assert usual_steps([MAIL], LOUD) == [Step(0, timedelta())]
    assert usual_steps([VOICE], LOUD) == [Step(2, timedelta())]
    assert usual_steps([MAIL, PUSH, VOICE], LOUD) == [
        Step(1, timedelta()),
        Step(2, timedelta(minutes=1)),
        Step(0, timedelta()),
    ]
    assert usual_steps([MAIL, PUSH], QUIET) == [Step(0, timedelta())]
    assert usual_steps([PUSH], QUIET) == [Step(1, timedelta())]


@given(st.sets(st.integers(0, 2)), st.booleans())
def test_whoever_has_any_way_is_told_by_one(which: set[int], loud: bool) -> None:
    methods = [(MAIL, PUSH, VOICE)[number] for number in which]
    at = datetime(2026, 3, 2, 9, tzinfo=UTC)
    planned = plan(Manner(methods=methods), loud=loud, at=at)
    assert bool(planned) == bool(methods)
    assert all(it.due_at >= at for it in planned)


def test_steps_by_a_way_that_is_gone_count_for_nothing() -> None:
    at = datetime(2026, 3, 2, 9, tzinfo=UTC)
    manner = Manner(methods=[MAIL], steps={LOUD: [Step(7, timedelta())]})
    assert [it.method for it in plan(manner, loud=True, at=at)] == [MAIL]


def test_ranks() -> None:
    ranks = [
        rank_of("page", True, first=True),
        rank_of("verification", True),
        rank_of("test", True),
        rank_of("page", True),
        rank_of("page", False),
        rank_of("duty", False),
    ]
    assert ranks == [0, 1, 2, 3, 4, 5]


@given(st.integers(0, 100))
def test_pauses_grow_to_a_limit(rounds: int) -> None:
    assert timedelta(seconds=2) <= pause_after(rounds) <= pause_after(rounds + 1)
    assert pause_after(rounds) <= timedelta(minutes=2)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("ack", Meant("acknowledge")),
        ("ACK.", Meant("acknowledge")),
        ("4711 ack", Meant("acknowledge", "4711")),
        ("Ack 4711\n\nOn Monday somebody wrote:", Meant("acknowledge", "4711")),
        ("12 resolve", Meant("resolve", "12")),
        ("e", Meant("escalate")),
        ("I will not acknowledge this", None),
        ("ack 1 2", None),
        ("", None),
        ("thanks", None),
        ("ack" * 40, None),
    ],
)
def test_what_is_answered_in_words(text: str, meant: Meant | None) -> None:
    assert meant_by(text) == meant


@given(
    waiting=st.integers(0, 5000),
    each=st.floats(0, 10),
    within=st.floats(0.5, 60),
    most=st.integers(1, 64),
)
def test_as_few_are_under_way_as_does(
    waiting: int, each: float, within: float, most: int
) -> None:
    found = at_once(waiting, each, within, most)
    assert 1 <= found <= most
    if found < most:
        assert waiting * each <= found * within * 1.000001
    if found > 1:
        assert waiting * each > (found - 1) * within


def test_never_more_than_one_where_so_many_seconds_are_none() -> None:
    assert at_once(500, 10.0, 0, 24) == 1
