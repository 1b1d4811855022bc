"""`TOCSIN_CLOCK_RATE`: a whole Tocsin runs faster, on a database made for it."""

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.engine import loop
from tocsin.foundation.config.actions import publish_new
from tocsin.kernel import clock, home
from tocsin.kernel.clock import Pace
from tocsin.kernel.home import SettingNotUnderstood
from tocsin.surfaces.cli import ground
from tocsin.surfaces.cli.ground import ClockDiffers

ORIGIN = datetime(2026, 11, 27, 8, tzinfo=UTC)
_ASKS = "import django; django.setup(); from tocsin.kernel import clock; "
_ASKS += "print(clock.pace().rate, clock.pace().origin.isoformat())"


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    yield
    clock.run_at(None)


def _shown(folder: Path, **more: str) -> str:
    told = {"TOCSIN_HOME": str(folder), "DJANGO_SETTINGS_MODULE": "tocsin.settings"}
    ran = subprocess.run(
        [sys.executable, "-c", _ASKS],
        env=os.environ | told | {"TOCSIN_CLOCK_RATE": "20"} | more,
        capture_output=True,
        text=True,
        check=True,
    )
    return ran.stdout.strip()


def test_all_processes_of_a_home_have_one_origin(tmp_path: Path) -> None:
    first = _shown(tmp_path)
    assert first.startswith("20.0 ")
    assert _shown(tmp_path) == first
    told = _shown(tmp_path, TOCSIN_CLOCK_ORIGIN=ORIGIN.isoformat())
    assert told == f"20.0 {ORIGIN.isoformat()}"


@pytest.mark.parametrize("told", ["0", "0.5", "fast", "101"])
def test_what_is_no_rate_is_refused(monkeypatch: pytest.MonkeyPatch, told: str) -> None:
    monkeypatch.setenv("TOCSIN_CLOCK_RATE", told)
    with pytest.raises(SettingNotUnderstood):
        home.clock_pace()


def test_an_origin_without_a_zone_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOCSIN_CLOCK_RATE", "20")
    monkeypatch.setenv("TOCSIN_CLOCK_ORIGIN", "2026-11-27T08:00:00")
    with pytest.raises(SettingNotUnderstood):
        home.clock_pace()


def test_once_is_as_fast_as_life(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOCSIN_CLOCK_RATE", "1")
    assert home.clock_pace() is None


@pytest.mark.django_db
def test_a_new_database_is_made_for_its_clock_and_opened_by_no_other() -> None:
    clock.run_at(Pace(20, ORIGIN))
    ground.check_clock()
    ground.check_clock()
    for other in (None, Pace(10, ORIGIN), Pace(20, ORIGIN + timedelta(seconds=1))):
        clock.run_at(other)
        with pytest.raises(ClockDiffers):
            ground.check_clock()


@pytest.mark.django_db
def test_it_may_leap_ahead_and_never_goes_back() -> None:
    at = Pace(20, ORIGIN)
    later = at.ahead(timedelta(hours=47))
    for each in (at, later, later):
        clock.run_at(each)
        ground.check_clock()
    for other in (None, at, Pace(10, later.origin - timedelta(days=1))):
        clock.run_at(other)
        with pytest.raises(ClockDiffers):
            ground.check_clock()
    clock.run_at(later)
    ground.check_clock()


@given(
    rate=st.integers(2, home.FASTEST),
    by=st.timedeltas(timedelta(seconds=1), timedelta(days=30)),
    life=st.timedeltas(timedelta(0), timedelta(days=1)),
)
@settings(max_examples=60)
def test_a_leap_is_as_long_at_every_instant(
    rate: int, by: timedelta, life: timedelta
) -> None:
    pace, real = Pace(rate, ORIGIN), ORIGIN + life
    leapt = pace.ahead(by).at(real) - pace.at(real)
    assert abs(leapt - by) < timedelta(milliseconds=1)


@pytest.mark.django_db
def test_a_database_that_holds_something_is_not_made_for_it() -> None:
    publish_new("organisation", "default", {"kind": "real"}, by=("system", "tocsin"))
    ground.check_clock()
    clock.run_at(Pace(20, ORIGIN))
    with pytest.raises(ClockDiffers) as refused:
        ground.check_clock()
    assert "made with a clock that runs real" in str(refused.value)


def test_parts_turn_as_much_more_often_but_not_without_end() -> None:
    assert loop._real(timedelta(seconds=15)) == 15
    clock.run_at(Pace(20, ORIGIN))
    assert loop._real(timedelta(seconds=15)) == 0.75
    assert loop._real(timedelta(seconds=1)) == 0.5
