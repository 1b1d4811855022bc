"""Models that state what proves restored: alerts alone are not enough then."""

import json
from typing import Any

import pytest

from tests.asked import go_on, stored
from tests.company import Company, kinds
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.foundation.classification.actions import publish_model
from tocsin.intake.events.actions.sources import add_source
from tocsin.intake.events.models import Source
from tocsin.intake.heartbeats.actions.keeping import add_heartbeat
from tocsin.kernel import clock
from tocsin.register.core.models import Entry, Incident
from tocsin.register.links.actions import link
from tocsin.register.work.actions import open_incident, return_impact

pytestmark = pytest.mark.usefixtures("company", "folds")
ORDERS = {"figure": "orders", "source": "shop", "at_least": 20, "for_minutes": 5}


@pytest.fixture
def shop(company: Company) -> Source:
    return add_source("Shop", "alertmanager", by=SYSTEM, service="checkout")[0]


def model(restored_when: dict[str, Any], **more: Any) -> None:
    body = {"title": "Shop", "match": {"service": "checkout"}} | more
    body["restored_when"] = restored_when
    publish_model("shop", body, by=SYSTEM, why="Orders say whether people can buy.")


def tell(shop: Source, status: str, hands: clock.Hands) -> None:
    at = clock.now().isoformat()
    alert = {
        "labels": {"alertname": "NoOrders"},
        "annotations": {},
        "startsAt": "2026-03-02T09:00:00Z",
    }
    if status == "resolved":
        alert["endsAt"] = at
    stored(shop, "alertmanager", "api/v2/alerts", json.dumps([alert]).encode())
    go_on()


def orders(shop: Source, value: int) -> None:
    stored(shop, "figures", "", f"orders {value}".encode())
    go_on()


def state() -> str:
    return str(Incident.objects.get().state)


def test_a_figure_has_to_keep_its_bound_for_the_time(
    shop: Source, hands: clock.Hands
) -> None:
    model(ORDERS)
    tell(shop, "firing", hands)
    orders(shop, 0)
    hands.forward(minutes=1)
    tell(shop, "resolved", hands)
    assert state() != "restored", "nobody can buy yet"
    for _minute in range(5):
        orders(shop, 25)
        assert state() != "restored"
        hands.forward(minutes=1)
    orders(shop, 25)
    assert state() == "restored"


def reported(**facts: Any) -> Incident:
    """By a user; no monitor tells of it."""
    told = {"title": "I cannot pay", "service": "checkout", "model": "shop", **facts}
    return open_incident(told, by=SYSTEM)


def test_what_only_users_saw_is_restored_by_its_figure(
    shop: Source, hands: clock.Hands
) -> None:
    model(ORDERS)
    orders(shop, 25)
    hands.forward(minutes=1)
    incident = reported()
    orders(shop, 0)
    hands.forward(minutes=1)
    for _minute in range(5):
        orders(shop, 25)
        assert state() != "restored"
        hands.forward(minutes=1)
    orders(shop, 25)
    assert state() == "restored"
    assert Entry.objects.get(kind="restored").actor_kind == "system"
    return_impact(incident.id, by=SYSTEM)
    go_on()
    assert state() != "restored", "what people take back is left to them"


def test_a_figure_that_never_fell_proves_nothing_to_users(
    shop: Source, hands: clock.Hands
) -> None:
    model(ORDERS)
    orders(shop, 0)
    hands.forward(minutes=1)
    reported()
    for _minute in range(7):
        orders(shop, 25)
        hands.forward(minutes=1)
    assert state() != "restored"


def test_what_is_part_of_something_known_follows_that(
    shop: Source, hands: clock.Hands
) -> None:
    model(ORDERS | {"for_minutes": 1})
    one, other = reported(), reported()
    link(other.id, ref=one.ref, relation="child_of", by=SYSTEM)
    for value in (0, 25, 25, 25):
        orders(shop, value)
        hands.forward(seconds=30)
    orders(shop, 25)
    states = dict(Incident.objects.values_list("id", "state"))
    assert states[one.id] == "restored"
    assert states[other.id] != "restored"


def test_what_people_take_back_is_left_to_them(
    shop: Source, hands: clock.Hands
) -> None:
    model(ORDERS | {"for_minutes": 1})
    tell(shop, "firing", hands)
    tell(shop, "resolved", hands)
    for _half in range(3):
        orders(shop, 25)
        hands.forward(seconds=30)
    orders(shop, 25)
    assert state() == "restored"
    incident = Incident.objects.get()
    return_impact(incident.id, by=SYSTEM)
    go_on()
    assert state() != "restored"
    assert kinds(incident).count("restored") == 1


def test_a_heartbeat_has_to_be_up(shop: Source, hands: clock.Hands) -> None:
    beat, _key = add_heartbeat("Nightly backup", by=SYSTEM)
    model({"heartbeat": beat.slug}, on_alerts_resolved="resolve")
    tell(shop, "firing", hands)
    tell(shop, "resolved", hands)
    assert state() != "restored"
    stored(beat.source, "hb", f"{beat.id}/")
    go_on()
    assert state() == "resolved", "proven, its model resolves it"


def test_without_a_proof_wanted_the_end_of_alerts_is_enough(
    shop: Source, hands: clock.Hands
) -> None:
    model({"alerts": "resolved"})
    tell(shop, "firing", hands)
    tell(shop, "resolved", hands)
    assert state() == "restored"
