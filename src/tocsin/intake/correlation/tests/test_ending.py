"""Alerts end, come back, worsen; people answer where they came from."""

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
from tocsin.foundation.classification.actions import publish_model
from tocsin.intake.correlation.restoring import resolve_due
from tocsin.intake.events.event import Act, Event
from tocsin.kernel.clock import Hands
from tocsin.register.core.reads.entries import entries_of
from tocsin.register.work.actions import close, resolve

pytestmark = pytest.mark.django_db


def model(**facts: Any) -> None:
    body = {"title": "Checkout", "match": {"service": "checkout"}, **facts}
    publish_model("checkout", body, by=SYSTEM, why="To try it.")


def test_when_all_its_alerts_ended_an_incident_is_restored(
    company: Company, hands: Hands
) -> None:
    by = source()
    tell(by, fires("a", service="checkout"), fires("b", service="checkout"))
    hands.forward(minutes=2)
    tell(by, ends("a"))
    assert incident_of("a").state == "assigned"
    hands.forward(minutes=2)
    tell(by, ends("b"))
    incident = incident_of("a")
    assert (incident.state, incident.restored_at) == ("restored", hands.moment)
    assert said(incident)[2:] == [
        "alerts_joined",
        "alerts_resolved",
        "alerts_resolved",
        "restored",
    ]
    assert [e.body.get("standing") for e in entries_of([incident.id])][3:5] == [1, 0]
    hands.forward(days=1)
    assert resolve_due() == 0
    assert incident_of("a").state == "restored", "it waits for people"


def test_what_fired_and_ended_in_one_turn_was_an_incident(company: Company) -> None:
    tell(source(), fires("a", service="checkout"), ends("a"))
    assert incident_of("a").state == "restored"


def test_its_model_may_resolve_it_at_once(company: Company) -> None:
    model(on_alerts_resolved="resolve")
    by = source()
    tell(by, fires("a", service="checkout"))
    tell(by, ends("a"))
    incident = incident_of("a")
    assert (incident.state, incident.resolution_kind) == ("resolved", "automation")
    assert incident.resolution_code == "gone"


def test_or_some_minutes_later_unless_it_is_back(
    company: Company, hands: Hands
) -> None:
    model(on_alerts_resolved="resolve", resolve_after_minutes=10)
    by = source()
    tell(by, fires("a", service="checkout"))
    tell(by, ends("a"))
    hands.forward(minutes=5)
    tell(by, fires("b", service="checkout"))
    assert incident_of("b").state == "diagnosis"
    hands.forward(minutes=6)
    assert resolve_due() == 0
    tell(by, ends("b"))
    hands.forward(minutes=9, seconds=59)
    assert resolve_due() == 0
    hands.forward(seconds=1)
    assert resolve_due() == 1
    assert incident_of("a").state == "resolved"
    assert resolve_due() == 0


def test_an_alert_that_fires_again_takes_restored_back(company: Company) -> None:
    by = source()
    tell(by, fires("a", service="checkout"))
    tell(by, ends("a"))
    tell(by, fires("a", service="checkout"))
    (incident,) = incidents()
    assert incident.state == "diagnosis"
    assert said(incident)[2:] == [
        "alerts_resolved",
        "restored",
        "impact_returned",
        "alerts_joined",
    ]


def test_it_reopens_what_was_resolved_a_short_while_ago(
    company: Company, hands: Hands
) -> None:
    by = source()
    tell(by, fires("a", service="checkout"))
    first = incident_of("a")
    tell(by, ends("a"))
    resolve(first.id, resolution="permanent", by=company.actor("grace"))
    hands.forward(hours=4)
    tell(by, fires("a", service="checkout"))
    assert incident_of("a") == first
    assert incident_of("a").reopened_count == 1


def test_later_a_new_one_is_opened_and_related(company: Company, hands: Hands) -> None:
    by = source()
    tell(by, fires("a", service="checkout"))
    first = incident_of("a")
    tell(by, ends("a"))
    resolve(first.id, resolution="permanent", by=company.actor("grace"))
    hands.forward(hours=4, seconds=1)
    tell(by, fires("a", service="checkout"))
    second = incident_of("a")
    assert second != first
    assert second.links == {"related": [first.ref]}
    first.refresh_from_db()
    assert first.links == {"related": [second.ref]}
    assert first.state == "resolved"


def test_what_was_closed_stays_closed(company: Company, hands: Hands) -> None:
    by = source()
    tell(by, fires("a", service="checkout"))
    first = incident_of("a")
    tell(by, ends("a"))
    close(first.id, resolution="permanent", by=company.actor("grace"))
    tell(by, fires("a", service="checkout"))
    assert incident_of("a") != first
    assert incident_of("a").links == {"related": [first.ref]}


def test_no_data_is_no_end_and_its_return_no_join(company: Company) -> None:
    by = source()
    tell(by, fires("a", service="checkout"))
    tell(by, Event(key="a", act=Act.NO_DATA))
    tell(by, fires("a", service="checkout"))
    assert said(incident_of("a")) == ["registered", "assigned"]


def test_a_greater_severity_is_told_and_raises_what_an_alert_opened(
    company: Company,
) -> None:
    by = source()
    tell(by, fires("a", service="checkout", severity="warning"))
    assert (incident_of("a").impact, incident_of("a").priority) == (2, 4)
    tell(by, fires("a", service="checkout", severity="critical"))
    incident = incident_of("a")
    assert (incident.impact, incident.urgency, incident.priority) == (1, 1, 1)
    tell(by, fires("a", service="checkout", severity="info"))
    tell(by, fires("b", service="checkout", severity="critical"))
    assert said(incident_of("a"))[2:] == ["alerts_worsened", "amended", "alerts_joined"]
    assert incident_of("a").priority == 1, "it never falls by itself"


def test_acknowledging_at_the_source_is_acknowledging_here(
    company: Company, hands: Hands
) -> None:
    by = source()
    tell(by, fires("a", service="checkout"))
    tell(by, Event(key="a", act=Act.ACKNOWLEDGE, by="ADA"))
    incident = incident_of("a")
    assert incident.acknowledged_at == hands.moment
    entry = list(entries_of([incident.id]))[-1]
    assert (entry.actor_id, entry.on_behalf_of) == ("prometheus", "p-ada")
    tell(by, Event(key="a", act=Act.UNACKNOWLEDGE))
    tell(by, Event(key="a", act=Act.ACKNOWLEDGE, by="Somebody Else"))
    assert said(incident_of("a")).count("acknowledged") == 1


def test_notes_at_the_source_are_notes_here(company: Company) -> None:
    by = source()
    tell(by, fires("a", service="checkout"))
    note = Event(key="a", act=Act.NOTE, description="Disk is full.", by="Uncle Bob")
    tell(by, note)
    entry = list(entries_of([incident_of("a").id]))[-1]
    assert (entry.kind, entry.body["text"]) == ("noted", "Uncle Bob: Disk is full.")
