"""The sample's tools have told of incidents that the sample has."""

from datetime import UTC, datetime, timedelta

import pytest

from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.intake.alerts.finding import WantedAlerts, alerts_of, find_alerts
from tocsin.intake.alerts.inhibited import inhibitions_for
from tocsin.intake.correlation.folding import fold
from tocsin.intake.correlation.sample import TOLD, load_sample_alerts
from tocsin.intake.events.clockwork import confirm_subscriptions
from tocsin.intake.events.models import Failure, Subscription
from tocsin.kernel import clock
from tocsin.register.core.reads.visible import visible_to
from tocsin.register.transfer.sample import load_sample

NOW = datetime(2026, 11, 23, 9, 47, 30, tzinfo=UTC)


@pytest.mark.django_db
def test_alerts_stand_with_their_incidents_and_are_not_told_twice() -> None:
    load_sample(NOW)
    before = visible_to(SYSTEM).count()
    with clock.held_at(NOW):
        load_sample_alerts(NOW)
        assert fold() == 0
    assert visible_to(SYSTEM).count() == before
    page = find_alerts(SYSTEM, WantedAlerts())
    assert {row.incident.title for row in page.rows if row.incident} == {
        told.title for told in TOLD
    } - {""}
    checkout = visible_to(SYSTEM).get(title="Checkout: no orders")
    held = alerts_of(checkout.id)
    assert (held.count, held.standing) == (5, 4)
    assert held.rows[-1].state == "resolved"
    assert Failure.objects.count() == 1


@pytest.mark.django_db
def test_a_database_that_is_down_holds_back_its_warnings() -> None:
    load_sample(NOW)
    with clock.held_at(NOW):
        load_sample_alerts(NOW)
        found = inhibitions_for(SYSTEM)
    assert [(one.holding, one.held) for one in found.rules] == [(1, 2)]
    assert {each.by.title for each in found.alerts if each.by} == {
        "db-primary does not answer"
    }
    assert {each.alike[0] for each in found.alerts} == {("service", "databases")}
    topics = {each.state for each in Subscription.objects.all()}
    assert topics == {"confirmed", "refused", "waits"}
    # Nobody outside is asked for what waits.
    with clock.held_at(NOW + timedelta(minutes=5)):
        assert confirm_subscriptions() == 0
    assert Subscription.objects.get(confirmed_at=None, refused_at=None).why
