from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.foundation.notify.channels.mail.answers import (
    answer_in,
    first_words,
    message_told,
    reply_address,
)
from tocsin.foundation.notify.channels.tests.messages import PAGE, page


def to() -> str:
    return reply_address(PAGE, "tocsin@in.example")


def mail(text: str = "ack", html: str = "", **headers: str) -> bytes:
    made = EmailMessage()
    made["From"] = "ada@shop.example"
    made["To"] = headers.pop("To", to())
    for name, value in headers.items():
        made[name.replace("_", "-")] = value
    if html:
        made.set_content(html, subtype="html")
    else:
        made.set_content(text)
    return made.as_bytes()


@given(st.integers(1, 10**15))
def test_an_address_knows_its_message(number: int) -> None:
    address = reply_address(page(id=number), "tocsin@in.example")
    assert message_told(["x@y.example", address.upper()]) == number
    assert len(address.partition("@")[0]) <= 64


@pytest.mark.parametrize(
    "address",
    [
        "",
        "tocsin@in.example",
        "tocsin+17@in.example",
        "tocsin+17-@in.example",
        f"tocsin+17-{'a' * 24}@in.example",
    ],
)
def test_an_address_that_we_did_not_make(address: str) -> None:
    assert message_told([address]) is None
    assert message_told([to().replace("+17-", "+18-")]) is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("ack", "ack"),
        ("\n\n  Resolve, please \nmore", "Resolve, please"),
        ("> ack\n", ""),
        ("Am Fr., 27. Nov. 2026 schrieb Tocsin:\n> ack", ""),
        ("On Friday Tocsin wrote:\nack", ""),
        ("Le ven. 27 nov. 2026, Tocsin a écrit :\nack", ""),
        ("-----Original Message-----\nack", ""),
        ("From: Tocsin\nack", ""),
        ("", ""),
    ],
)
def test_the_first_words_that_they_wrote(text: str, words: str) -> None:
    assert first_words(text) == words


def test_html_alone() -> None:
    html = "<style>x{}</style><div>ack<br>more</div><blockquote>resolve</blockquote>"
    found = answer_in(mail(html=html))
    assert found is not None
    assert found.text == "ack"


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Precedence": "bulk"},
        {"Return_Path": "<>"},
    ],
)
def test_what_a_program_wrote_is_no_answer(headers: dict[str, str]) -> None:
    assert answer_in(mail(**headers)) is None


def test_the_address_may_be_told_by_the_server_alone() -> None:
    found = answer_in(mail(To="somebody@in.example"), to=to())
    assert found is not None
    assert found.message_id == 17


@settings(max_examples=80, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_an_answer_or_none(raw: bytes) -> None:
    answer_in(raw, to=to())
    answer_in(b"To: " + raw)
    answer_in(b"Content-Type: multipart/mixed; boundary=" + raw, to=to())
