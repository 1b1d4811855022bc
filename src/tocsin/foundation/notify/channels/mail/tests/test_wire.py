"""What is put together by hand is what the library makes of the same message."""

import email
from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.foundation.notify.channels.mail.letter import letter
from tocsin.foundation.notify.channels.mail.wire import wire_form
from tocsin.foundation.notify.channels.tests.messages import page

AT = datetime(2026, 11, 27, 10, 0, tzinfo=UTC)
HOW: dict[str, Any] = {"sender": "tocsin@shop.example", "at": AT}
_DIFFERS = {"content-type", "content-transfer-encoding"}
# What `holdable` leaves of any text; other control characters end lines for some.
_TEXT = st.text(
    st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\n\n=.- ~"),
    max_size=300,
)


def _read(raw: bytes) -> EmailMessage:
    found: EmailMessage = email.message_from_bytes(raw, policy=policy.default)
    return found


def _words(mail: EmailMessage, kind: str) -> list[str]:
    part = mail.get_body((kind,))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n").rstrip("\n").split("\n")


def _facts(mail: EmailMessage) -> dict[str, str]:
    return {k.lower(): str(v) for k, v in mail.items() if k.lower() not in _DIFFERS}


def _agree(**told: Any) -> None:
    reply_to = told.pop("reply_to", "")
    message = page(**{"address": "ada@shop.example"} | told)
    raw = wire_form(message, reply_to=reply_to, **HOW)
    assert raw is not None
    assert all(len(line) < 998 for line in raw.split(b"\r\n"))
    assert b"\n" not in raw.replace(b"\r\n", b"")
    ours = _read(raw)
    theirs = _read(letter(message, reply_to=reply_to, **HOW).as_bytes())
    assert not ours.defects
    assert _facts(ours) == _facts(theirs)
    for kind in ("plain", "html"):
        assert _words(ours, kind) == _words(theirs, kind)


@settings(max_examples=15)
@given(text=_TEXT, html=_TEXT, subject=_TEXT, language=st.sampled_from(["en", "de"]))
def test_any_words(text: str, html: str, subject: str, language: str) -> None:
    _agree(
        text=text,
        html=f"<p>{html}</p>",
        subject=f"INC-00042 {' '.join(subject.split())}"[:200],
        language=language,
    )


@pytest.mark.parametrize(
    "told",
    [
        {"reply_to": "tocsin@in.example"},
        {"name": ""},
        {"name": 'Ada "the first" O\\Neil, Dr.'},
        {"thread": "", "loud": False, "actions": ()},
        {"html": ""},
        {"text": ".\nFrom here\n-- \nwhy"},
        {"text": "x" * 2000},
        {"text": "データベースが落ちました。" * 40},
    ],
)
def test_what_is_told(told: dict[str, Any]) -> None:
    _agree(**told)


@pytest.mark.parametrize(
    "told",
    [
        {"address": "adä@shop.example"},
        {"address": '"a b"@shop.example'},
        {"name": "Åsa"},
        {"name": "a" * 80},
        {"address": "a@b@c"},
    ],
)
def test_what_is_not_plain_is_left_to_the_library(told: dict[str, str]) -> None:
    message = page(**{"address": "ada@shop.example"} | told)
    assert wire_form(message, reply_to="", **HOW) is None
