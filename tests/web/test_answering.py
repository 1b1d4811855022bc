"""A message is answered from the message: by its link, by a provider, by words."""

import asyncio
import re

import pytest
from django.test import Client

from tests.company import Company, kinds
from tests.paging import Arrivals
from tocsin.engine.sender import send_due
from tocsin.foundation.notify.actions.recording import hear_report
from tocsin.foundation.notify.channels.contract import Report
from tocsin.foundation.notify.models import Answer, Page, Provider
from tocsin.foundation.notify.pages import Wanted, send_pages, unheard_outcomes
from tocsin.kernel import clock
from tocsin.register.core.models import Entry, Incident
from tocsin.surfaces.wire.asked import Asked
from tocsin.surfaces.wire.replies import reply


@pytest.fixture
def incident(company: Company, arrivals: Arrivals) -> Incident:
    """One of which Ada, of the owning team, and Eva, who audits, were paged."""
    made = company.open()
    wanted = [
        Wanted(f"p-{name}", f"run:{name}", incident_id=made.id, ref=made.ref)
        for name in ("ada", "eva")
    ]
    send_pages(wanted, now=clock.now())
    while send_due():
        pass
    return made


def _link(arrivals: Arrivals, name: str, verb: str) -> str:
    (told,) = [m for _c, _b, m in arrivals.came if m.person == f"p-{name}"]
    (action,) = [each for each in told.actions if each.verb == verb]
    return re.sub("^https?://[^/]+", "", action.url)


def test_looking_changes_nothing_and_the_button_acknowledges(
    company: Company, incident: Incident, arrivals: Arrivals
) -> None:
    stranger, link = Client(), _link(arrivals, "ada", "acknowledge")
    page = stranger.get(link)
    assert page.status_code == 200
    assert "Acknowledge it?" in page.content.decode()
    assert page["Referrer-Policy"] == "same-origin"
    stranger.head(link)
    assert "acknowledged" not in kinds(incident)

    assert "You acknowledged it." in stranger.post(link).content.decode()
    entry = Entry.objects.get(incident=incident, kind="acknowledged")
    assert (entry.actor_kind, entry.actor_id, entry.via) == ("person", "p-ada", "link")
    assert Page.objects.get(person="p-ada").state == "answered"
    told = [(heard.person, heard.result, heard.told) for heard in unheard_outcomes(9)]
    assert told[-1] == ("p-ada", "answered", "acknowledge")

    again = stranger.post(link)
    assert "That was done before." in again.content.decode()
    assert kinds(incident).count("acknowledged") == 1
    assert Answer.objects.count() == 1


def test_whoever_was_called_acknowledges_but_does_not_resolve_for_it(
    company: Company, incident: Incident, arrivals: Arrivals
) -> None:
    """Eva is of no team and no agent."""
    refused = Client().post(_link(arrivals, "eva", "resolve"))
    assert refused.status_code == 403
    assert Client().post(_link(arrivals, "eva", "acknowledge")).status_code == 200
    assert "resolved" not in kinds(incident)
    assert "acknowledged" in kinds(incident)


def test_escalating_from_a_message_is_the_verb_of_the_matrix(
    company: Company, incident: Incident, arrivals: Arrivals
) -> None:
    link = _link(arrivals, "ada", "escalate")
    assert Client().post(link).status_code == 200
    reached = Entry.objects.filter(incident=incident, kind="level_reached")
    first = reached.earliest("seq")
    assert (first.actor_id, first.via) == ("p-ada", "link")


def test_of_a_restricted_incident_the_page_tells_the_reference(
    company: Company, incident: Incident, arrivals: Arrivals
) -> None:
    Incident.objects.filter(id=incident.id).update(restricted=True)
    shown = Client().get(_link(arrivals, "ada", "acknowledge")).content.decode()
    Incident.objects.filter(id=incident.id).update(restricted=False)
    assert incident.ref in shown
    assert incident.title not in shown


def test_a_link_that_was_tampered_with_opens_nothing(
    company: Company, incident: Incident, arrivals: Arrivals
) -> None:
    link = _link(arrivals, "ada", "acknowledge")
    assert Client().get(link + "x").status_code == 410
    assert Client().post("/answer/1-0.abc.def").status_code == 410
    assert "acknowledged" not in kinds(incident)


def test_a_report_of_no_delivery_makes_the_page_fail(
    company: Company, incident: Incident, arrivals: Arrivals
) -> None:
    (told,) = [m for _c, _b, m in arrivals.came if m.person == "p-ada"]
    report = Report(message_id=told.id, delivered=False, said="handset off")
    assert hear_report(report, "mail")
    page = Page.objects.get(person="p-ada")
    assert (page.state, page.told) == ("failed", "handset off")
    assert not hear_report(Report(provider_id="nobody's", delivered=True), "mail")


@pytest.mark.django_db(transaction=True)
def test_a_reply_address_that_is_nobodys_is_not_found() -> None:
    Provider.objects.create(
        key="one", channel="sms", kind="x", name="One", reply_key="k" * 32
    )
    answered = asyncio.run(reply(Asked("POST", "sms/wrong")))
    assert answered.status == 404
    assert asyncio.run(reply(Asked("PUT", "sms/wrong"))).status == 405
