"""A clock that runs faster than life."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.kernel import clock
from tocsin.kernel.clock import Pace

ORIGIN = datetime(2026, 11, 27, 8, tzinfo=UTC)
_SECONDS = st.integers(0, 10_000_000)


@pytest.fixture
def twenty() -> Iterator[None]:
    clock.run_at(Pace(20, clock.real_now()))
    yield
    clock.run_at(None)


@given(first=_SECONDS, second=_SECONDS, rate=st.integers(2, 100))
@settings(max_examples=50)
def test_what_lies_between_two_instants_is_so_many_times_as_long(
    first: int, second: int, rate: int
) -> None:
    pace = Pace(rate, ORIGIN)
    one, other = (ORIGIN + timedelta(seconds=each) for each in (first, second))
    assert pace.at(other) - pace.at(one) == (other - one) * rate
    assert pace.at(ORIGIN) == ORIGIN


def test_it_runs_ahead_of_life(twenty: None) -> None:
    told, real = clock.now(), clock.real_now()
    assert told >= real
    assert clock.real_now() - real < timedelta(seconds=5)


def test_what_waits_for_others_is_measured_in_real_time(twenty: None) -> None:
    assert clock.lasting(timedelta(seconds=8)) == timedelta(seconds=160)
    assert clock.real_seconds(15) == 0.75


def test_as_fast_as_life_nothing_is_another() -> None:
    assert clock.pace() is None
    assert clock.lasting(timedelta(seconds=8)) == timedelta(seconds=8)
    assert clock.real_seconds(15) == 15
    assert abs(clock.now() - clock.real_now()) < timedelta(seconds=5)


def test_hands_that_are_held_come_first(twenty: None) -> None:
    with clock.held_at(ORIGIN):
        assert clock.now() == ORIGIN
