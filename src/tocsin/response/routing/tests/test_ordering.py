"""The order of a team's queue: total, explained, and worse is never later."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.response.routing.ordering import Work, ranked

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
_minutes = st.integers(-3000, 3000).map(lambda n: timedelta(minutes=n))


@st.composite
def works(draw: st.DrawFn) -> Work:
    return Work(
        id=draw(st.integers(1, 10_000)),
        priority=draw(st.sampled_from([None, 1, 2, 3, 4, 5])),
        registered_at=NOW - abs(draw(_minutes)),
        due_at=draw(st.one_of(st.none(), _minutes.map(lambda d: NOW + d))),
        major=draw(st.booleans()),
        vip=draw(st.booleans()),
        peak=draw(st.sampled_from(["", "Christmas"])),
        bounced=draw(st.integers(0, 3)),
        waiting_cause=draw(st.sampled_from(["", "supplier"])),
    )


def points(work: Work) -> int:
    return ranked([work], NOW)[0].points


@settings(max_examples=100, deadline=None)
@given(st.lists(works(), max_size=8, unique_by=lambda work: work.id), st.randoms())
def test_the_order_is_one_whatever_it_was_before(held: list[Work], any_: Any) -> None:
    other = [*held]
    any_.shuffle(other)
    first = ranked(held, NOW)
    assert first == ranked(other, NOW)
    told = [one.points for one in first]
    assert told == sorted(told, reverse=True)
    for one in first:
        assert one.points == sum(reason.points for reason in one.reasons)


@settings(max_examples=200, deadline=None)
@given(works(), st.integers(0, 600))
def test_worse_is_never_later(work: Work, minutes: int) -> None:
    sooner = timedelta(minutes=minutes)
    worse = [
        replace(work, vip=True),
        replace(work, major=True),
        replace(work, peak="Christmas"),
        replace(work, bounced=work.bounced + 1),
        replace(work, registered_at=work.registered_at - sooner),
        replace(work, waiting_cause=""),
    ]
    if work.priority is not None:
        worse.append(replace(work, priority=max(1, work.priority - 1)))
    if work.due_at is not None:
        worse.append(replace(work, due_at=work.due_at - sooner))
    assert all(points(each) >= points(work) for each in worse)


def test_a_p3_that_is_over_goes_before_a_p2_that_has_time() -> None:
    over = Work(2, 3, NOW, due_at=NOW - timedelta(minutes=1))
    early = Work(1, 2, NOW, due_at=NOW + timedelta(hours=8))
    first, second = ranked([early, over], NOW)
    assert (first.work.id, first.points, second.points) == (2, 620, 250)
    assert [reason.code for reason in first.reasons] == ["over", "priority"]


def test_what_waits_is_last_and_what_is_major_first() -> None:
    waits = Work(1, 1, NOW, waiting_cause="supplier")
    major = Work(3, 5, NOW, major=True)
    plain = Work(2, 5, NOW)
    assert [one.work.id for one in ranked([waits, plain, major], NOW)] == [3, 2, 1]
