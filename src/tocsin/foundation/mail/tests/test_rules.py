from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.foundation.mail.rules import (
    IMPLICIT,
    REQUIRED,
    Server,
    ServerUnclear,
    is_final,
    one_line,
    pause_after,
    server_of,
)


def test_a_server_is_named_by_its_url() -> None:
    told = server_of("smtp://ada%40shop.example:p%40ss@mail.shop.example", REQUIRED)
    assert told == Server(
        "mail.shop.example", 587, REQUIRED, "ada@shop.example", "p@ss"
    )
    told = server_of("smtps://mail.shop.example", REQUIRED)
    assert (told.port, told.security, told.user) == (465, IMPLICIT, "")
    assert server_of("smtp://[::1]:2525", REQUIRED).host == "::1"


@pytest.mark.parametrize(
    "url", ["", "mail.shop.example", "http://x", "smtp://", "smtp://x:port", "smtp://["]
)
def test_what_names_no_server_is_said_so(url: str) -> None:
    with pytest.raises(ServerUnclear):
        server_of(url, REQUIRED)


def test_a_password_is_not_shown_with_its_server() -> None:
    assert "secret" not in repr(server_of("smtp://me:secret@host", REQUIRED))


@given(st.integers(min_value=0, max_value=100_000))
def test_pauses_grow_to_a_limit(attempts: int) -> None:
    pause, next_one = pause_after(attempts), pause_after(attempts + 1)
    assert timedelta(seconds=30) <= pause <= next_one <= timedelta(minutes=15)


def test_only_5yz_is_for_ever() -> None:
    assert [code for code in (250, 421, 450, 500, 550, 599) if is_final(code)] == [
        500,
        550,
        599,
    ]


@given(st.text())
def test_a_subject_is_one_line(text: str) -> None:
    line = one_line(text)
    assert len(line) <= 200
    assert line.splitlines() in ([], [line])
