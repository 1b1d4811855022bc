"""How a heartbeat stands after what was heard and what was not."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.foundation.accounts.rules import SYSTEM, Actor
from tocsin.intake.heartbeats.rules import (
    DOWN,
    FAIL,
    FAILED,
    LATE,
    LOG,
    MISSED,
    NEW,
    PAUSED,
    SAID,
    START,
    SUCCESS,
    TOO_LONG,
    UP,
    Said,
    Standing,
    due,
    heard,
    may_keep,
    read_said,
    rescheduled,
    resumed,
    spared,
    unheard,
)
from tocsin.intake.heartbeats.schedules import Schedule

NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)
HOURLY = Schedule(timedelta(hours=1), grace=timedelta(minutes=5))
BOUNDED = replace(HOURLY, longest_run=timedelta(minutes=20))


def at(minutes: float) -> datetime:
    return NINE + timedelta(minutes=minutes)


def after(*pings: tuple[str, float], schedule: Schedule = HOURLY) -> Standing:
    standing = Standing()
    for said, minutes in pings:
        standing = heard(standing, schedule, Said(said, at(minutes)))
    return standing


def test_one_that_was_never_heard_is_missed_by_nobody() -> None:
    assert unheard(Standing(), HOURLY, at(9999)).state == NEW


def test_it_is_up_then_late_then_down() -> None:
    up = after((SUCCESS, 0))
    assert (up.expected_at, up.due_at) == (at(60), at(65))
    assert up.shown(at(60)) == UP
    assert up.shown(at(60.1)) == LATE
    assert unheard(up, HOURLY, at(64.9)) == up
    down = unheard(up, HOURLY, at(65))
    assert (down.state, down.why, down.due_at) == (DOWN, MISSED, None)


def test_being_heard_again_makes_it_up() -> None:
    down = unheard(after((SUCCESS, 0)), HOURLY, at(65))
    back = heard(down, HOURLY, Said(SUCCESS, at(90)))
    assert (back.state, back.why, back.due_at) == (UP, "", at(155))


def test_it_may_say_itself_that_it_failed() -> None:
    failed = after((SUCCESS, 0), (FAIL, 30))
    assert (failed.state, failed.why, failed.due_at) == (DOWN, FAILED, None)


def test_a_log_changes_nothing() -> None:
    up = after((SUCCESS, 0))
    logged = heard(up, HOURLY, Said(LOG, at(30)))
    assert replace(logged, last_at=up.last_at, last_said=up.last_said) == up


def test_a_run_may_take_as_long_as_was_told() -> None:
    runs = after((SUCCESS, 0), (START, 60), schedule=BOUNDED)
    assert runs.due_at == at(80)
    late = unheard(runs, BOUNDED, at(80))
    assert (late.state, late.why) == (DOWN, TOO_LONG)
    done = heard(late, BOUNDED, Said(SUCCESS, at(95)))
    assert (done.state, done.last_length) == (UP, timedelta(minutes=35))


def test_a_start_alone_moves_nothing_where_no_longest_run_is_told() -> None:
    runs = after((SUCCESS, 0), (START, 59))
    assert (runs.state, runs.due_at) == (UP, at(65))


def test_the_first_start_makes_it_up() -> None:
    assert after((START, 0), schedule=BOUNDED).due_at == at(20)
    assert after((START, 0)).due_at is None


def test_another_runs_end_leaves_a_run_going() -> None:
    runs = heard(Standing(), BOUNDED, Said(START, at(0), run="a"))
    other = heard(runs, BOUNDED, Said(SUCCESS, at(1), run="b"))
    assert (other.started_at, other.due_at) == (at(0), at(20))
    own = heard(other, BOUNDED, Said(SUCCESS, at(2), run="a"))
    assert (own.started_at, own.last_length) == (None, timedelta(minutes=2))
    anyone = heard(other, BOUNDED, Said(SUCCESS, at(2)))
    assert (anyone.started_at, anyone.last_length) == (None, None)


def test_what_is_paused_is_kept_and_missed_by_nobody() -> None:
    paused = Standing(PAUSED)
    told = heard(paused, HOURLY, Said(FAIL, at(3), exit_status=2))
    assert (told.state, told.last_said, told.due_at) == (PAUSED, FAIL, None)
    assert unheard(told, HOURLY, at(9999)) == told


def test_resumed_it_is_expected_from_then_on() -> None:
    back = resumed(HOURLY, Standing(PAUSED, last_at=at(0)), at(600))
    assert (back.state, back.expected_at, back.due_at) == (UP, at(660), at(665))
    assert resumed(HOURLY, Standing(PAUSED), at(600)).state == NEW


def test_by_a_stricter_schedule_nothing_is_down_at_once() -> None:
    up = after((SUCCESS, 0))
    strict = replace(HOURLY, period=timedelta(minutes=1))
    assert rescheduled(up, strict, at(30)).due_at == at(35)


def test_whoever_was_away_waits_for_its_grace() -> None:
    assert spared(at(10), HOURLY, at(500)) == at(505)
    assert spared(at(510), HOURLY, at(500)) == at(510)
    assert spared(None, HOURLY, at(500)) is None


@pytest.mark.parametrize(
    ("tail", "said"),
    [
        ("", (SUCCESS, None)),
        ("start", (START, None)),
        ("fail", (FAIL, None)),
        ("log", (LOG, None)),
        ("0", (SUCCESS, 0)),
        ("1", (FAIL, 1)),
        ("255", (FAIL, 255)),
        ("256", None),
        ("-1", None),
        ("²", None),
        ("stop", None),
        ("start/more", None),
    ],
)
def test_what_an_address_says(tail: str, said: object) -> None:
    assert read_said(tail) == said


said = st.builds(
    Said,
    st.sampled_from(SAID),
    st.integers(0, 3000).map(at),
    st.sampled_from(("", "a", "b")),
    st.none() | st.integers(0, 255),
)
schedules = st.builds(
    Schedule,
    st.integers(1, 200).map(lambda n: timedelta(minutes=n)),
    grace=st.integers(0, 60).map(lambda n: timedelta(minutes=n)),
    longest_run=st.none() | st.integers(1, 99).map(lambda n: timedelta(minutes=n)),
)


@given(schedules, st.lists(said, max_size=12), st.integers(0, 5000))
def test_whatever_is_heard_it_stands_whole(
    schedule: Schedule, told: list[Said], minutes: int
) -> None:
    standing = Standing()
    for ping in told:
        standing = heard(standing, schedule, ping)
        assert standing.due_at is None or standing.state == UP
        assert (standing.state == DOWN) == bool(standing.why)
        assert standing.due_at == (
            due(standing, schedule) if standing.state == UP else None
        )
    looked = unheard(standing, schedule, at(minutes))
    assert unheard(looked, schedule, at(minutes)) == looked


def test_who_may_set_one_up() -> None:
    lead = Actor("person", "p-ada", leads=frozenset({"infrastructure"}))
    member = Actor("person", "p-x", teams=frozenset({"infrastructure"}))
    assert may_keep(SYSTEM, "anything")
    assert may_keep(lead, "infrastructure")
    assert may_keep(lead, "")
    assert not may_keep(lead, "application")
    assert not may_keep(member, "infrastructure")
