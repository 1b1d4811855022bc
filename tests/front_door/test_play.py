"""What `tocsin play` stands on; the story itself is a journey."""

import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin import wiring
from tocsin.foundation.accounts.actions import add_person
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.foundation.oncall.actions import add_schedule
from tocsin.register.transfer.setup.actions import apply_setup, plan_setup
from tocsin.register.transfer.setup.sections import sections
from tocsin.surfaces.cli.playing import setup
from tocsin.surfaces.cli.playing.cast import ON_CALL, PLAYERS, number_of
from tocsin.surfaces.cli.playing.minutes import LEAST, Minutes
from tocsin.surfaces.cli.playing.shop.databases import made
from tocsin.surfaces.cli.playing.shop.machines import failing

CRASH = datetime(2026, 11, 27, 8, tzinfo=UTC)
_SECONDS = st.floats(0, 3600, allow_nan=False)


@given(promised=_SECONDS, took=_SECONDS, rate=st.integers(1, 100))
@settings(max_examples=60)
def test_a_promise_holds_in_its_time_and_within_two_seconds_of_life(
    promised: float, took: float, rate: int
) -> None:
    table = Minutes(rate, CRASH)
    at = CRASH + timedelta(seconds=took)
    table.within("Orders flow", promised, CRASH, at)
    told = (at - CRASH).total_seconds()
    assert table.held == (told <= promised or told / rate <= LEAST)


def test_what_never_came_is_not_held() -> None:
    table = Minutes(20, CRASH)
    assert not table.held
    table.within("Orders flow", 60, CRASH, CRASH + timedelta(seconds=30))
    assert table.held
    table.within("It is told", 60, CRASH, None)
    assert not table.held
    assert [line[5] for line in table.lines()] == ["held", "NOT HELD"]
    assert table.facts()["rows"][0] == {
        "what": "Orders flow",
        "held": True,
        "at": 30.0,
        "promised": 60,
        "measured": 30.0,
        "real": 1.5,
        "told": "",
    }


@given(promised=_SECONDS, took=_SECONDS, rate=st.integers(1, 100))
@settings(max_examples=30)
def test_what_lasts_is_held_by_the_same_rule_and_both_figures_are_told(
    promised: float, took: float, rate: int
) -> None:
    table = Minutes(rate, CRASH)
    table.lasting("Silence", promised, took)
    assert table.held == (took <= promised or took / rate <= LEAST)
    row = table.facts()["rows"][0]
    assert (row["measured"], row["real"]) == (took, round(took / rate, 2))


def test_with_the_database_340_checks_fail_the_cause_first() -> None:
    checks = list(failing())
    assert len(checks) == len({check.key for check in checks}) == 340
    assert (checks[0].host, checks[0].severity) == ("db-primary", "critical")


def test_an_order_that_was_taken_outlives_its_primary() -> None:
    take = "insert into orders default values returning id"
    with tempfile.TemporaryDirectory(prefix="tocsin-", dir="/tmp") as name:
        folder = Path(name)
        folder.chmod(0o755)
        pair = made(folder)
        try:
            taken = [pair.primary.ask(take) for _order in range(5)]
            pair.primary.kill()
            pair.replica.promote()
            assert pair.replica.ask("select max(id) from orders") == taken[-1]
            assert pair.replica.ask(take), "it waits for nobody"
        finally:
            pair.stop()


def test_everybody_has_a_telephone_of_their_own() -> None:
    numbers = {number_of(player.username) for player in PLAYERS}
    assert len(numbers) == len(PLAYERS)
    assert {person for _team, person, _rank in ON_CALL.values()} <= {
        player.username for player in PLAYERS
    }


@pytest.mark.django_db
def test_the_organisation_of_the_story_can_be_set_up() -> None:
    known = sections(wiring.OPTIONS, wiring.KINDS, people=True, items=True)
    people = {it.username: add_person(it.username, by=SYSTEM).key for it in PLAYERS}
    apply_setup(yaml.safe_dump(setup.first()), known, by=SYSTEM, why="A story")
    for key, (team, _person, rank) in ON_CALL.items():
        add_schedule(key, key, by=SYSTEM, team=team, rank=rank)
    told = yaml.safe_dump(setup.whole(people))
    apply_setup(told, known, by=SYSTEM, why="A story")
    assert plan_setup(told, known, by=SYSTEM).is_empty
