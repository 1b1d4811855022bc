from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from tocsin.foundation.accounts.actions import add_person, add_team, join_team
from tocsin.foundation.accounts.refusals import NotAllowed
from tocsin.foundation.accounts.rules import SYSTEM, Actor
from tocsin.foundation.audit.reads import changes
from tocsin.foundation.classification.actions import add_category, hand_over
from tocsin.foundation.classification.models import Category, Responsibility
from tocsin.foundation.classification.reads import (
    coverage,
    responsibilities,
    team_for_category,
)
from tocsin.foundation.classification.refusals import (
    CategoryUnknown,
    HandedOverInThePast,
    PeriodTaken,
    TeamNotAvailable,
)
from tocsin.foundation.classification.rules import Basis
from tocsin.kernel import clock

pytestmark = pytest.mark.django_db
NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)
DAY = timedelta(days=1)
ROOT = Actor(kind="person", id="p-root", roles=frozenset({"administrator"}))


@pytest.fixture(autouse=True)
def held(db: None) -> Iterator[clock.Hands]:
    with clock.held_at(NINE) as hands:
        for key in ("infra", "app", "data"):
            add_team(key, key.title(), by=SYSTEM)
        for key, parent in (("server", None), ("server/disk", "server")):
            add_category(key, key, parent=parent, fallback="infra", by=SYSTEM)
        yield hands


def team(key: str, at: datetime) -> str:
    return team_for_category(key, at).team


def test_without_any_period_the_fallback_answers_and_says_so() -> None:
    assert team_for_category("server/disk", NINE) == (
        "infra",
        "Infra is the fallback of server/disk.",
    )


def test_a_period_answers_from_its_first_instant_below_too() -> None:
    hand_over("server", "app", by=ROOT, why="reorganised")

    before = NINE - timedelta(microseconds=1)
    assert (team("server", before), team("server", NINE)) == ("infra", "app")
    assert team_for_category("server/disk", NINE) == (
        "app",
        "App answers for server since 2026-03-02 09:00 UTC.",
    )


def test_a_hand_over_ends_the_running_period_to_the_instant() -> None:
    hand_over("server", "app", by=ROOT)
    hand_over("server", "data", by=ROOT, starts_at=NINE + DAY, why="planned")

    just_before = NINE + DAY - timedelta(microseconds=1)
    assert (team("server", just_before), team("server", NINE + DAY)) == ("app", "data")
    told = changes("category:server")[0]
    assert (told.before, told.why) == ({"team": "app"}, "planned")


def test_one_in_between_lasts_until_the_next_that_is_planned() -> None:
    hand_over("server", "app", by=ROOT)
    hand_over("server", "data", by=ROOT, starts_at=NINE + 2 * DAY)
    hand_over("server", "infra", by=ROOT, starts_at=NINE + DAY)

    told = [
        (each.team_id, each.ends_at)
        for each in responsibilities(Category.objects.get(key="server"))
    ]
    assert told == [("app", NINE + DAY), ("infra", NINE + 2 * DAY), ("data", None)]


def test_what_cannot_be_is_refused() -> None:
    hand_over("server", "app", by=ROOT)
    agent = Actor(kind="person", id="p-agent", roles=frozenset({"agent"}))
    with pytest.raises(PeriodTaken):
        hand_over("server", "data", by=ROOT)
    with pytest.raises(HandedOverInThePast):
        hand_over("server", "data", by=ROOT, starts_at=NINE - DAY)
    with pytest.raises(TeamNotAvailable):
        hand_over("server", "none", by=ROOT, starts_at=NINE + DAY)
    with pytest.raises(CategoryUnknown):
        hand_over("none", "data", by=ROOT)
    with pytest.raises(NotAllowed):
        hand_over("server", "data", by=agent, starts_at=NINE + DAY)
    with pytest.raises(CategoryUnknown):
        team_for_category("none", NINE)


def test_the_database_itself_keeps_periods_apart() -> None:
    hand_over("server", "app", by=ROOT)
    category = Category.objects.get(key="server")
    with (
        pytest.raises(IntegrityError, match="one_team_at_a_time"),
        transaction.atomic(),
    ):
        Responsibility.objects.create(
            category=category, team_id="data", starts_at=NINE + DAY
        )


def test_coverage_names_everybody_and_shows_where_nobody_is() -> None:
    ada = add_person("ada", by=SYSTEM)
    join_team("app", ada.key, by=SYSTEM)
    hand_over("server/disk", "app", by=ROOT)

    told = [(each.category.key, each.team, each.is_gap) for each in coverage(NINE)]
    assert told == [("server", "infra", True), ("server/disk", "app", False)]
    assert [each.basis for each in coverage(NINE)] == [Basis.FALLBACK, Basis.OWN]
