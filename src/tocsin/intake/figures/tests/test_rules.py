"""Whether a bound was kept for a time, and how fast a counter grew."""

from datetime import UTC, datetime, timedelta

import pytest

from tocsin.intake.figures.rules import (
    BEYOND,
    KEPT,
    NOT_YET,
    NOTHING,
    Bound,
    Told,
    kept_for,
    rate_of,
)

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
FIVE = timedelta(minutes=5)


def told(*values: tuple[float, float]) -> list[Told]:
    """Values some minutes before noon."""
    return [Told(NOON - timedelta(minutes=m), value) for m, value in values]


@pytest.mark.parametrize(
    ("values", "verdict"),
    [
        ([], NOTHING),
        ([(20, 30)], NOTHING),
        ([(1, 30)], NOT_YET),
        ([(11, 30), (1, 30)], NOT_YET),
        ([(6, 30), (1, 30)], KEPT),
        ([(6, 3), (4, 30), (1, 30)], NOT_YET),
        ([(6, 30), (4, 3), (1, 30)], BEYOND),
        ([(5, 20), (0, 20)], KEPT),
    ],
)
def test_a_bound_is_kept_by_every_value_of_the_time(
    values: list[tuple[float, float]], verdict: str
) -> None:
    assert kept_for(told(*values), Bound(at_least=20), FIVE, NOON) == verdict


def test_a_bound_has_one_end_or_two() -> None:
    assert [Bound(1, 3).holds(n) for n in (0, 1, 3, 4)] == [False, True, True, False]
    assert Bound(at_most=3).holds(-9)
    assert str(Bound(1, 3)) == "≥ 1, ≤ 3"


def test_a_counter_that_began_anew_has_not_shrunk() -> None:
    assert rate_of(told((2, 100), (1, 160), (0, 30))) == pytest.approx(90 / 120)
    assert rate_of(told((2, 100))) is None
    assert rate_of(told((1, 5), (1, 7))) is None
