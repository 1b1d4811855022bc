"""By a real SMTP server: what arrives, and what its answers say."""

from email.message import EmailMessage

import pytest

from tocsin.foundation.mail.tests.receiving import Post
from tocsin.foundation.notify.channels.contract import AddressUnfit
from tocsin.foundation.notify.channels.mail.channel import CHANNEL
from tocsin.foundation.notify.channels.tests.messages import (
    ACKNOWLEDGE,
    incoming,
    page,
    provider,
    sent,
)

BY = provider("mail", "smtp")
ADA = page(address="ada@shop.example")
pytestmark = pytest.mark.django_db


def body(mail: EmailMessage, kind: str) -> str:
    part = mail.get_body((kind,))
    assert part is not None
    return str(part.get_content())


def test_a_mail_in_its_thread(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOCSIN_REPLY_ADDRESS", "tocsin@in.example")
    result = sent(CHANNEL, BY, ADA)
    assert result.taken
    (mail,) = post.came
    assert mail["Message-ID"] == result.provider_id
    assert mail["Subject"] == ADA.subject
    assert mail["To"] == "Ada Lovelace <ada@shop.example>"
    assert mail["References"] == mail["In-Reply-To"] == "<INC-00042@localhost>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Importance"] == "high"
    assert mail["Reply-To"].startswith("Tocsin <tocsin+17-")
    assert ACKNOWLEDGE.url in body(mail, "plain")
    assert "one word: ack, escalate, resolve" in body(mail, "plain")
    assert ADA.html in body(mail, "html")


def test_without_a_reply_address_no_answer_is_offered(post: Post) -> None:
    sent(CHANNEL, BY, ADA)
    (mail,) = post.came
    assert mail["Reply-To"] is None
    assert "one word" not in body(mail, "plain")


def test_one_connection_carries_many_and_each_is_told_of(post: Post) -> None:
    post.refusals = {"b@shop.example": "550 nobody here", "c@shop.example": "450 busy"}
    many = [
        page(id=n, uid=f"u{n}", address=f"{name}@shop.example")
        for n, name in enumerate("abcd")
    ]
    found = {r.message_id: r for r in CHANNEL.send_many(many, BY)}
    assert [found[n].taken for n in range(4)] == [True, False, False, True]
    assert [found[n].permanent for n in range(4)] == [False, True, False, False]
    assert found[1].said == "550 nobody here"


def test_a_server_that_is_away_is_told_for_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOCSIN_SMTP_URL", "smtp://127.0.0.1:1")
    many = [page(id=n, address=f"{n}@shop.example") for n in range(3)]
    found = list(CHANNEL.send_many(many, BY))
    assert [r.message_id for r in found] == [0, 1, 2]
    assert not any(r.taken or r.permanent for r in found)


def test_where_no_server_is_named_there_is_no_provider() -> None:
    assert CHANNEL.own_provider() is None
    (result,) = CHANNEL.send_many([ADA], BY)
    assert (result.taken, result.permanent) == (False, False)


def test_an_answer_by_mail(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOCSIN_REPLY_ADDRESS", "tocsin@in.example")
    sent(CHANNEL, BY, ADA)
    answer = EmailMessage()
    answer["From"] = "Ada <ada@shop.example>"
    answer["To"] = str(post.came[0]["Reply-To"])
    answer["Subject"] = "Re: P1 INC-00042"
    answer.set_content(
        "\n  Ack  \n\nOn Fri, 27 Nov 2026, Tocsin wrote:\n> resolve\n> escalate\n"
    )
    (found,) = CHANNEL.parse_reply(incoming(answer.as_bytes()), BY).answers
    assert (found.address, found.text) == ("ada@shop.example", "Ack")
    assert found.message_id == 17


def test_addresses() -> None:
    assert CHANNEL.fit(" ada@shop.example ") == "ada@shop.example"
    for told in ("", "ada", "a b@c", "ada@shop.example\r\nBcc: x@y.example"):
        with pytest.raises(AddressUnfit):
            CHANNEL.fit(told)
