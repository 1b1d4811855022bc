"""A browser of our own is subscribed, verified, paged and answers; no page is open."""

import json
import re
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from django.test import Client

from tests.company import Company, kinds
from tocsin.engine.sender import send_due
from tocsin.foundation.accounts.reads import actor_of
from tocsin.foundation.notify.actions.methods import verify_method
from tocsin.foundation.notify.channels.tests.answering import Server
from tocsin.foundation.notify.channels.tests.fixtures import server as server
from tocsin.foundation.notify.channels.webpush.channel import application_key
from tocsin.foundation.notify.channels.webpush.encryption import decrypted, point_of
from tocsin.foundation.notify.channels.webpush.vapid import base64url
from tocsin.foundation.notify.models import Message, Method
from tocsin.foundation.notify.pages import Wanted, send_pages
from tocsin.kernel import clock

PRIVATE = generate_private_key(SECP256R1())
AUTH = bytes(range(16))


def subscribed(client: Client, endpoint: str) -> Any:
    keys = {"p256dh": base64url(point_of(PRIVATE)), "auth": base64url(AUTH)}
    told = {"endpoint": endpoint, "expirationTime": None, "keys": keys}
    sent = {"subscription": json.dumps(told), "label": "Linux"}
    return client.post("/me/push", sent)


def pushed(server: Server) -> list[Any]:
    while send_due():
        pass
    read = [decrypted(c.body, private=PRIVATE, auth=AUTH) for c in server.came]
    return [json.loads(each) for each in read]


def test_from_subscribing_to_an_acknowledged_page(
    company: Company, server: Server, client: Client
) -> None:
    server.say(201)
    client.force_login(company.ada)
    assert subscribed(client, server.url + "/push/1").status_code == 302
    (told,) = pushed(server)
    code = re.search(r"\b[0-9]{6}\b", told["title"] + told["body"])
    assert code is not None
    method = Method.objects.get(channel="webpush")
    verify_method("p-ada", method.id, code[0], by=actor_of(company.ada))

    incident = company.open()
    wanted = Wanted("p-ada", "run:1", incident_id=incident.id, ref=incident.ref)
    send_pages([wanted], now=clock.now())
    _code, page = pushed(server)
    assert incident.ref in page["title"]
    assert page["loud"]
    assert Message.objects.filter(channel="webpush", state="sent").count() == 2

    # What the worker does when Acknowledge is pressed, whoever is signed in or not.
    stranger = Client(enforce_csrf_checks=True)
    (button,) = [a for a in page["actions"] if a["action"] == "acknowledge"]
    assert button["done"] == "Acknowledged"
    path = re.sub("^https?://[^/]+", "", button["url"])
    seen = stranger.get(path).content.decode()
    found = re.search('name="csrfmiddlewaretoken" value="([^"]+)"', seen)
    assert found is not None
    done = stranger.post(path, {"csrfmiddlewaretoken": found[1]})
    assert done.status_code == 200
    assert "acknowledged" in kinds(incident)


def test_a_browser_that_unsubscribed_is_not_pushed_to_again(
    company: Company, server: Server, client: Client
) -> None:
    server.say(410)
    client.force_login(company.ada)
    subscribed(client, server.url + "/push/1")
    pushed(server)
    method = Method.objects.get(channel="webpush")
    assert method.broken_at is not None
    assert "not subscribed" in method.said


@pytest.mark.parametrize("told", ["", "{", "[]", "{}", '{"endpoint": "file:///x"}'])
def test_what_is_no_subscription_is_refused(
    company: Company, client: Client, told: str
) -> None:
    client.force_login(company.ada)
    answer = client.post("/me/push", {"subscription": told})
    assert answer.status_code == 422
    assert not Method.objects.exists()


def test_the_app_can_be_installed(company: Company, client: Client) -> None:
    told = client.get("/app.webmanifest")
    assert told["Content-Type"] == "application/manifest+json"
    sizes = {each["sizes"] for each in told.json()["icons"]}
    assert sizes == {"192x192", "512x512"}
    worker = client.get("/worker.js")
    assert worker["Content-Type"].startswith("text/javascript")
    assert "showNotification" in worker.content.decode()
    assert len(application_key()) == 87
