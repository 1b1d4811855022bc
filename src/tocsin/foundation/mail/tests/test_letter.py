from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy

from hypothesis import given
from hypothesis import strategies as st

from tocsin.foundation.mail.letter import Parts, message_of
from tocsin.foundation.mail.rules import one_line
from tocsin.kernel.text import holdable

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)


@dataclass
class Row:
    address: str = "ada@shop.example"
    name: str = "Ada"
    message_id: str = "<1@tocsin.example>"
    subject: str = "Hello"
    thread: str = ""
    language: str = "fr"


def test_a_mail_says_what_it_is() -> None:
    parts = Parts(["One & two."], "https://t.example/x", "Open it", "You are named.")
    message = message_of(Row(thread="INC-1"), parts, sender="t@t.example", at=AT)
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Message-ID"] == "<1@tocsin.example>"
    assert message["References"] == message["In-Reply-To"] == "<INC-1@localhost>"
    assert message["Date"].datetime == AT
    assert message["To"] == "Ada <ada@shop.example>"
    assert message["Content-Language"] == "fr"
    assert message["Reply-To"] is None
    text, html = message.iter_parts()
    wanted = "One & two.\n\nOpen it\nhttps://t.example/x\n\n-- \nYou are named.\n"
    assert text.get_content() == wanted
    page = html.get_content()
    assert '<html lang="fr">' in page
    assert "<p>One &amp; two.</p>" in page
    assert '<a href="https://t.example/x">' in page
    assert "style" not in page


def test_what_is_of_a_thread_is_answered_where_reports_go() -> None:
    wanted = {"INC-1": "Tocsin <help@t.example>", "": "None"}
    for thread, told in wanted.items():
        message = message_of(
            Row(thread=thread),
            Parts(["One."]),
            sender="t@t.example",
            at=AT,
            reply_to="help@t.example",
        )
        assert str(message["Reply-To"]) == told


@given(st.text(max_size=200), st.text(max_size=80), st.text(max_size=2000))
def test_nothing_that_is_written_breaks_a_mail(
    subject: str, name: str, said: str
) -> None:
    row = Row(subject=one_line(holdable(subject)), name=one_line(holdable(name)))
    parts = Parts([holdable(said)])
    message = message_of(row, parts, sender="t@t.example", at=AT)
    read = message_from_bytes(message.as_bytes(), policy=policy.default)
    assert set(read.keys()) == set(message.keys())
    assert read["Auto-Submitted"] == "auto-generated"
    assert read["To"].addresses[0].addr_spec == "ada@shop.example"
