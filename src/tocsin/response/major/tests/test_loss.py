"""What is lost is the sum of its rows, and the rows cover the time once."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.response.major.loss import (
    HOUR,
    SET,
    UNKNOWN,
    WEEKS,
    forecast_of,
    stretch,
    stretches,
    width_for,
)

START = datetime(2026, 3, 2, 9, tzinfo=UTC)


@settings(max_examples=60)
@given(st.integers(1, 60 * 24 * 30), st.sampled_from([1, 5, 15, 60]))
def test_stretches_cover_the_time_once(minutes: int, width: int) -> None:
    until = START + timedelta(minutes=minutes)
    found = list(stretches(START, until, timedelta(minutes=width)))
    assert sum(length for _at, length in found) == pytest.approx(minutes)
    assert [at for at, _length in found] == sorted({at for at, _length in found})


@settings(max_examples=60)
@given(st.integers(1, 60 * 24 * 365))
def test_a_page_has_a_few_dozen_rows(minutes: int) -> None:
    span = timedelta(minutes=minutes)
    count = len(list(stretches(START, START + span, width_for(span))))
    assert count <= 400


def test_forty_thousand_orders_an_hour_are_lost_by_the_minute() -> None:
    row = stretch(START, 3.0, 668.0, None, "minute", 42.5)
    assert (row.units, row.money) == (2004.0, 85170.0)
    row = stretch(START, 30.0, 40000.0, 10000.0, "hour", 2.0)
    assert (row.units, row.money) == (15000.0, 30000.0)


def test_the_forecast_says_where_it_comes_from() -> None:
    assert forecast_of([10, 90, 20], [5], 7.0) == (7.0, SET)
    assert forecast_of([10, 90, 20], [5], None) == (20, WEEKS)
    assert forecast_of([], [4, 6], None) == (5.0, HOUR)
    assert forecast_of([], [], None) == (0.0, UNKNOWN)
