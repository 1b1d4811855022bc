"""Clocks against a counter that looks at every minute, over timelines of any kind."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.foundation.calendars.rules import Calendar, always, elapsed, is_open
from tocsin.register.work.spoken import Spoken
from tocsin.response.clocks.derivation import derivation
from tocsin.response.clocks.rules import Clock, clocks_of, lives
from tocsin.response.clocks.story import Story, story_of
from tocsin.response.clocks.target_rules import CAUSES, MEASURES, Target
from tocsin.response.clocks.tests.telling import (
    MINUTE,
    SameHours,
    Told,
    nights,
    office,
    promise,
    spoken,
    story,
    told,
    whole,
)

ZONES = sorted(available_timezones() - {"localtime"})
NOTHING = timedelta(0)
# Nights of clocks, a leap day, a year's end, a day that Samoa left out.
BEGINNINGS = st.sampled_from(
    "2026-03-28 2026-10-24 2024-02-28 2025-12-31 2011-12-29 2026-03-07 2026-10-31"
    " 2026-04-04 2026-10-03 2000-02-28 2100-02-27".split()
).map(lambda day: datetime.fromisoformat(day).replace(hour=20, tzinfo=UTC))


def _act(minute: int, name: str, cause: str, priority: int, team: str) -> Told:
    match name:
        case "waiting_began" | "cancelled":
            return told(minute, name, cause=cause)
        case "amended":
            return told(minute, name, priority=priority)
        case "assigned":
            return told(minute, name, team=team)
        case "replied":
            return told(minute, name, audience="reporter", actor_id=team)
        case _:
            return told(minute, name)


ACTS = st.builds(
    _act,
    st.integers(0, 2000),
    st.sampled_from(
        "waiting_began waiting_began waiting_ended waiting_ended restored replied"
        " impact_returned resolved reopened amended assigned acknowledged accepted"
        " cancelled cancellation_undone".split()
    ),
    st.sampled_from(CAUSES),
    st.integers(1, 5),
    st.sampled_from(["t-one", "t-two", "p-tom"]),
)
TIMELINES = st.lists(ACTS, max_size=12, unique_by=lambda act: act[0])
TARGETS = st.builds(
    promise,
    st.sampled_from(MEASURES),
    st.integers(1, 900),
    kind=st.sampled_from(["sla", "ola", "supplier"]),
    pauses=st.sets(st.sampled_from(CAUSES)).map(frozenset),
)
CALENDARS = st.sampled_from(ZONES).flatmap(
    lambda zone: st.sampled_from([always(), office(zone), nights(zone), whole(zone)])
)


def clocks(
    target: Target, held: Story, calendar: Calendar, now: datetime
) -> list[Clock]:
    return clocks_of([target], held, SameHours(calendar), now)


def by_looking(clock: Clock) -> timedelta:
    """So many minutes of running pieces whose wall clock is open."""
    counted = NOTHING
    for begun, ended, cause in clock.life.pieces:
        at, end = begun, min(ended or clock.seen_at, clock.seen_at)
        while not cause and at < end:
            counted += MINUTE * is_open(clock.calendar, at)
            at += MINUTE
    return counted


@given(TARGETS, TIMELINES, CALENDARS, BEGINNINGS, st.integers(0, 2500))
@settings(max_examples=150)
def test_no_time_is_lost_and_what_is_counted_is_what_a_minute_counter_counts(
    target: Target, acts: list[Told], calendar: Calendar, began: datetime, minute: int
) -> None:
    now = began + minute * MINUTE
    for clock in clocks(target, story(*acts, began=began), calendar, now):
        life, pieces = clock.life, clock.life.pieces
        if pieces:
            assert pieces[0].begun == life.started_at
            assert pieces[-1].ended == life.stopped_at
        for one, other in pairwise(pieces):
            assert one.ended == other.begun
            assert one.cause != other.cause, "stretches that are alike are one"
        assert clock.elapsed == by_looking(clock)
        lines = derivation(clock, 10_000)
        past = [line for line in lines if line.ended <= now]
        assert sum((line.counted for line in past), NOTHING) == clock.elapsed
        for line, following in pairwise(lines):
            assert line.ended == following.begun, "every second is told"


@given(TARGETS, TIMELINES, CALENDARS, BEGINNINGS, st.integers(1, 300))
@settings(max_examples=150)
def test_an_instant_is_the_first_at_which_so_much_has_elapsed(
    target: Target, acts: list[Told], calendar: Calendar, began: datetime, percent: int
) -> None:
    held = story(*acts, began=began)
    for clock in clocks(target, held, calendar, began + 3000 * MINUTE):
        at = clock.instant(percent)
        wanted = timedelta(minutes=clock.minutes) * percent / 100
        if at is None:
            assert clock.life.stopped_at or clock.pause, "running clocks run out"
            assert clock.elapsed <= wanted
            continue
        assert at >= clock.life.started_at
        assert _elapsed_at(clock, at) == wanted
        before = at - timedelta(microseconds=1)
        if before >= clock.life.started_at:
            assert _elapsed_at(clock, before) <= wanted


def _elapsed_at(clock: Clock, at: datetime) -> timedelta:
    found = NOTHING
    for begun, ended, cause in clock.life.pieces:
        end = min(ended or at, at)
        if not cause and begun < end:
            found += elapsed(clock.calendar, begun, end)
    return found


@given(st.data(), TARGETS, TIMELINES, CALENDARS, BEGINNINGS)
@settings(max_examples=120)
def test_in_which_order_it_was_told_does_not_matter(
    data: st.DataObject,
    target: Target,
    acts: list[Told],
    calendar: Calendar,
    began: datetime,
) -> None:
    now = began + 2500 * MINUTE
    first, *rest = spoken(acts, began)
    again = data.draw(st.permutations(rest))
    renumbered = [_as(entry, seq) for seq, entry in enumerate(again, start=2)]
    one, other = story_of([first, *rest]), story_of([first, *renumbered])
    assert one
    assert other
    assert _shown(clocks(target, one, calendar, now)) == _shown(
        clocks(target, other, calendar, now)
    )


def _as(entry: Spoken, seq: int) -> Spoken:
    return Spoken(
        seq,
        entry.kind,
        entry.happened_at,
        entry.recorded_at + timedelta(minutes=seq),
        entry.body,
        entry.audience,
        entry.actor_kind,
        entry.actor_id,
        entry.corrects,
    )


def _shown(found: list[Clock]) -> list[object]:
    return [
        (c.number, c.life.pieces, c.state, c.elapsed, c.due_at, c.minutes)
        for c in found
    ]


@given(TARGETS, TIMELINES, CALENDARS, BEGINNINGS, st.integers(0, 2000))
@settings(max_examples=100)
def test_what_says_nothing_new_cuts_nothing(
    target: Target, acts: list[Told], calendar: Calendar, began: datetime, minute: int
) -> None:
    """A reporter's reply is no answer and no update: stretches stay whole."""
    now = began + 2500 * MINUTE
    reply = told(minute + 0.5, "replied", audience="reporter", actor_id="p-tom")
    plain = story(*acts, began=began)
    talked = story(*acts, reply, began=began)
    assert _shown(clocks(target, plain, calendar, now)) == _shown(
        clocks(target, talked, calendar, now)
    )


