"""Settings › Mail: where mail goes, a test message, the log; links that open
something are never shown."""

from collections.abc import Iterator

import pytest

from tests.company import Company, settle
from tests.web.conftest import Visitor
from tocsin.foundation.config.actions import publish_new
from tocsin.foundation.mail.actions import queue_mail
from tocsin.foundation.mail.letter import Letter, Recipient
from tocsin.foundation.mail.models import Mail
from tocsin.foundation.mail.tests.receiving import Post, receiving

MAIL = "/settings/mail"


@pytest.fixture
def post(monkeypatch: pytest.MonkeyPatch) -> Iterator[Post]:
    with receiving() as post:
        monkeypatch.setenv(
            "TOCSIN_SMTP_URL", f"smtp://me:pass-word@127.0.0.1:{post.port}"
        )
        monkeypatch.setenv("TOCSIN_SMTP_TLS", "off")
        yield post


def opening(_to: Recipient) -> Letter:
    return Letter("Open", ["Do."], path="/open/abc", label="Open it", is_secret=True)


def test_a_test_message_is_sent_to_whoever_asks(
    company: Company, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = visitor("root")
    assert "No mail server is named" in root.get(MAIL).content.decode()
    with receiving() as post:
        monkeypatch.setenv("TOCSIN_SMTP_URL", f"smtp://127.0.0.1:{post.port}")
        monkeypatch.setenv("TOCSIN_SMTP_TLS", "off")
        page = root.post(MAIL, {}, follow=True).content.decode()
        assert "root@shop.example is on its way" in page
        settle()
        assert [m["To"] for m in post.came] == ["Root <root@shop.example>"]
    page = root.get(f"{MAIL}?state=sent").content.decode()
    assert "Mail from Tocsin arrives" in page
    assert "not encrypted" in page
    shown = root.get(f"{MAIL}/{Mail.objects.get().id}").content.decode()
    assert "It was forgotten when the mail ended" in shown


def test_who_has_no_address_is_told_so(company: Company, visitor: Visitor) -> None:
    company.root.email = ""
    company.root.save()
    answer = visitor("root").post(MAIL, {})
    assert answer.status_code == 422
    assert "mail address" in answer.content.decode()


def test_passwords_and_secret_links_are_never_shown(
    company: Company, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOCSIN_SMTP_URL", "smtp://me:pass-word@127.0.0.1:1")
    queue_mail("opening", opening, to=Recipient("ada@shop.example", "Ada", "p-ada"))
    settle()
    root = visitor("root")
    pages = [root.get(MAIL), root.get(f"{MAIL}/{Mail.objects.get().id}")]
    pages += [root.get("/settings/options"), root.get("/settings/options/mail.server")]
    told = "".join(answer.content.decode() for answer in pages)
    assert "pass-word" not in told
    assert "/open/abc" not in told
    assert "a link that only its recipient sees" in told
    assert "Connection refused" in told


def test_what_waits_is_tried_when_asked(
    company: Company, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOCSIN_SMTP_URL", "smtp://127.0.0.1:1")
    queue_mail("opening", opening, to=Recipient("ada@shop.example"))
    Mail.objects.update(attempts=5)
    settle()
    with receiving() as post:
        monkeypatch.setenv("TOCSIN_SMTP_URL", f"smtp://127.0.0.1:{post.port}")
        monkeypatch.setenv("TOCSIN_SMTP_TLS", "off")
        settle()
        assert post.came == []
        visitor("root").post(MAIL, {"verb": "try"})
        settle()
        assert len(post.came) == 1


def test_a_sample_keeps_its_mail_to_be_read(
    company: Company, visitor: Visitor, post: Post
) -> None:
    publish_new("organisation", "default", {"kind": "sample"}, by=("system", "tocsin"))
    root = visitor("root")
    root.post(MAIL, {})
    settle()
    assert post.came == []
    assert "nothing leaves" in root.get(MAIL).content.decode()
    shown = root.get(f"{MAIL}/{Mail.objects.get().id}").content.decode()
    assert "If you read this, the mail server takes" in shown


def test_who_does_not_administer_sees_no_mail(
    company: Company, visitor: Visitor
) -> None:
    queue_mail("opening", opening, to=Recipient("ada@shop.example"))
    for address in (MAIL, f"{MAIL}/{Mail.objects.get().id}"):
        assert visitor("eva").get(address).status_code == 403
    assert visitor("root").get(f"{MAIL}/0").status_code == 404
