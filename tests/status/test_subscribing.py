"""Webhooks are told a test first, and signed; pages that are not for everybody."""

import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.test import Client

from tests.company import Company
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.foundation.mail.models import Mail
from tocsin.response.statuspage.actions.delivering import deliver
from tocsin.response.statuspage.actions.noticing import publish_notice
from tocsin.response.statuspage.actions.pages import add_component, add_page
from tocsin.response.statuspage.models import Delivery, Subscriber

pytestmark = pytest.mark.django_db


@pytest.fixture
def heard() -> Iterator[list[Any]]:
    """A server of others that takes whatever is posted."""
    came: list[Any] = []

    class Takes(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            came.append((self.headers.get("Tocsin-Signature", ""), body))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_told: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Takes)
    came.append(server.server_port)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield came
    server.shutdown()
    server.server_close()


def wanted(port: int, **more: str) -> dict[str, str]:
    url = f"http://127.0.0.1:{port}/hook"
    return {"channel": "webhook", "address": url, **more}


def test_a_private_address_is_refused(company: Company, heard: list[Any]) -> None:
    add_page("shop", "Shop", by=SYSTEM)
    answer = Client().post("/status/shop/subscribe", wanted(heard[0]))
    assert answer.status_code == 422
    assert len(heard) == 1, "nothing was sent there"
    assert not Subscriber.objects.exists()


def test_a_webhook_is_signed(
    company: Company, heard: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOCSIN_STATUS_NETWORKS", "127.0.0.0/8")
    add_page("shop", "Shop", by=SYSTEM)
    part = add_component("shop", "Search", by=SYSTEM)
    other = add_component("shop", "Checkout", by=SYSTEM)
    told = wanted(heard[0], component=part.code)
    page = Client().post("/status/shop/subscribe", told).content.decode()
    secret = page.split("<code>")[1].split("</code>")[0]
    assert json.loads(heard[1][1])["meta"] == {"test": True}
    for each in (other, part):
        publish_notice(
            "shop",
            by=SYSTEM,
            title=f"{each.name} is down",
            text="We look.",
            components={each.code: "major_outage"},
        )
    assert deliver() == 1
    (signature, body) = heard[2]
    assert len(heard) == 3, "of the other component it hears nothing"
    assert json.loads(body)["incident"]["name"] == "Search is down"
    at, sign = (part.partition("=")[2] for part in signature.split(","))
    right = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256)
    assert sign == right.hexdigest()
    assert Delivery.objects.get().state == "sent"


def test_nobody_is_flooded_by_others(company: Company) -> None:
    add_page("shop", "Shop", by=SYSTEM)
    for _time in range(3):
        Client().post("/status/shop/subscribe", {"address": "a@example.org"})
    assert Mail.objects.filter(kind="status_confirm").count() == 1
    odd = Client().post("/status/shop/subscribe", {"address": "no address"})
    assert odd.status_code == 422


def test_a_page_with_a_password_opens_by_it(company: Company) -> None:
    told: dict[str, Any] = {"access": "password", "password": "four words nobody"}
    add_page("inner", "Inner", by=SYSTEM, **told)
    client = Client()
    assert client.get("/status/inner").status_code == 401
    assert client.get("/status/inner/api/v2/summary.json").status_code == 401
    wrong = client.post("/status/inner/open", {"password": "wrong"})
    assert wrong.status_code == 401
    assert client.post("/status/inner/open", told).status_code == 302
    opened = client.get("/status/inner")
    assert opened.status_code == 200
    assert opened["Cache-Control"] == "private, no-store"


def test_a_page_for_networks_is_for_these(company: Company) -> None:
    told: dict[str, Any] = {"access": "addresses", "networks": ["10.1.0.0/16"]}
    add_page("near", "Near", by=SYSTEM, **told)
    assert Client(REMOTE_ADDR="10.1.2.3").get("/status/near").status_code == 200
    assert Client(REMOTE_ADDR="10.2.2.3").get("/status/near").status_code == 404
    assert Client(REMOTE_ADDR="::1").get("/status/near").status_code == 404


def test_whoever_tries_passwords_is_held_up_and_nobody_else(company: Company) -> None:
    told: dict[str, Any] = {"access": "password", "password": "four words nobody"}
    add_page("inner", "Inner", by=SYSTEM, **told)
    guessing = Client(REMOTE_ADDR="10.9.9.9")
    for _time in range(10):
        wrong = guessing.post("/status/inner/open", {"password": "wrong"})
        assert wrong.status_code == 401
    held = guessing.post("/status/inner/open", told)
    assert held.status_code == 429
    assert "too often" in held.content.decode()
    assert Client().post("/status/inner/open", told).status_code == 302


def test_one_address_subscribes_no_crowd(company: Company) -> None:
    add_page("shop", "Shop", by=SYSTEM)
    for number in range(20):
        told = {"address": f"a{number}@example.org"}
        assert Client().post("/status/shop/subscribe", told).status_code == 200
    last = Client().post("/status/shop/subscribe", {"address": "b@example.org"})
    assert last.status_code == 429
    assert Mail.objects.filter(kind="status_confirm").count() == 20
