"""The sample's tools have told of incidents that the sample has."""

from datetime import UTC, datetime

import pytest

from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.intake.alerts.finding import WantedAlerts, alerts_of, find_alerts
from tocsin.intake.correlation.folding import fold
from tocsin.intake.correlation.sample import TOLD, load_sample_alerts
from tocsin.intake.events.models import Failure
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
    assert {row.incident.title for row in page.rows} == {
        told.title for told in TOLD
    } - {""}
    checkout = visible_to(SYSTEM).get(title="Checkout: no orders")
    held = alerts_of(checkout.id)
    assert (held.count, held.standing) == (4, 3)
    assert held.rows[-1].state == "resolved"
    assert Failure.objects.count() == 1
