from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tocsin.foundation.accounts.models import Team
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.foundation.classification.actions import hand_over
from tocsin.foundation.classification.models import Category, Responsibility
from tocsin.foundation.classification.reads import team_for_category
from tocsin.foundation.classification.refusals import PeriodTaken
from tocsin.foundation.classification.rules import (
    Basis,
    Period,
    answers,
    changes,
    path_of,
)

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
TREE = ("a", "a/b", "a/b/c", "d")
TEAMS = ("one", "two", "three")

hand_overs = st.lists(
    st.tuples(st.sampled_from(TREE), st.sampled_from(TEAMS), st.integers(0, 9)),
    max_size=12,
)


def at(hour: int) -> datetime:
    return NOON + timedelta(hours=hour)


def by_hand(told: list[tuple[str, str, int]], key: str, hour: int) -> str:
    """Who was named last for the nearest category that anybody was named for."""
    for place in path_of(key):
        named = [(start, team) for where, team, start in told if where == place]
        past = [(start, team) for start, team in named if start <= hour]
        if past:
            return max(past)[1]
    return "fallback"


def test_a_path_leads_from_the_category_to_the_root() -> None:
    assert path_of("a/b/c") == ["a/b/c", "a/b", "a"]


@given(hand_overs, st.sampled_from(TREE), st.integers(-1, 10))
def test_periods_cut_by_hand_give_the_team_named_last(
    told: list[tuple[str, str, int]], key: str, hour: int
) -> None:
    told = list(
        {(where, start): (where, team, start) for where, team, start in told}.values()
    )
    periods = []
    for where, team, start in told:
        later = [
            other for place, _team, other in told if place == where and other > start
        ]
        end = at(min(later)) if later else None
        periods.append(Period(where, team, at(start), end))
    assert answers(key, "fallback", periods, at(hour)).team == by_hand(told, key, hour)


@pytest.mark.django_db
@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(hand_overs)
def test_in_whatever_order_it_is_handed_over_every_instant_has_the_right_team(
    told: list[tuple[str, str, int]],
) -> None:
    Responsibility.objects.all().delete()
    for key in ("fallback", *TEAMS):
        Team.objects.get_or_create(key=key, name=key)
    for key in TREE:
        parent = key.rpartition("/")[0] or None
        Category.objects.get_or_create(
            key=key,
            defaults={"name": key, "parent_id": parent, "fallback_id": "fallback"},
        )
    kept = []
    for key, team, hour in told:
        try:
            hand_over(key, team, by=SYSTEM, starts_at=at(hour))
            kept.append((key, team, hour))
        except PeriodTaken:
            pass
    for key in TREE:
        for hour in range(-1, 11):
            assert team_for_category(key, at(hour)).team == by_hand(kept, key, hour)


def period(key: str, team: str, start: int, end: int | None = None) -> Period:
    return Period(key, team, at(start), None if end is None else at(end))


def test_every_change_of_team_is_told_with_whose_period_it_was() -> None:
    told = [period("a", "one", 1, 5), period("a/b", "two", 2, 3), period("d", "x", 0)]
    found = changes("a/b", "zero", told)
    assert [(each.at, each.before, each.after.team) for each in found] == [
        (at(1), "zero", "one"),
        (at(2), "one", "two"),
        (at(3), "two", "one"),
        (at(5), "one", "zero"),
    ]
    assert [each.after.basis for each in found] == [
        Basis.INHERITED,
        Basis.OWN,
        Basis.INHERITED,
        Basis.FALLBACK,
    ]


def test_a_period_of_the_same_team_changes_nothing() -> None:
    assert changes("a", "one", [period("a", "one", 1, 5)]) == []
