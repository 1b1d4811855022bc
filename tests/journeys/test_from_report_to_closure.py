"""One incident's whole life, by the verbs, with time held by hand."""

import pytest

from tests.company import Company, kinds, settle
from tocsin.kernel.clock import Hands
from tocsin.register.core.reads.verify import verify_chains
from tocsin.register.search.reads import search
from tocsin.register.work.actions import (
    accept,
    close,
    note,
    reopen,
    resolve,
    restore,
    resume,
    wait_for,
)
from tocsin.register.work.reads import as_of, view_counts

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_server_failure_is_owned_worked_on_and_closed(
    company: Company, hands: Hands
) -> None:
    opened = hands.moment
    incident = company.open("tom", title="Checkout takes no orders")
    assert (incident.priority, incident.team_id) == (2, "infrastructure")
    assert (incident.owner_id, incident.owner_role) == (None, "duty_manager")
    assert view_counts(company.actor("ada"))["team"] == 1

    hands.forward(minutes=3)
    incident = accept(incident.id, by=company.actor("ada"))
    assert (incident.state, incident.owner_id) == ("diagnosis", "p-ada")

    hands.forward(minutes=5)
    wait_for(incident.id, cause="supplier", by=company.actor("ada"))
    hands.forward(minutes=20)
    incident = resume(incident.id, by=company.actor("ada"))
    assert incident.state == "diagnosis"

    restored_at = hands.moment
    hands.forward(minutes=2)
    restore(incident.id, by=company.actor("ada"), happened_at=restored_at)
    note(incident.id, text="The replica was promoted.", by=company.actor("ada"))
    hands.forward(hours=1)
    incident = resolve(incident.id, resolution="workaround", by=company.actor("ada"))
    assert (incident.restored_at, incident.resolved_at) == (restored_at, hands.moment)

    incident = close(incident.id, by=company.actor("grace"), asked={"cost": "120.50"})
    assert (incident.state, incident.told["cost"]) == ("closed", "120.50")

    hands.forward(days=2)
    incident = reopen(incident.id, by=company.actor("tom"), reason="It is back.")
    assert (incident.state, incident.resolved_at) == ("diagnosis", None)

    settle()
    assert list(search(company.actor("grace"), "replica promo").ids) == [incident.id]
    assert as_of(incident, opened).state == "assigned"
    assert verify_chains().findings == []
    assert kinds(incident)[:4] == ["registered", "classified", "assigned", "accepted"]
