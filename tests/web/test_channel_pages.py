"""Administrators set up who carries a channel, check it, try it, and take it away."""

import pytest
from django.test import Client

from tests.company import Company
from tocsin.foundation.notify.channels.tests.answering import Server
from tocsin.foundation.notify.channels.tests.fixtures import server as server
from tocsin.foundation.notify.models import Provider
from tocsin.foundation.notify.reads.manners import provider_from

NEW = "/settings/channels/sms/twilio/new"


@pytest.fixture
def root(company: Company, client: Client) -> Client:
    client.force_login(company.root)
    return client


def told(server: Server, **more: str) -> dict[str, str]:
    usual = {
        "name": "Twilio",
        "set_account": "AC1",
        "set_token": "hush",
        "set_sender": "+15005550006",
        "set_server": server.url,
    }
    return usual | more


def test_from_nothing_to_a_test_message(root: Client, server: Server) -> None:
    refused = root.post(NEW, told(server, set_token=""))
    assert refused.status_code == 422
    made = root.post(NEW, told(server))
    here = made["Location"]
    assert here == "/settings/channels/at/sms-twilio"
    page = root.get(here).content.decode()
    assert "/replies/sms/" in page
    assert "hush" not in page
    assert "hush" not in root.get(f"{here}/change").content.decode()

    server.say(401, {"code": 20003, "message": "Authenticate"})
    server.say(201, {"sid": "SM1", "status": "queued"})
    said = root.post(here, {"verb": "check"}, follow=True).content.decode()
    assert "401 Authenticate" in said
    sent = {"verb": "try", "address": "+49 30 123456"}
    assert "It was taken." in root.post(here, sent, follow=True).content.decode()
    assert server.came[-1].form["To"] == "+4930123456"
    odd = {"verb": "try", "address": "nobody"}
    assert root.post(here, odd).status_code == 422


def test_a_change_keeps_the_secret_and_the_order_is_changed(
    root: Client, server: Server
) -> None:
    root.post(NEW, told(server))
    root.post(NEW, told(server, name="Other"))
    kept = told(server, name="Twilio, Lyon", set_token="")
    root.post("/settings/channels/at/sms-twilio/change", kept)
    row = Provider.objects.get(key="sms-twilio")
    assert row.name == "Twilio, Lyon"
    assert provider_from(row).settings["token"] == "hush"

    root.post("/settings/channels", {"up": "sms-other"})
    page = root.get("/settings/channels").content.decode()
    assert page.index("Other") < page.index("Twilio, Lyon")

    here = "/settings/channels/at/sms-other"
    root.post(here, {"verb": "stop"})
    assert not Provider.objects.get(key="sms-other").is_active
    assert root.post(here, {"verb": "remove"}).status_code == 422
    root.post(here, {"verb": "remove", "why": "Too dear."})
    assert not Provider.objects.filter(key="sms-other").exists()
