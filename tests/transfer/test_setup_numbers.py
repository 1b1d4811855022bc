"""What stands without quotes in a set-up is what people take it for."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.register.transfer.setup.reading import read_setup
from tocsin.register.transfer.setup.sections import Section

THING = Section("thing", dict, lambda *_: None, lambda *_: None, single=True)


def _read(told: str) -> Any:
    return read_setup(f"thing: {told}", [THING]).things["thing"]["default"]


@pytest.mark.parametrize(
    ("told", "meant"),
    [
        ("42.5", 42.5),
        ("-0.25", -0.25),
        ("7", 7),
        ('"42.5"', "42.5"),
        ("17:00", "17:00"),
        ("17:00:00.5", "17:00:00.5"),
        (".inf", ".inf"),
        (".nan", ".nan"),
        ("2026-11-27", "2026-11-27"),
    ],
)
def test_fractions_are_numbers_and_hours_are_words(told: str, meant: object) -> None:
    assert _read(told) == meant
    assert type(_read(told)) is type(meant)


@given(st.floats(allow_nan=False, allow_infinity=False, width=32))
def test_any_fraction_comes_back(number: float) -> None:
    told = f"{number:f}"
    assert _read(told) == float(told)