@given(TARGETS, TIMELINES, CALENDARS, BEGINNINGS, st.integers(1, 5))
@settings(max_examples=60)
def test_another_priority_changes_what_is_allowed_and_nothing_that_was_counted(
    target: Target, acts: list[Told], calendar: Calendar, began: datetime, priority: int
) -> None:
    now = began + 2500 * MINUTE
    changed = told(1999.5, "amended", priority=priority)
    one = lives(target, story(*acts, began=began))
    other = lives(target, story(*acts, changed, began=began))
    assert [life.pieces for life in one] == [life.pieces for life in other]
    for clock in clocks(target, story(*acts, changed, began=began), calendar, now):
        assert clock.minutes == target.minutes[clock.life.facts.priority or 0]


def test_in_every_zone_both_nights_are_counted_as_by_looking() -> None:
    """Waiting in the middle of the night in which clocks move, in every zone."""
    target = promise("resolve", 150, pauses=frozenset({"supplier"}))
    waits = (
        told(7 * 60, "waiting_began", cause="supplier"),
        told(7 * 60 + 40, "waiting_ended"),
    )
    for zone in ZONES:
        calendar = nights(zone)
        for began in _nights(zone):
            held = story(told(1, "diagnosis_began"), *waits, began=began)
            now = began + 36 * 60 * MINUTE
            (clock,) = clocks(target, held, calendar, now)
            assert clock.elapsed == by_looking(clock), zone
            assert clock.due_at
            assert clock.elapsed >= timedelta(minutes=150)
            at_due = clocks(target, held, calendar, clock.due_at)[0]
            assert by_looking(at_due) == timedelta(minutes=150), (zone, began)


def _nights(zone: str) -> list[datetime]:
    here = ZoneInfo(zone)
    days = [
        datetime(2026, 1, 1, 18, tzinfo=UTC) + timedelta(days=n) for n in range(365)
    ]
    return [
        one
        for one, other in pairwise(days)
        if one.astimezone(here).utcoffset() != other.astimezone(here).utcoffset()
    ]


@pytest.mark.parametrize(
    ("began", "due"),
    [
        ("2024-02-28T18:00", "2024-02-29T18:00"),
        ("2026-02-28T18:00", "2026-03-01T18:00"),
        ("2100-02-28T18:00", "2100-03-01T18:00"),
        ("2000-02-29T18:00", "2000-03-01T18:00"),
    ],
)
def test_a_day_after_the_end_of_february(began: str, due: str) -> None:
    start = datetime.fromisoformat(began).replace(tzinfo=UTC)
    (clock,) = clocks(promise("resolve", 1440), story(began=start), always(), start)
    assert clock.due_at == datetime.fromisoformat(due).replace(tzinfo=UTC)
