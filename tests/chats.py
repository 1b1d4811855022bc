"""Slack and Mattermost as they send: signed or with tokens, by documented shapes."""

import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from tests.asked import ask
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.foundation.notify.actions.providers import add_provider
from tocsin.foundation.notify.channels.tests.answering import Server
from tocsin.foundation.notify.models import Method, Provider
from tocsin.kernel import clock
from tocsin.surfaces.wire.asked import Answer

SECRET = "8f742231b10e8888abcd99yyyzzz85a5"


def slack(server: Server) -> Provider:
    told = {"token": "xoxb-1", "signing_secret": SECRET, "server": server.url}
    return add_provider("slack", "slack", "Shop", told, by=SYSTEM)


def mattermost(server: Server) -> Provider:
    told = {"url": f"{server.url}/hooks/x", "tokens": "out-1 slash-1"}
    return add_provider("mattermost", "webhook", "Shop", told, by=SYSTEM)


def is_at(person: str, channel: str, address: str) -> None:
    """The person showed that they write from there."""
    now = clock.now()
    Method.objects.create(
        person=person,
        channel=channel,
        address=address,
        added_at=now,
        verified_at=now,
        position=9,
    )


def signed(provider: Provider, body: bytes, secret: str = SECRET) -> Answer:
    at = str(int(clock.real_now().timestamp()))
    made = hmac.new(secret.encode(), f"v0:{at}:".encode() + body, hashlib.sha256)
    headers = {"x-slack-request-timestamp": at}
    headers["x-slack-signature"] = "v0=" + made.hexdigest()
    return ask(f"/replies/slack/{provider.reply_key}", body, headers=headers)


def event(provider: Provider, event_id: str = "Ev1", **told: Any) -> Answer:
    """https://api.slack.com/events/message, in the envelope of the Events API."""
    message = {"type": "message", "channel": "C012AB3CD", "ts": "1700000000.000100"}
    message |= {"user": "U0ADA0000", "text": "?", "channel_type": "channel", **told}
    envelope: dict[str, Any] = {"token": "x", "team_id": "T1", "event": message}
    envelope |= {"type": "event_callback", "event_id": event_id, "event_time": 1}
    return signed(provider, json.dumps(envelope).encode())


def command(provider: Provider, text: str, **told: str) -> str:
    """https://api.slack.com/interactivity/slash-commands; what is shown to them."""
    form = {"command": "/tocsin", "text": text, "user_id": "U0ADA0000"}
    form |= {"channel_id": "C012AB3CD", "channel_name": "shop", "user_name": "ada"}
    answer = signed(provider, urlencode(form | told).encode())
    assert answer.status == 200
    return str(json.loads(answer.body)["text"])


def pressed(provider: Provider, token: str, user: str) -> Answer:
    told: dict[str, Any] = {"type": "block_actions", "user": {"id": user}}
    told |= {"actions": [{"type": "button", "value": token}]}
    return signed(provider, urlencode({"payload": json.dumps(told)}).encode())


def from_mattermost(provider: Provider, form: Mapping[str, str]) -> Answer:
    usual = {"token": "out-1", "channel_name": "town-square", "user_name": "ada"}
    body = urlencode(usual | dict(form)).encode()
    return ask(f"/replies/mattermost/{provider.reply_key}", body)


def posted(server: Server) -> list[str]:
    """What was posted in rooms, in order; not what went to somebody alone."""
    found = [each.json for each in server.came if each.body[:1] == b"{"]
    rooms = [it for it in found if str(it.get("channel", "U"))[:1] not in "U@"]
    return [each["text"] for each in rooms if "text" in each]
