"""An alert that was over when it was first heard of: written down, explained, and not
acted on."""

from datetime import datetime, timedelta

import pytest

from tests.company import Company
from tests.feeding import ends, fires, incident_of, incidents, source, tell
from tocsin.intake.alerts.models import Alert, Flap
from tocsin.intake.correlation.noise import noise
from tocsin.intake.correlation.reconciling import reconcile
from tocsin.intake.correlation.tests.life import Teller
from tocsin.intake.correlation.trial import try_rules
from tocsin.intake.events.event import Act, Event
from tocsin.kernel import clock
from tocsin.kernel.clock import Hands

pytestmark = pytest.mark.django_db


def _over(key: str, starts_at: datetime, **facts: object) -> Event:
    return ends(key, starts_at=starts_at, has_episodes=True, **facts)


def _again(key: str, starts_at: datetime) -> Event:
    return fires(key, starts_at=starts_at, has_episodes=True, service="checkout")


def test_an_end_that_is_told_first_is_an_alert_that_is_over(
    company: Company, hands: Hands
) -> None:
    began, by = clock.now(), source()
    hands.forward(minutes=5)
    tell(by, _over("a", began, title="Disk full", ends_at=began + timedelta(minutes=3)))
    (alert,) = Alert.objects.all()
    assert (alert.state, alert.suppressed, alert.count) == ("resolved", "over", 0)
    assert (alert.starts_at, alert.ends_at) == (began, began + timedelta(minutes=3))
    assert (alert.title, alert.ended_why) == ("Disk full", "told")
    assert incidents() == []
    (why,) = reconcile().reasons
    assert (why.word, why.alerts, why.standing) == ("over", 1, 0)
    assert noise().alerts == 0
    assert try_rules({"rules": []}).alerts == 0


def test_it_is_one_however_often_its_end_is_said_again(
    company: Company, hands: Hands
) -> None:
    began, by = clock.now(), source()
    for _time in range(3):
        hands.forward(minutes=1)
        tell(by, _over("a", began), _over("a", began))
    assert Alert.objects.count() == 1


def test_its_beginning_is_late_and_opens_nothing(
    company: Company, hands: Hands
) -> None:
    began, by = clock.now(), source()
    hands.forward(minutes=5)
    tell(by, _over("a", began))
    tell(by, _again("a", began))
    assert Alert.objects.count() == 1
    hands.forward(minutes=5)
    tell(by, _again("a", clock.now()))
    assert incident_of("a").title == "a fires"


@pytest.mark.parametrize("at_once", [False, True])
def test_what_fires_next_goes_on_where_the_last_that_was_seen_belonged(
    company: Company, hands: Hands, at_once: bool
) -> None:
    by, first = source(), clock.now()
    tell(by, _again("a", first))
    hands.forward(minutes=2)
    tell(by, _over("a", first))
    before = incident_of("a")
    hands.forward(minutes=1)
    missed = clock.now()
    hands.forward(minutes=5)
    told = [_over("a", missed), _again("a", clock.now())]
    for some in [told] if at_once else [[each] for each in told]:
        tell(by, *some)
    assert [a.suppressed for a in Alert.objects.order_by("id")] == ["", "over", ""]
    assert incident_of("a").id == before.id


def test_an_end_of_no_episode_makes_nothing(company: Company) -> None:
    """Pings, checks that are well, and what PagerDuty or Opsgenie close unopened."""
    by = source()
    tell(by, ends("a"), ends("b", starts_at=clock.now()))
    assert not Alert.objects.exists()
    tell(by, fires("a"), ends("a"))
    tell(by, _over("a", clock.now()))
    assert Alert.objects.count() == 1, "it does not number its episodes"


def test_it_is_no_flapping(company: Company, hands: Hands) -> None:
    teller = Teller()
    for _time in range(12):
        began = clock.now()
        hands.forward(minutes=1)
        teller.tell("a", Act.RESOLVE, starts_at=began, has_episodes=True)
    assert not Flap.objects.exists()
    assert teller.mark("a") == "over"
