"""Standing orders, whatever happens: each step once, and none too early."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.response.major.cadence import (
    EXECUTIVES,
    NAG,
    OVERDUE,
    Orders,
    Pace,
    begun,
    next_step,
    promised,
    taken,
)

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
minutes = st.integers(1, 180).map(lambda n: timedelta(minutes=n))
orders = st.builds(Orders, minutes, minutes, minutes)
# What happens next: an update is given, or time passes.
events = st.lists(
    st.one_of(st.just("update"), st.integers(1, 90)), min_size=1, max_size=25
)


def play(rules: Orders, told: list[object]) -> list[tuple[str, datetime, Pace]]:
    """Every step as it was taken, with what was known before it."""
    now, pace = START, begun(START, rules)
    done: list[tuple[str, datetime, Pace]] = []
    for each in told:
        if isinstance(each, int):
            now += timedelta(minutes=each)
        else:
            pace = promised(pace, now + rules.update)
        while (step := next_step(pace, rules)) and step.at <= now:
            done.append((step.does, now, pace))
            pace = taken(pace, step, rules, now)
    return done


@settings(max_examples=60)
@given(orders, events)
def test_each_promise_is_nagged_and_overdue_at_most_once(
    rules: Orders, told: list[object]
) -> None:
    seen: set[tuple[str, datetime | None, int]] = set()
    promise = 0
    last: datetime | None = None
    for does, _now, pace in play(rules, told):
        if pace.update_at != last:
            promise, last = promise + 1, pace.update_at
        if does != EXECUTIVES:
            place = (does, pace.update_at, promise)
            assert place not in seen or pace.nagged_at is None
            seen.add(place)
        if does == OVERDUE:
            assert pace.nagged_at is not None, "nagged before"


@settings(max_examples=60)
@given(orders, events)
def test_nothing_is_done_before_it_is_due(rules: Orders, told: list[object]) -> None:
    for does, now, pace in play(rules, told):
        assert pace.update_at is not None
        if does == OVERDUE:
            assert now >= pace.update_at
        elif does == NAG:
            assert now >= pace.update_at - rules.nag
        else:
            assert pace.executives_at is not None
            assert now >= pace.executives_at


@settings(max_examples=60)
@given(orders, events)
def test_executives_hear_no_more_often_than_was_ordered(
    rules: Orders, told: list[object]
) -> None:
    times = [now for does, now, _pace in play(rules, told) if does == EXECUTIVES]
    for before, after in pairwise(times):
        assert after - before >= rules.executives


def test_nothing_is_to_come_where_nothing_is_promised() -> None:
    hour = timedelta(hours=1)
    assert next_step(Pace(executives_told=3), Orders(hour, hour, hour)) is None
