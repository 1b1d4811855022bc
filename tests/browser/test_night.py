"""At night: a rule of a real Prometheus fires, and whoever is on call is reached by a
real mail server, by a push that Chromium shows and by a chat; one button in the chat
answers for all of them."""

import json
import re
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from playwright.sync_api import Browser, Page

from tests.browser import serving
from tests.browser.test_push import push, shown
from tests.front_door.running import until
from tests.senders.prometheus import prometheus
from tests.senders.wire import Wire, wire_server
from tocsin.foundation.mail.tests.receiving import Post, receiving
from tocsin.foundation.notify.channels.tests.answering import Server, answering
from tocsin.foundation.notify.channels.webpush.encryption import decrypted, point_of
from tocsin.foundation.notify.channels.webpush.vapid import base64url
from tocsin.kernel import clock

# The keys of a browser; what comes for it is handed to Chromium once it is decrypted.
PRIVATE, AUTH = generate_private_key(SECP256R1()), bytes(range(16))
CODE = re.compile(r"\b[0-9]{6}\b")
EVERYTHING = {
    "key": "everything",
    "name": "Everything",
    "category": "*",
    "levels": [
        {
            "after": 0,
            "target": {"kind": "on_call", "team": "owning", "rank": 1},
            "acknowledge_within": 5,
        },
        {
            "after": 5,
            "target": {"kind": "whole_team", "team": "owning"},
            "acknowledge_within": 5,
        },
    ],
}
SUBSCRIBE = """told => {
  const form = document.querySelector('form[action="/me/push"]');
  form.subscription.value = told;
  form.submit();
}"""


def test_from_a_rule_that_fires_to_a_page_that_is_answered(
    browser: Browser, tmp_path: Path
) -> None:
    with receiving() as post, answering() as chat, answering() as service:
        service.say(201)
        settings = {
            "TOCSIN_SMTP_URL": f"smtp://127.0.0.1:{post.port}",
            "TOCSIN_SMTP_TLS": "off",
            "TOCSIN_NOTIFY_NETWORKS": "127.0.0.0/8",
        }
        with wire_server(**settings) as wire:
            ada = on_call(wire)
            context = serving.sign_in(browser, wire.url, "ada")
            context.grant_permissions(["notifications"], origin=wire.url)
            page = context.new_page()
            told_how(wire, ada, page, chat, service)
            source = wire.quick_source("prometheus", "prometheus", service="shop")
            with prometheus(tmp_path, source["url"]) as sender:
                sender.fires("NoOrders", annotations={"summary": "Nobody orders"})
                ref = paged(page, post, chat, service)
            answered(wire, ref, chat)
            context.close()


def on_call(wire: Wire) -> str:
    """Ada of the shop's team is on call, and a matrix says so of everything."""
    told = wire.running.told(
        *("person", "add", "ada", "--name", "Ada Laurent", "--role", "agent"),
        *("--email", "ada@shop.example", "--password", serving.PASSWORD),
    )
    ada = str(told["key"])
    wire.do("teams", {"key": "shop", "name": "Shop"})
    wire.do("teams/shop/members", {"person": ada})
    wire.do("services", {"key": "shop", "name": "Shop", "team": "shop"})
    wire.do("schedules", {"id": "shop", "name": "Shop", "team": "shop"})
    layer: dict[str, Any] = {
        "id": "weeks",
        "name": "Weeks",
        "people": [ada],
        "unit": "weeks",
    }
    begins = (clock.now() - timedelta(days=2)).date().isoformat()
    layer |= {"length": 1, "begins_on": begins, "hand_over": "09:00"}
    wire.do("schedules/shop/layers", layer)
    wire.do("matrix", {"rows": [EVERYTHING], "why": "The night"})
    return ada


def told_how(wire: Wire, ada: str, page: Page, chat: Server, service: Server) -> None:
    """She is reached by push and by chat besides her mail, each shown to be hers."""
    facts = {"channel": "mattermost", "kind": "webhook", "name": "Chat"}
    wire.do("providers", facts | {"settings": {"url": f"{chat.url}/hooks/1"}})
    wire.do(f"people/{ada}/ways", {"channel": "mattermost", "address": "@ada"})
    keys = {"p256dh": base64url(point_of(PRIVATE)), "auth": base64url(AUTH)}
    told = {"endpoint": f"{service.url}/push/1", "expirationTime": None, "keys": keys}
    page.goto("/me/reached")
    page.evaluate(SUBSCRIBE, json.dumps(told))
    until(lambda: len(chat.came) == 1 and len(service.came) == 1, "both codes", 30)
    codes = {"mattermost": json.dumps(chat.came[0].json)}
    codes["webpush"] = json.dumps(pushed(service, 0))
    for way in wire.api(f"people/{ada}/reach")["ways"]:
        if way["channel"] in codes:
            code = CODE.search(codes[way["channel"]])
            assert code, codes
            wire.do(f"people/{ada}/ways/{way['number']}/verify", {"code": code[0]})
    numbers = [w["number"] for w in wire.api(f"people/{ada}/reach")["ways"]]
    steps = [{"way": number, "minutes": 0} for number in numbers]
    wire.do(f"people/{ada}/steps", {"urgency": "loud", "steps": steps})


def pushed(service: Server, number: int) -> Any:
    body = service.came[number].body
    return json.loads(decrypted(body, private=PRIVATE, auth=AUTH))


def mails(post: Post) -> list[str]:
    """What the mails say, in plain text, under their subjects."""
    bodies = [(m["Subject"], m.get_body(("plain",))) for m in post.came]
    return [f"{subject}\n{b.get_content() if b else ''}" for subject, b in bodies]


def paged(page: Page, post: Post, chat: Server, service: Server) -> str:
    """The same page came by mail, by push and by chat; Chromium shows the push."""
    until(lambda: len(chat.came) > 1, "a post in the chat", 30)
    until(lambda: len(service.came) > 1, "a push", 30)
    until(lambda: any("Nobody orders" in each for each in mails(post)), "a mail", 30)
    note = pushed(service, 1)
    page.evaluate("() => navigator.serviceWorker.register('/worker.js')")
    page.goto("/")
    push(page, note)
    assert shown(page, note["title"])["requireInteraction"]
    said = json.dumps(chat.came[1].json)
    assert "Nobody orders" in said
    ref = re.search(r"INC-[0-9]+", said)
    assert ref
    assert ref[0] in note["title"]
    return ref[0]


def answered(wire: Wire, ref: str, chat: Server) -> None:
    """Acknowledge is pressed in the chat: its server tells Tocsin, the run waits."""
    (attachment,) = chat.came[1].json["attachments"]
    button = next(a for a in attachment["actions"] if "Ack" in a["name"])
    path = urlsplit(button["integration"]["url"]).path
    pressed = {"user_name": "ada", "context": button["integration"]["context"]}
    assert wire.send(path, pressed).status == 200
    incident = wire.api(f"incidents/{ref}")
    assert incident["acknowledged_at"]
    until(lambda: wire.api(f"escalations/{ref}")["state"] == "answered", "rest", 20)
    status, told = wire.running.get("/metrics")
    assert "tocsin_escalation_breaches 0.0" in told, (status, told)
    timeline = wire.api(f"incidents/{ref}/timeline")["items"]
    (answer,) = [one for one in timeline if one["kind"] == "acknowledged"]
    assert answer["who"] == "Ada Laurent"
