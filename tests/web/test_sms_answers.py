"""A page goes out by SMS through a gateway that is described as data, its report comes
back, and what its reader answers becomes their verbs."""

import asyncio
import json
from collections.abc import Iterator

import pytest

from tests.company import Company, kinds
from tocsin.engine.sender import send_due
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.foundation.notify.actions.providers import add_provider
from tocsin.foundation.notify.channels.tests.answering import Server, answering
from tocsin.foundation.notify.models import Message, Method, Page, Provider
from tocsin.foundation.notify.pages import Wanted, send_pages
from tocsin.kernel import clock
from tocsin.register.core.models import Entry
from tocsin.response.escalation.tests.matrices import duty, publish, settle
from tocsin.surfaces.wire.asked import Asked
from tocsin.surfaces.wire.replies import reply

pytestmark = pytest.mark.django_db(transaction=True)
NUMBER = "+4930123456"
DESCRIBED = {
    "method": "POST",
    "headers": "Content-Type: application/json",
    "body": '{"to": "{{to}}", "text": "{{text}}"}',
    "accepted": "status == '201'",
    "id": "body.id",
    "secret": "hush",
    "reply_secret": "key",
    "reply_from": "body.from",
    "reply_text": "body.text",
    "report_id": "body.id",
    "report_delivered": "body.state == 'delivered'",
    "report_failed": "body.state == 'lost'",
}


@pytest.fixture
def gateway(company: Company, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """It takes everything; Ada is reached by SMS through it."""
    monkeypatch.setenv("TOCSIN_NOTIFY_NETWORKS", "127.0.0.0/8")
    with answering() as server:
        server.say(201, {"id": "m-1"})
        told = DESCRIBED | {"url": f"{server.url}/send", "accepted": "body.id != null"}
        add_provider("sms", "http", "Gateway", told, by=SYSTEM)
        now = clock.now()
        Method.objects.create(
            person="p-ada",
            channel="sms",
            address=NUMBER,
            is_loud=True,
            added_at=now,
            verified_at=now,
        )
        type(company.ada).objects.filter(key="p-ada").update(email="")
        yield server


def told(**said: str) -> int:
    """What the gateway posts to the reply address; the status that it gets."""
    key = Provider.objects.get().reply_key
    body = json.dumps(said).encode()
    asked = Asked("POST", f"sms/{key}", query="key=key", body=body)
    return asyncio.run(reply(asked)).status


def test_acknowledged_escalated_and_resolved_by_sms(
    company: Company, gateway: Server
) -> None:
    duty("infrastructure", "p-ada")
    second = {"after": 60, "target": {"kind": "role", "role": "duty_manager"}}
    publish({"key": "all", "levels": [{"target": {"kind": "on_call"}}, second]})
    incident = company.open()
    settle()
    while send_due():
        pass
    (came,) = gateway.came
    assert came.json["to"] == NUMBER
    assert incident.ref in came.json["text"]
    page = Page.objects.get(person="p-ada")
    assert (page.state, page.channel) == ("delivered", "sms")

    assert told(id="m-1", state="delivered") == 200
    assert Message.objects.get(page=page).state == "delivered"
    assert told(**{"from": NUMBER, "text": "Who are you?"}) == 200
    assert told(**{"from": "+4930999", "text": "ack"}) == 200
    assert "acknowledged" not in kinds(incident), "no answer, and no number of ours"
    for word, kind in (
        ("ack", "acknowledged"),
        ("escalate", "level_reached"),
        ("resolve", "resolved"),
    ):
        assert told(**{"from": NUMBER, "text": f"{word}\n"}) == 200
        entry = Entry.objects.filter(incident=incident, kind=kind).latest("seq")
        assert (entry.actor_id, entry.via) == ("p-ada", "sms")


def test_a_report_of_loss_is_a_page_that_failed(
    company: Company, gateway: Server
) -> None:
    incident = company.open()
    wanted = Wanted("p-ada", "x", incident_id=incident.id, ref=incident.ref)
    send_pages([wanted], now=clock.now())
    while send_due():
        pass
    assert told(id="m-1", state="lost") == 200
    assert Page.objects.get().state == "failed"
