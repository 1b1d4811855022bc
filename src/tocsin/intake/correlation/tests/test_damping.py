"""What flaps is written down and not acted on, until it has settled."""

import pytest

from tests.company import Company
from tocsin.foundation.config.actions import set_option
from tocsin.intake.alerts.damping import FLAPPING, flapping_incidents
from tocsin.intake.alerts.models import Alert
from tocsin.intake.alerts.options import FLAP_CHANGES
from tocsin.intake.correlation.clockwork import settle_alerts
from tocsin.intake.correlation.tests.life import Teller
from tocsin.intake.events.event import Act, Event
from tocsin.kernel import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def teller(company: Company) -> Teller:
    set_option(FLAP_CHANGES, 4, by=company.actor("root"))
    return Teller()


def flap(teller: Teller, hands: clock.Hands, acts: str) -> None:
    for act in acts:
        hands.forward(minutes=1)
        teller.tell("x", Act.OPEN if act == "o" else Act.RESOLVE, service="checkout")


def test_the_fourth_change_is_not_acted_on_and_none_after_it(
    company: Company, hands: clock.Hands, teller: Teller
) -> None:
    flap(teller, hands, "oro")
    first = teller.incident("x")
    assert first
    flap(teller, hands, "r")
    assert flapping_incidents([first]) == {first}
    flap(teller, hands, "oro")
    assert teller.mark("x") == FLAPPING
    assert teller.incident("x") == first, "it stays with its incident"
    assert Alert.objects.count() == 4, "all of it is written down"
    assert settle_alerts() == 0


def test_steady_and_firing_it_is_raised(
    company: Company, hands: clock.Hands, teller: Teller
) -> None:
    flap(teller, hands, "ororo")
    hands.forward(minutes=9, seconds=59)
    assert settle_alerts() == 0
    teller.tell("x", service="checkout")
    hands.forward(seconds=1)
    assert settle_alerts() == 1, "what repeats changes nothing"
    assert teller.mark("x") == ""
    assert teller.incident("x")
    flap(teller, hands, "ro")
    assert teller.mark("x") == "", "what it did before it settled is past"


def test_steady_and_resolved_its_end_counts(
    company: Company, hands: clock.Hands, teller: Teller
) -> None:
    flap(teller, hands, "ororor")
    hands.forward(minutes=10)
    assert settle_alerts() == 1
    assert teller.alert("x").state == "resolved"
    assert flapping_incidents([teller.alert("x").incident_id or 0]) == set()


def test_told_in_one_batch(company: Company, teller: Teller) -> None:
    acts = [Act.OPEN, Act.RESOLVE] * 3 + [Act.OPEN]
    teller.tell_all([Event("x", act, title="x") for act in acts])
    assert teller.mark("x") == FLAPPING


def test_slowly_it_never_flaps(
    company: Company, hands: clock.Hands, teller: Teller
) -> None:
    for _round in range(5):
        hands.forward(minutes=5)
        teller.tell("x", service="checkout")
        hands.forward(minutes=5)
        teller.resolve("x")
        assert teller.mark("x") == ""


def test_with_no_number_of_changes_nothing_flaps(
    company: Company, hands: clock.Hands, teller: Teller
) -> None:
    set_option(FLAP_CHANGES, 0, by=company.actor("root"))
    flap(teller, hands, "orororo")
    assert teller.mark("x") == ""
