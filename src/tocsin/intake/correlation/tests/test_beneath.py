"""Checkout fails because the database failed: it lies beneath, and says so."""

import pytest

from tests.company import Company
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.foundation.services.actions import add_service, depend
from tocsin.intake.correlation.clockwork import raise_alerts
from tocsin.intake.correlation.tests.life import Teller
from tocsin.intake.events.event import Event
from tocsin.kernel import clock
from tocsin.register.work.actions import resolve
from tocsin.register.work.held import held

pytestmark = pytest.mark.django_db


@pytest.fixture
def teller(company: Company) -> Teller:
    return Teller()


def test_it_is_listed_there_and_raised_when_its_cause_ends(
    company: Company, hands: clock.Hands, teller: Teller
) -> None:
    teller.tell("db", service="database", severity="critical")
    hands.forward(minutes=1)
    teller.tell("shop", service="checkout", severity="critical")
    cause = teller.incident("db")
    assert cause
    assert teller.incident("shop") == cause
    assert teller.mark("shop") == "beneath:database"
    assert held({cause})[cause].alerts_count == 2
    assert raise_alerts() == 0
    hands.forward(minutes=1)
    teller.resolve("db")
    assert held({cause})[cause].state == "restored", "what lies beneath holds up nobody"
    assert raise_alerts() == 1
    own = teller.incident("shop")
    assert own
    assert own != cause
    assert teller.mark("shop") == ""
    assert held({own})[own].service_id == "checkout"
    assert held({cause})[cause].state == "restored"
    assert raise_alerts() == 0


def test_it_ends_before_its_cause(company: Company, teller: Teller) -> None:
    teller.tell("db", service="database", severity="critical")
    teller.tell("shop", service="checkout")
    teller.resolve("shop")
    cause = teller.incident("db")
    assert cause
    assert held({cause})[cause].state not in ("restored", "resolved")
    teller.resolve("db")
    assert held({cause})[cause].state == "restored"
    assert raise_alerts() == 0


def test_told_in_one_batch(company: Company, teller: Teller) -> None:
    teller.tell_all(
        [
            Event("shop", title="shop", service="checkout", severity="critical"),
            Event("db", title="db", service="database", severity="error"),
        ]
    )
    assert teller.incident("shop") == teller.incident("db")
    assert (teller.mark("shop"), teller.mark("db")) == ("beneath:database", "")


def test_a_warning_below_pulls_nothing_down(company: Company, teller: Teller) -> None:
    teller.tell("db", service="database", severity="warning")
    teller.tell("shop", service="checkout", severity="critical")
    assert teller.mark("shop") == ""


def test_what_people_said_has_failed_counts(company: Company, teller: Teller) -> None:
    opened = company.open(service="database")
    teller.tell("shop", service="checkout")
    assert teller.incident("shop") == opened.id
    assert teller.mark("shop") == "beneath:database"
    resolve(opened.id, by=company.actor("ada"), resolution="permanent")
    assert raise_alerts() == 1
    assert teller.incident("shop") != opened.id


def test_what_has_less_in_reserve_fails_by_itself(
    company: Company, teller: Teller
) -> None:
    for key in ("replica-a", "replica-b"):
        add_service(key, key, team="infrastructure", by=SYSTEM)
        depend("checkout", key, group="replicas", works_with=1, by=SYSTEM)
    teller.tell("a", service="replica-a", severity="critical")
    teller.tell("shop", service="checkout")
    assert teller.mark("shop") == ""


def test_one_after_the_other_in_a_chain(company: Company, teller: Teller) -> None:
    add_service("disk", "Disk", team="infrastructure", by=SYSTEM)
    depend("database", "disk", by=SYSTEM)
    teller.tell("disk", service="disk", severity="critical")
    teller.tell("shop", service="checkout")
    assert teller.mark("shop") == "beneath:disk", "also through others"
