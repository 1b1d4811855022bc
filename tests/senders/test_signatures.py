"""A source that holds a secret takes nothing that is not signed with it."""

import hmac
import json
from hashlib import sha256
from typing import Any

from tests.front_door.running import until
from tests.senders.wire import Wire
from tocsin.intake.events.adapters.tests.sending import fixture
from tocsin.intake.events.adapters.tests.signing import TOPIC, offer, signed

SECRET = "between us"


def keyed(wire: Wire, tool: str, name: str) -> str:
    """A source with the secret; gives its key."""
    told = wire.send(
        "/api/v1/sources",
        {"tool": tool, "name": name, "secret": SECRET},
        headers={"Authorization": f"Bearer {wire.token}"},
    )
    assert told.status == 201, told.body
    return str(told.json["key"])


def signature(body: bytes) -> str:
    return "sha256=" + hmac.new(SECRET.encode(), body, sha256).hexdigest()


def body_of(workflow: str) -> bytes:
    sent = fixture("github", "workflow_failed")
    sent["workflow_run"]["name"] = workflow
    return json.dumps(sent).encode()


def titles(wire: Wire) -> list[str]:
    return [one["title"] for one in wire.incidents()]


def test_github_signs_its_webhooks(wire: Wire) -> None:
    path, body = f"/in/{keyed(wire, 'github', 'GitHub, signed')}", body_of("Signed")
    name = "X-Hub-Signature-256"

    unsigned = wire.send(path, body)
    assert unsigned.status == 401
    assert unsigned.json["error"]["code"] == "signature_needed"
    assert name.lower() in unsigned.json["error"]["message"]
    assert wire.send(path, body, headers={name: "sha256=" + "0" * 64}).status == 401
    other = wire.send(path, body_of("Other"), headers={name: signature(body)})
    assert other.status == 401

    signed = wire.send(path, body, headers={name: signature(body)})
    assert signed.status == 202, signed.body
    title = "Workflow Signed of example/checkout on main failed"
    until(lambda: title in titles(wire), "an incident", 10)
    assert title.replace("Signed", "Other") not in titles(wire)


def test_a_tool_that_cannot_sign_sends_the_secret(wire: Wire) -> None:
    path = f"/in/{keyed(wire, 'nagios', 'Nagios, behind a word')}"
    told = {"host": "db1", "state": "DOWN", "type": "PROBLEM", "output": "away"}
    assert wire.send(path, told).status == 401
    bearer = {"Authorization": f"Bearer {SECRET}"}
    assert wire.send(path, told, headers=bearer).status == 202


def test_a_source_without_a_secret_asks_for_no_signature(wire: Wire) -> None:
    source = wire.source("github", "GitHub, open to all")
    ping = fixture("github", "ping")
    assert wire.send(f"/in/{source['key']}", ping).status == 202


def test_grafana_signs_its_webhooks(wire: Wire) -> None:
    alert = {"status": "firing", "labels": {"alertname": "SignedByGrafana"}}
    body = json.dumps({"status": "firing", "version": "1", "alerts": [alert]}).encode()
    path = f"/in/{keyed(wire, 'grafana', 'Grafana, signed')}"
    name, bare = "X-Grafana-Alerting-Signature", signature(body).removeprefix("sha256=")
    assert wire.send(path, body).status == 401
    assert wire.send(path, body, headers={name: bare}).status == 202
    until(lambda: "SignedByGrafana" in titles(wire), "an incident", 10)


def test_what_amazon_offers_is_kept_and_nobody_else_is_asked(wire: Wire) -> None:
    source = wire.source("aws-sns", "Alarms of Amazon")
    offered = offer(SubscribeURL="https://evil.example/?Action=ConfirmSubscription")
    assert wire.send(f"/in/{source['key']}", signed(offered)).status == 202

    def kept() -> list[dict[str, Any]]:
        told = wire.api(f"sources/{source['id']}/subscriptions")
        found: list[dict[str, Any]] = told["items"]
        return found

    until(lambda: bool(kept() and kept()[0]["why"]), "it was tried", 20)
    (one,) = kept()
    assert (one["topic"], one["confirmed_at"]) == (TOPIC, None)
    assert one["why"] == "The subscription's address is none of Amazon SNS."
    failed = [one["source"] for one in wire.api("failures")["items"]]
    assert source["id"] not in failed
