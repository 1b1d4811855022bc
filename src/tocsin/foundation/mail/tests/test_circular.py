"""What is filled in reads exactly as what is composed for each."""

from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.foundation.mail.circular import NotPlain, circular_of
from tocsin.foundation.mail.letter import Parts, message_of
from tocsin.foundation.mail.rules import one_line
from tocsin.kernel.text import holdable

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
SAMPLE = {
    "address": "kq3tq8@zzv9.invalid",
    "message_id": "u7.kq3tq8@tocsin.example",
    "leave": "https://tocsin.example/status/shop/leave/kq3tq8/" + "9" * 32,
}
_ATOM = st.from_regex(r"\A[a-zA-Z0-9_+~-]{1,20}(\.[a-z0-9]{1,9})?\Z")
_HOST = st.from_regex(r"\A[a-z0-9][a-z0-9-]{0,20}[a-z0-9]\.[a-z]{2,9}\Z")
_CODE = st.text("abcdefghijkmnpqrstuvwxyz23456789", min_size=6, max_size=6)
_TOKEN = st.text("0123456789abcdef", min_size=32, max_size=32)
_TEXT = st.text(max_size=300).map(holdable)


@dataclass
class Row:
    address: str
    message_id: str
    subject: str = "Hello"
    name: str = ""
    thread: str = "notice-7"
    language: str = "de"


def _composed(values: dict[str, str], subject: str, parts: Parts) -> EmailMessage:
    row = Row(values["address"], f"<{values['message_id']}>", subject)
    why = f"{parts.why} {values['leave']}"
    told = Parts(parts.paragraphs, parts.link, parts.label, why)
    message = message_of(
        row, told, sender="t@tocsin.example", at=AT, encoding="quoted-printable"
    )
    message["List-Unsubscribe"] = f"<{values['leave']}>"
    message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return message


def _read(raw: bytes) -> tuple[list[tuple[str, str]], list[object]]:
    """All that a mail says, apart from what parts its pieces."""
    read = message_from_bytes(raw, policy=policy.default)
    assert not read.defects
    head = [(n, str(v)) for n, v in read.items() if n != "Content-Type"]
    parts = [
        (part.get_content_type(), part.defects, part.get_content())
        for part in read.walk()
        if not part.is_multipart()
    ]
    return head, [read.get_content_type(), *parts]


@settings(max_examples=60)
@given(_ATOM, _HOST, _CODE, _TOKEN, _TEXT, st.lists(_TEXT, max_size=3), _TEXT)
def test_what_is_filled_in_is_what_is_composed(
    local: str,
    host: str,
    code: str,
    token: str,
    subject: str,
    paragraphs: list[str],
    why: str,
) -> None:
    values = {
        "address": f"{local}@{host}",
        "message_id": f"u7.{code}@tocsin.example",
        "leave": f"https://tocsin.example/status/shop/leave/{code}/{token}",
    }
    parts = Parts(paragraphs, "https://tocsin.example/x?a=1&b=2", "Read it", why)
    line = one_line(subject)
    circular = circular_of(_composed(SAMPLE, line, parts), SAMPLE)
    filled = circular.filled(values)
    assert _read(filled) == _read(_composed(values, line, parts).as_bytes())
    assert f"\r\nList-Unsubscribe: <{values['leave']}>\r\n".encode() in filled
    assert b"kq3tq8" not in filled.replace(code.encode(), b"")
    assert max(map(len, filled.split(b"\r\n"))) <= 998


@pytest.mark.parametrize(
    "address",
    [
        "ada@shop.example\r\nBcc: all@shop.example",
        "Ada <ada@shop.example>",
        "ada@shop.example,bob@shop.example",
        "zoë@shop.example",
        "ada=40@shop.example",
        '"a b"@shop.example',
        "ada&co@shop.example",
        "a" * 60 + "@" + "b" * 60 + ".example",
    ],
)
def test_what_is_not_plain_is_composed_by_itself(address: str) -> None:
    circular = circular_of(_composed(SAMPLE, "Hello", Parts(["One."])), SAMPLE)
    with pytest.raises(NotPlain):
        circular.filled({**SAMPLE, "address": address})


def test_what_stands_nowhere_is_not_filled_in() -> None:
    with pytest.raises(NotPlain):
        circular_of(_composed(SAMPLE, "Hello", Parts()), {"leave": "elsewhere"})
