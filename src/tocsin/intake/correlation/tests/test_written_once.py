"""What a storm costs the database: one row for each alert, written once; and nothing
but a count for what is said again."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from tests.company import Company
from tests.feeding import ends, fires, incident_of, source, tell
from tocsin.intake.alerts.models import Alert
from tocsin.kernel import clock
from tocsin.kernel.clock import Hands

pytestmark = pytest.mark.django_db


def _asked(act: Callable[[], Any]) -> list[str]:
    """The statements that were asked meanwhile."""
    told: list[str] = []

    def listen(execute: Any, statement: str, *others: Any) -> Any:
        told.append(statement)
        return execute(statement, *others)

    with connection.execute_wrapper(listen):
        act()
    return told


def test_a_new_alert_is_written_with_its_incident(company: Company) -> None:
    by = source()
    told = _asked(
        lambda: tell(by, *(fires(f"h{n}", service="checkout") for n in "abc"))
    )
    assert not [one for one in told if "update alerts_alert" in one]
    (number,) = set(Alert.objects.values_list("incident_id", flat=True))
    assert number == incident_of("ha").id


def test_an_alert_that_begins_and_ends_in_one_turn_is_one_row(company: Company) -> None:
    by = source()
    tell(by, fires("a", service="checkout"), ends("a"), fires("a", service="checkout"))
    first, second = Alert.objects.order_by("id")
    assert (first.state, second.state) == ("resolved", "open")
    assert first.incident_id == second.incident_id is not None


def test_what_is_said_again_is_counted_and_not_looked_at(
    company: Company, hands: Hands
) -> None:
    by = source()
    tell(by, fires("a", service="checkout"))
    hands.forward(minutes=1)
    tell(by, fires("a", service="checkout"))
    hands.forward(minutes=1)
    told = _asked(lambda: tell(by, fires("a", service="checkout")))
    assert not [one for one in told if "for no key update" in one]
    (alert,) = Alert.objects.all()
    assert (alert.count, alert.last_seen_at) == (3, clock.now())


@pytest.mark.parametrize("twice", [False, True])
def test_what_was_changed_elsewhere_meanwhile_is_looked_at(
    company: Company, twice: bool
) -> None:
    by = source()
    for _time in range(3):
        tell(by, fires("a", service="checkout"), fires("b", service="checkout"))
    others = Alert.objects.filter(key="a")
    others.update(state="resolved", ends_at=clock.now(), ended_why="closed")
    tell(
        by,
        fires("b", service="checkout"),
        *[fires("a", service="checkout")] * (1 + twice),
    )
    assert Alert.objects.get(key="b").count == 4
    closed, anew = Alert.objects.filter(key="a").order_by("id")
    assert (closed.count, anew.count, anew.state) == (3, 1 + twice, "open")
