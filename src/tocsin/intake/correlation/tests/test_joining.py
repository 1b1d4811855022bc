"""Which alerts make one incident, without any rule."""

from typing import Any

import pytest

from tests.company import Company
from tests.feeding import (
    ends,
    fires,
    incident_of,
    incidents,
    said,
    source,
    tell,
)
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.foundation.config.actions.options import set_option
from tocsin.foundation.services.actions import add_service
from tocsin.intake.alerts.models import Alert
from tocsin.intake.correlation.options import GROUPING
from tocsin.kernel.clock import Hands
from tocsin.register.core.reads.entries import entries_of
from tocsin.register.links.actions import merge
from tocsin.register.work.actions import resolve

pytestmark = pytest.mark.django_db


def test_an_alert_opens_an_incident_with_what_is_known(
    company: Company, hands: Hands
) -> None:
    started = hands.moment
    hands.forward(seconds=5)
    event = fires("a", service="Checkout", description="No orders.", starts_at=started)
    tell(source(), event)
    incident = incident_of("a")
    assert (incident.title, incident.service_id) == ("a fires", "checkout")
    assert (incident.detected_by, incident.channel) == ("monitor", "monitor")
    assert (incident.occurred_at, incident.occurred_basis) == (started, "monitor")
    # Checkout is vital, and the alert critical.
    assert (incident.impact, incident.urgency, incident.priority) == (1, 1, 1)
    assert (incident.team_id, incident.alerts_count) == ("application", 1)
    assert said(incident) == ["registered", "assigned"]
    (first, _assigned) = entries_of([incident.id])
    assert (first.actor_kind, first.actor_id) == ("source", "prometheus")


def test_the_impact_is_that_of_what_goes_down_with_it(company: Company) -> None:
    """Database is ordinary; checkout stands on it and is vital."""
    tell(source(), fires("a", service="database", severity="warning"))
    assert (incident_of("a").impact, incident_of("a").urgency) == (2, 3)


def test_a_storm_of_one_service_is_one_incident_and_one_entry(
    company: Company, hands: Hands
) -> None:
    by = source()
    tell(by, *(fires(f"host-{n}", service="checkout") for n in range(100)))
    hands.forward(minutes=5)
    tell(by, *(fires(f"host-{n}", service="checkout") for n in range(100, 600)))
    (incident,) = incidents()
    assert incident.alerts_count == 600
    assert said(incident) == [
        "registered",
        "assigned",
        "alerts_joined",
        "alerts_joined",
    ]
    *_rest, first, second = entries_of([incident.id])
    assert (first.body["count"], second.body["count"]) == (99, 500)
    assert len(second.body["alerts"]) == 20
    assert second.body["text"].splitlines()[0] == "host-100 fires"
    assert set(Alert.objects.values_list("incident_id")) == {(incident.id,)}


def test_repeats_join_nothing_again(company: Company) -> None:
    by = source()
    for _again in range(3):
        tell(by, fires("a", service="checkout"))
    assert said(incident_of("a")) == ["registered", "assigned"]
    assert incident_of("a").alerts_count == 1


def test_after_the_window_another_incident_is_opened(
    company: Company, hands: Hands
) -> None:
    by = source()
    tell(by, fires("a", service="checkout"))
    hands.forward(minutes=30)
    tell(by, fires("b", service="checkout"))
    assert incident_of("b") == incident_of("a"), "to the second"
    hands.forward(minutes=30, seconds=1)
    tell(by, fires("c", service="checkout"))
    assert incident_of("c") != incident_of("a")


def test_alerts_join_the_incident_of_what_their_service_stands_on(
    company: Company, hands: Hands
) -> None:
    by = source()
    tell(by, fires("db", service="database"))
    hands.forward(minutes=1)
    tell(by, fires("shop", service="checkout"))
    assert incident_of("shop") == incident_of("db")
    assert incident_of("db").service_id == "database"


def test_the_other_way_round_they_are_two(company: Company) -> None:
    by = source()
    tell(by, fires("shop", service="checkout"))
    tell(by, fires("db", service="database"))
    assert incident_of("shop") != incident_of("db")


