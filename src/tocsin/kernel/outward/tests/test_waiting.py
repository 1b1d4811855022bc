from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.kernel.outward.waiting import wait_asked

NOW = datetime(2026, 11, 27, 18, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("told", "seconds"),
    [
        ("0", 0),
        (" 30 ", 30),
        ("99999999999", 900),
        ("Fri, 27 Nov 2026 18:01:00 GMT", 60),
        ("Fri, 27 Nov 2026 17:00:00 GMT", 0),
        ("Fri, 27 Nov 2026 18:01:00 -0000", 60),
        ("", None),
        ("soon", None),
        ("-3", None),
        ("²", None),
    ],
)
def test_seconds_or_an_instant(told: str, seconds: int | None) -> None:
    wanted = None if seconds is None else timedelta(seconds=seconds)
    assert wait_asked(told, NOW) == wanted


@given(st.text(max_size=40))
def test_no_text_makes_it_wait_for_ever(told: str) -> None:
    found = wait_asked(told, NOW)
    assert found is None or timedelta() <= found <= timedelta(minutes=15)
