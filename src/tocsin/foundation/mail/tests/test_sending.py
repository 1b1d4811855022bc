"""Against a real server: what is taken, refused for ever, or tried again."""

from pathlib import Path

import pytest

from tocsin.foundation.mail.actions import queue_mail, queue_mails, try_waiting_mails
from tocsin.foundation.mail.clockwork import send_due_mails
from tocsin.foundation.mail.letter import Letter, Recipient
from tocsin.foundation.mail.models import Mail
from tocsin.foundation.mail.reads import standing
from tocsin.foundation.mail.tests.receiving import (
    NAME,
    Post,
    certificate,
    receiving,
    signing_in,
)
from tocsin.kernel.clock import Hands

ADA, BEN, EVA = (
    Recipient(f"{name.lower()}@shop.example", name) for name in ("Ada", "Ben", "Eva")
)
pytestmark = pytest.mark.django_db


def hello(to: Recipient) -> Letter:
    return Letter(f"Hello {to.name}", ["Well?"], path="/x", label="Open")


def opening(_to: Recipient) -> Letter:
    return Letter("Open", ["Do."], path="/open/abc", label="Open it", is_secret=True)


def states() -> list[tuple[str, str]]:
    found = Mail.objects.order_by("id")
    return list(found.values_list("state", "said"))


def test_what_is_due_is_sent_and_then_forgotten(hands: Hands, post: Post) -> None:
    queue_mail("opening", opening, to=ADA)
    queue_mails("hello", hello, to=[ADA, BEN])
    assert send_due_mails() == 3
    assert [m["Subject"] for m in post.came] == ["Open", "Hello Ada", "Hello Ben"]
    body = post.came[0].get_body(("plain",))
    assert body is not None
    assert "http://localhost:8000/open/abc" in body.get_content()
    for row in Mail.objects.all():
        assert (row.state, row.body, row.secret_link) == ("sent", {}, None)
    assert send_due_mails() == 0
    assert standing().sent_at == hands.moment


def test_nothing_is_sent_while_no_server_is_named(hands: Hands) -> None:
    queue_mail("hello", hello, to=ADA)
    assert send_due_mails() == 0
    found = standing()
    assert (found.server, found.waiting, found.is_unclear) == (None, 1, False)


def test_an_address_that_is_refused_for_ever_has_failed(
    hands: Hands, post: Post
) -> None:
    post.refusals = {ADA.address: "550 nobody here", BEN.address: "450 busy"}
    queue_mails("hello", hello, to=[ADA, BEN, EVA])
    assert send_due_mails() == 1
    told = [("failed", "550 nobody here"), ("queued", "450 busy"), ("sent", "")]
    assert states() == told
    post.refusals = {}
    hands.forward(seconds=29)
    assert send_due_mails() == 0
    hands.forward(seconds=1)
    assert send_due_mails() == 1, "the busy one is tried again"
    assert post.ids[-1] != post.ids[0]


def test_a_mail_that_is_refused_by_its_content(hands: Hands, post: Post) -> None:
    post.data = ["554 no", "451 later"]
    queue_mails("hello", hello, to=[ADA, BEN])
    assert send_due_mails() == 0
    assert states() == [("failed", "554 no"), ("queued", "451 later")]


def test_pauses_grow_until_it_is_given_up(hands: Hands, post: Post) -> None:
    post.refusals = {ADA.address: "450 busy"}
    queue_mail("opening", opening, to=ADA)
    began = hands.moment
    for _ in range(80):
        send_due_mails()
        hands.forward(hours=1)
    row = Mail.objects.get()
    assert (row.state, row.said, row.secret_link) == ("failed", "450 busy", None)
    assert row.ended_at is not None
    assert 72 <= (row.ended_at - began).total_seconds() / 3600 < 73.5


def test_a_server_that_is_away_loses_nothing(
    hands: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOCSIN_SMTP_URL", "smtp://127.0.0.1:1")
    queue_mails("hello", hello, to=[ADA, BEN])
    assert send_due_mails() == 0
    assert {state for state, _said in states()} == {"queued"}
    assert "refused" in standing().trouble
    assert send_due_mails() == 0
    assert try_waiting_mails() == 0, "a pause shorter than a sender's hold goes on"
    hands.forward(seconds=30)
    with receiving() as post:
        monkeypatch.setenv("TOCSIN_SMTP_URL", f"smtp://127.0.0.1:{post.port}")
        monkeypatch.setenv("TOCSIN_SMTP_TLS", "off")
        assert send_due_mails() == 2


def test_no_mail_is_sent_in_the_clear_by_accident(
    hands: Hands, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOCSIN_SMTP_TLS", "required")
    queue_mail("hello", hello, to=ADA)
    assert send_due_mails() == 0
    assert post.came == []
    assert "STARTTLS" in standing().trouble


def _use(
    monkeypatch: pytest.MonkeyPatch, url: str, trusted: Path | None = None
) -> None:
    monkeypatch.setenv("TOCSIN_SMTP_URL", url)
    monkeypatch.delenv("TOCSIN_SMTP_TLS", raising=False)
    if trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(trusted))


def test_by_starttls_with_a_name_and_a_password(
    hands: Hands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trusted, context = certificate(tmp_path)
    queue_mail("hello", hello, to=ADA)
    with receiving(**signing_in(context)) as post:
        where = f"@localhost:{post.port}"
        _use(monkeypatch, f"smtp://{NAME}:wrong{where}", trusted)
        assert send_due_mails() == 0
        assert "535" in standing().trouble
        assert "wrong" not in standing().trouble
        hands.forward(minutes=1)
        _use(monkeypatch, f"smtp://{NAME}:p%40ss%20word%2F7{where}", trusted)
        assert send_due_mails() == 1


def test_by_tls_from_the_start(
    hands: Hands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trusted, context = certificate(tmp_path)
    queue_mail("hello", hello, to=ADA)
    with receiving(ssl_context=context) as post:
        url = f"smtps://localhost:{post.port}"
        _use(monkeypatch, url)
        assert send_due_mails() == 0
        assert "CERTIFICATE_VERIFY_FAILED" in standing().trouble
        hands.forward(minutes=1)
        _use(monkeypatch, url, trusted)
        assert send_due_mails() == 1
        assert len(post.came) == 1


def test_what_cannot_be_written_as_an_address_has_failed(
    hands: Hands, post: Post
) -> None:
    queue_mails("hello", hello, to=[Recipient("no address"), ADA])
    assert send_due_mails() == 1
    assert [state for state, _said in states()] == ["failed", "sent"]
