from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from django.utils import timezone, translation

from tocsin.foundation.config.actions import publish_new
from tocsin.foundation.mail.actions import queue_mail, queue_mails
from tocsin.foundation.mail.letter import Letter, Recipient
from tocsin.foundation.mail.models import Mail
from tocsin.foundation.mail.reads import mail, sent_parts, shown_parts
from tocsin.kernel import clock
from tocsin.kernel.clock import Hands

ADA = Recipient("ada@shop.example", "Ada", "p-ada", "fr", "Europe/Paris")
BEN = Recipient("ben@shop.example", "Ben", "p-ben")

pytestmark = pytest.mark.django_db


def hello(to: Recipient) -> Letter:
    hour = timezone.localtime(clock.now()).hour
    language = translation.get_language()
    return Letter(f"Hello {to.name}", [f"It is {hour} in {language}."])


def secret(_to: Recipient) -> Letter:
    return Letter("Open", ["Do."], path="/open/abc", label="Open it", is_secret=True)


def kept() -> list[Mail]:
    return list(Mail.objects.order_by("id"))


def test_each_is_written_in_its_recipients_language_and_zone(hands: Hands) -> None:
    with timezone.override(ZoneInfo("Asia/Tokyo")):
        assert queue_mails("hello", hello, to=[ADA, BEN]) == 2
    said = [row.body["paragraphs"] for row in kept()]
    assert said == [["It is 10 in fr."], ["It is 9 in en."]]
    assert [row.subject for row in kept()] == ["Hello Ada", "Hello Ben"]


def test_who_has_no_address_gets_none(hands: Hands) -> None:
    assert queue_mail("hello", hello, to=Recipient("")) == 0
    assert kept() == []


def test_a_cause_told_twice_sends_one_to_each(hands: Hands) -> None:
    assert queue_mails("hello", hello, to=[ADA], cause="INC-1/5") == 1
    assert queue_mails("hello", hello, to=[ADA, BEN], cause="INC-1/5") == 1
    assert [row.address for row in kept()] == [ADA.address, BEN.address]


def test_a_mail_goes_with_its_cause(hands: Hands) -> None:
    with transaction.atomic():
        queue_mail("hello", hello, to=ADA)
        transaction.set_rollback(True)
    assert kept() == []


def test_a_secret_link_is_for_its_recipient_alone(hands: Hands) -> None:
    queue_mail("secret", secret, to=ADA)
    (row,) = kept()
    assert "abc" not in f"{row.body}{row.subject}{bytes(row.secret_link or b'')!r}"
    assert "abc" not in shown_parts(mail(row.id)).text
    assert sent_parts(mail(row.id)).link.endswith("/open/abc")


@pytest.mark.parametrize(("kind", "state"), [("sample", "held"), ("real", "queued")])
def test_a_sample_sends_nothing(hands: Hands, kind: str, state: str) -> None:
    publish_new("organisation", "default", {"kind": kind}, by=("system", "tocsin"))
    queue_mail("hello", hello, to=ADA)
    (row,) = kept()
    assert row.state == state
    assert (row.due_at is None) == (state == "held")
    assert shown_parts(row).text == "It is 10 in fr."
