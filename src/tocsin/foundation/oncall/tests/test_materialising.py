"""Shifts are written out as the rules say, and what was is never rewritten."""

import itertools
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.company import Company, settle
from tocsin.foundation.accounts.actions import end_absence, tell_absence
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.foundation.oncall.actions import (
    add_layer,
    change_layer,
    change_schedule,
    remove_layer,
)
from tocsin.foundation.oncall.actions.materialising import AHEAD, locked, write_shifts
from tocsin.foundation.oncall.models import Override, Schedule, Shift
from tocsin.foundation.oncall.reads import handovers_between, on_call, shifts_between
from tocsin.foundation.oncall.reads.plans import plans
from tocsin.foundation.oncall.rules.final import final
from tocsin.foundation.oncall.tests.rotas import rota
from tocsin.kernel import clock

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def _who(moment: datetime) -> list[str]:
    return [duty.person for duty in on_call(moment)]


def test_a_schedule_with_a_layer_says_who_is_on_call(company: Company) -> None:
    rota("p-ada", "p-ben")
    (duty,) = on_call(NOON)
    assert (duty.schedule, duty.team, duty.rank) == (
        "application-primary",
        "application",
        1,
    )
    assert duty.person == "p-ada"
    assert duty.ends_at == _at("2026-03-09 09:00")
    assert _who(_at("2026-03-09 09:00")) == ["p-ben"]
    assert _who(_at("2026-05-01")) == ["p-ada"]


def test_it_is_written_ten_weeks_ahead_and_follows_time(
    company: Company, hands: clock.Hands
) -> None:
    rota("p-ada", "p-ben")
    assert _who(clock.now() + AHEAD) != []
    hands.forward(days=3)
    settle()
    assert _who(clock.now() + AHEAD) != []
    rows = list(Shift.objects.order_by("starts_at"))
    assert rows[0].starts_at == _at("2026-03-02 09:00")
    for one, other in itertools.pairwise(rows):
        assert one.ends_at == other.starts_at


def test_what_was_stays_and_what_is_changes_from_now_on(
    company: Company, hands: clock.Hands
) -> None:
    rota("p-ada", "p-ben")
    hands.set(NOON)
    change_layer("application-primary", "weeks", by=SYSTEM, people=["p-grace"])
    assert _who(NOON - timedelta(seconds=1)) == ["p-ada"]
    assert _who(NOON) == ["p-grace"]
    hands.forward(days=1)
    change_schedule("application-primary", by=SYSTEM, team="infrastructure", rank=2)
    (before,) = on_call(NOON)
    (after,) = on_call(clock.now())
    assert (before.team, before.rank) == ("application", 1)
    assert (after.team, after.rank) == ("infrastructure", 2)
    change_schedule("application-primary", by=SYSTEM, is_active=False)
    assert _who(clock.now()) == []
    assert _who(NOON) == ["p-grace"]


def test_a_layer_that_is_gone_leaves_its_past(
    company: Company, hands: clock.Hands
) -> None:
    rota("p-ada")
    hands.set(NOON)
    remove_layer("application-primary", "weeks", by=SYSTEM)
    assert _who(NOON) == []
    assert _who(NOON - timedelta(hours=1)) == ["p-ada"]


def test_who_is_away_is_answered_for_within_half_a_minute(
    company: Company, hands: clock.Hands
) -> None:
    rota("p-ada", "p-ben")
    hands.set(NOON)
    told = tell_absence("p-ada", NOON, by=SYSTEM, stands_in="p-grace")
    hands.forward(seconds=31)
    settle()
    (duty,) = on_call(clock.now())
    assert duty.person == "p-grace"
    hands.forward(days=1)
    end_absence("p-ada", told.id, by=SYSTEM)
    hands.forward(seconds=31)
    settle()
    assert _who(clock.now()) == ["p-ada"]
    assert _who(clock.now() - timedelta(hours=1)) == ["p-grace"]


def test_hand_overs_are_where_somebody_comes_or_goes(company: Company) -> None:
    rota("p-ada", "p-ben")
    found = handovers_between(_at("2026-03-09"), _at("2026-03-17"))
    told = [(each.at, list(each.goes), list(each.comes)) for each in found]
    assert told == [
        (_at("2026-03-09 09:00"), ["p-ada"], ["p-ben"]),
        (_at("2026-03-16 09:00"), ["p-ben"], ["p-ada"]),
    ]


CHANGES = st.lists(
    st.tuples(
        st.sampled_from(["add", "remove", "replace", "layer", "people", "pause"]),
        st.integers(1, 9 * 24),
        st.integers(1, 60),
        st.integers(1, 100),
        st.sampled_from(["p-ada", "p-ben", "p-grace"]),
    ),
    min_size=1,
    max_size=5,
)


@given(changes=CHANGES)
@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_whatever_is_changed_shifts_are_as_computed_and_the_past_is_as_it_was(
    company: Company, hands: clock.Hands, changes: list[tuple[str, int, int, int, str]]
) -> None:
    number = Schedule.objects.count()
    key = f"rota-{number}"
    hands.set(_at("2026-03-02 09:00"))
    rota("p-ada", "p-ben", key=key)
    for each in changes:
        before = _past(key)
        _change(key, each)
        schedule = Schedule.objects.get(key=key)
        now = clock.now()
        if schedule.is_active:
            until = min(now + AHEAD, schedule.known_until or now)
            plan = plans([schedule], now)[schedule.id].plan
            computed = [slot[:3] for slot in final(plan, now, until)]
            rows = schedule.shifts.filter(ends_at__gt=now, starts_at__lt=until)
            written = sorted(
                (max(row.starts_at, now), min(row.ends_at, until), row.person_id)
                for row in rows
            )
            assert written == sorted(computed)
        assert _past(key) == before
        hands.forward(hours=each[1])


def _past(key: str) -> set[tuple[datetime, datetime, str]]:
    """What was, in pieces up to now."""
    now = clock.now()
    rows = Shift.objects.filter(schedule__key=key, starts_at__lt=now)
    return {(row.starts_at, min(row.ends_at, now), row.person_id) for row in rows}


def _change(key: str, told: tuple[str, int, int, int, str]) -> None:
    kind, _forward, wait, lasts, person = told
    schedule = Schedule.objects.get(key=key)
    if kind == "people":
        change_layer(key, "weeks", by=SYSTEM, people=[person, "p-marc"])
    elif kind == "pause":
        change_schedule(key, by=SYSTEM, is_active=not schedule.is_active)
    elif kind == "layer":
        facts = {"unit": "days", "length": 2, "begins_on": date(2026, 3, 1)}
        add_layer(
            key,
            f"l-{schedule.layers.count()}",
            by=SYSTEM,
            people=[person],
            position=1,
            hand_over=NOON.time(),
            **facts,
        )
    else:
        begins = clock.now() + timedelta(hours=wait)
        Override.objects.create(
            schedule=schedule,
            kind=kind,
            person_id=None if kind == "remove" else person,
            starts_at=begins,
            ends_at=begins + timedelta(hours=lasts),
            made_at=clock.now(),
            made_by_kind="system",
            made_by="tocsin",
        )
        write_shifts(locked([key]))


@pytest.mark.parametrize("days", [0, 30, 71])
def test_an_instant_and_a_span_tell_the_same(company: Company, days: int) -> None:
    rota("p-ada", "p-ben")
    rota("p-grace", key="desk", team="service-desk", rank=2)
    at = NOON + timedelta(days=days)
    held = list(shifts_between(at, at + timedelta(hours=1)))
    assert held == list(on_call(at))
