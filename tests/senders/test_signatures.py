"""A source that holds a secret takes nothing that is not signed with it."""

import hmac
import json
from hashlib import sha256

from tests.front_door.running import until
from tests.senders.wire import Wire
from tocsin.intake.events.adapters.tests.sending import fixture

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
    assert wire.send(f"/in/{source['key']}", {"zen": "Keep it."}).status == 202
