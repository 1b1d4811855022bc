"""Before a silence ends its maker is reminded; what the erased said is gone."""

from datetime import timedelta
from typing import Any

import pytest

from tests.company import MONDAY_9, Company
from tocsin.foundation.accounts.actions import erase_person
from tocsin.foundation.accounts.rules import SYSTEM, Actor
from tocsin.foundation.mail.models import Mail
from tocsin.intake.alerts.actions import add_silence, change_silence
from tocsin.intake.alerts.clockwork import forget_erased_makers, remind_of_silences
from tocsin.intake.alerts.matching import Matcher
from tocsin.intake.alerts.models import Silence
from tocsin.intake.alerts.reading_silences import authors_of
from tocsin.intake.alerts.tests.test_suppression import source
from tocsin.kernel import clock

pytestmark = pytest.mark.django_db


def make(by: Actor, minutes: int, **facts: Any) -> Silence:
    ends_at = clock.now() + timedelta(minutes=minutes)
    return add_silence(by=by, matchers=[Matcher("a", "b")], ends_at=ends_at, **facts)


def test_its_maker_is_reminded_once_for_each_end(
    company: Company, hands: clock.Hands
) -> None:
    made = make(company.actor("ada"), 60)
    make(SYSTEM, 60)
    assert remind_of_silences() == 0
    hands.forward(minutes=46)
    assert remind_of_silences() == 2
    assert remind_of_silences() == 0
    (mail,) = Mail.objects.all()
    assert mail.address == "ada@shop.example"
    assert 'a="b"' in str(mail.body)
    change_silence(made.uuid, by=SYSTEM, ends_at=MONDAY_9 + timedelta(hours=3))
    hands.forward(hours=2)
    assert remind_of_silences() == 1
    assert Mail.objects.count() == 2


def test_of_a_short_one_nobody_is_reminded_at_once(
    company: Company, hands: clock.Hands
) -> None:
    make(company.actor("ada"), 10)
    assert remind_of_silences() == 0
    hands.forward(minutes=5)
    assert remind_of_silences() == 1


def test_who_was_erased_said_nothing(company: Company) -> None:
    source("prometheus")
    by_source = Actor(kind="source", id="prometheus", name="p", via="wire")
    rows = [
        make(company.actor("ada"), 60, comment="Ada knows"),
        make(by_source, 60, comment="Ada again", author="ADA"),
        make(by_source, 60, comment="kept", author="ops"),
    ]
    names = authors_of(rows)
    assert [names[row.pk] for row in rows] == ["Ada", "Ada", "ops"]
    erase_person("p-ada", by=SYSTEM)
    assert forget_erased_makers() == 2
    found = Silence.objects.order_by("id")
    assert [(row.comment, row.author) for row in found] == [
        ("", ""),
        ("", "person:p-ada"),
        ("kept", "ops"),
    ]
    assert forget_erased_makers() == 0
