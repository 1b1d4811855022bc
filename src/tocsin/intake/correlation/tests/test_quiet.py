"""Recorded as ever, and nobody is paged: until something else joins, or it ends."""

from typing import Any

import pytest

from tests.company import Company
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.intake.alerts.actions.windows import plan_window
from tocsin.intake.correlation import quieting
from tocsin.intake.correlation.clockwork import wake_incidents
from tocsin.intake.correlation.tests.life import Teller
from tocsin.kernel import clock
from tocsin.register.core.reads.visible import visible_to
from tocsin.register.work.tags import QUIET

pytestmark = pytest.mark.django_db


@pytest.fixture
def teller(company: Company, hands: clock.Hands) -> Teller:
    plan_window(
        name="Disk",
        services=["database"],
        begins="2026-03-02T09:00",
        minutes=60,
        keeps_recording=True,
        by=company.actor("ada"),
    )
    hands.forward(minutes=5)
    return Teller()


def tags(teller: Teller, key: str) -> list[str]:
    number = teller.incident(key)
    assert number
    return list(visible_to(SYSTEM).get(id=number).tags)


def test_an_incident_is_opened_and_quiet(company: Company, teller: Teller) -> None:
    teller.tell("db", service="database")
    assert teller.mark("db") == ""
    assert tags(teller, "db") == [QUIET]
    teller.tell("more", service="database")
    assert tags(teller, "db") == [QUIET]
    assert wake_incidents() == 0


def test_what_else_joins_it_wakes_it(company: Company, teller: Teller) -> None:
    teller.tell("db", service="database", severity="critical")
    teller.tell("shop", service="checkout")
    assert teller.incident("shop") == teller.incident("db")
    assert tags(teller, "db") == []


def test_what_fires_when_it_ends_wakes_it(
    company: Company, hands: clock.Hands, teller: Teller
) -> None:
    teller.tell("db", service="database")
    hands.forward(minutes=54, seconds=59)
    assert wake_incidents() == 0
    hands.forward(seconds=1)
    assert wake_incidents() == 1
    assert tags(teller, "db") == []
    assert wake_incidents() == 0


def test_quiet_reports_of_people_hide_nothing_that_fires(
    company: Company,
    hands: clock.Hands,
    teller: Teller,
    monkeypatch: pytest.MonkeyPatch,
    django_assert_max_num_queries: Any,
) -> None:
    """Hundreds of them follow what is known, and bear the tag as well."""
    monkeypatch.setattr(quieting, "_INCIDENTS", 2)
    for _report in range(3):
        company.open(tags=[QUIET])
    teller.tell("db", service="database")
    teller.tell("more", service="database")
    with django_assert_max_num_queries(15):
        assert wake_incidents() == 0
    hands.forward(minutes=55)
    assert wake_incidents() == 1
    assert tags(teller, "db") == []


def test_what_was_loud_before_stays_loud(company: Company, teller: Teller) -> None:
    opened = company.open(service="database")
    teller.tell("db", service="database")
    assert teller.incident("db") == opened.id
    assert tags(teller, "db") == []