def test_in_one_turn_the_fault_comes_first_however_it_is_told(
    company: Company,
) -> None:
    tell(source(), fires("shop", service="checkout"), fires("db", service="database"))
    (incident,) = incidents()
    assert incident.service_id == "database"


@pytest.mark.parametrize(
    ("facts", "others"),
    [
        ({"group_key": "g1"}, {"group_key": "g2"}),
        (
            {"labels": {"alertname": "DiskFull", "host": "a"}},
            {"labels": {"alertname": "DiskSlow", "host": "a"}},
        ),
        ({"title": "Disk full"}, {"title": "Disk slow"}),
    ],
)
def test_without_a_service_the_group_holds_them_together(
    company: Company, hands: Hands, facts: dict[str, Any], others: dict[str, Any]
) -> None:
    by = source()
    tell(by, fires("a", **facts), fires("b", **facts), fires("c", **others))
    hands.forward(minutes=1)
    tell(by, fires("d", **facts))
    assert incident_of("a") == incident_of("b") == incident_of("d")
    assert incident_of("c") != incident_of("a")
    assert "service" in incident_of("a").flags


def test_another_source_is_another_group(company: Company) -> None:
    tell(source("one"), fires("a", title="Disk full"))
    tell(source("two"), fires("b", title="Disk full"))
    assert incident_of("a") != incident_of("b")


def test_an_unknown_service_is_kept_as_told_and_flagged(company: Company) -> None:
    tell(source(), fires("a", service="Warp drive"))
    assert incident_of("a").told == {"service": "Warp drive"}
    assert "service" in incident_of("a").flags


def test_an_alert_joins_what_a_person_has_just_reported(
    company: Company, hands: Hands
) -> None:
    reported = company.open(by="tom", impact=3)
    hands.forward(minutes=3)
    tell(source(), fires("a", service="checkout"))
    assert incident_of("a") == reported
    reported.refresh_from_db()
    assert reported.impact == 3, "what a person said of it stands"
    assert reported.alerts_count == 1


def test_drills_and_real_alerts_never_meet(company: Company) -> None:
    tell(source("drill", is_drill=True), fires("a", service="checkout"))
    tell(source("real"), fires("b", service="checkout"))
    tell(source("drill too", is_drill=True), fires("c", service="checkout"))
    assert incident_of("a").is_drill
    assert not incident_of("b").is_drill
    assert incident_of("c") == incident_of("a")


def test_what_is_held_back_opens_nothing(company: Company) -> None:
    by = source()
    tell(by, fires("a", service="checkout"))
    Alert.objects.update(suppressed="silence:1", incident_id=None)
    tell(by, fires("a", service="checkout", title="Changed"))
    assert len(incidents()) == 1


def test_alerts_of_a_merged_incident_go_on_in_the_other(
    company: Company, hands: Hands
) -> None:
    by = source()
    tell(by, fires("a", service="checkout"))
    add_service("mail", "Mail", team="application", by=SYSTEM)
    tell(by, fires("b", service="mail"))
    first, second = incident_of("a"), incident_of("b")
    merge(first.id, into=second.ref, by=company.actor("grace"))
    hands.forward(minutes=1)
    tell(by, fires("c", service="checkout"))
    assert incident_of("c") == second
    second.refresh_from_db()
    assert second.alerts_count == 3
    tell(by, ends("b"), ends("c"))
    assert incident_of("b").state != "restored", "one of the merged still stands"
    tell(by, ends("a"))
    assert incident_of("b").state == "restored"


def test_without_grouping_each_alert_is_an_incident(company: Company) -> None:
    set_option(GROUPING, False, by=company.actor("root"))
    tell(source(), *(fires(f"a{n}", service="checkout") for n in range(5)))
    assert len(incidents()) == 5


def test_an_ended_incident_is_joined_by_no_new_alert(company: Company) -> None:
    by = source()
    tell(by, fires("a", service="checkout"))
    resolve(incident_of("a").id, resolution="permanent", by=company.actor("grace"))
    tell(by, fires("b", service="checkout"))
    assert incident_of("a") != incident_of("b")
