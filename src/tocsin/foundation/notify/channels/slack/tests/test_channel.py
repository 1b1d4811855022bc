"""Shapes of Slack's own documentation: chat.postMessage and block_actions."""

import hashlib
import hmac
import json
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tocsin.foundation.notify.channels.contract import (
    AddressUnfit,
    Incoming,
    NotGenuine,
    Provider,
)
from tocsin.foundation.notify.channels.slack.channel import CHANNEL
from tocsin.foundation.notify.channels.tests.answering import Server
from tocsin.foundation.notify.channels.tests.messages import (
    ACKNOWLEDGE,
    incoming,
    page,
    provider,
    sent,
)
from tocsin.kernel import clock

SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
PRESSED = (Path(__file__).parent / "block_actions.json").read_text("utf-8")
TO_ADA = page(address="U012AB3CD")


def by(server: Server) -> Provider:
    told = {"token": "xoxb-1", "signing_secret": SECRET, "server": server.url}
    return provider("slack", "slack", **told)


def pressed(payload: str, secret: str = SECRET, late: int = 0) -> Incoming:
    body = urlencode({"payload": payload}).encode()
    at = str(int(clock.real_now().timestamp()) - late)
    signed = hmac.new(secret.encode(), f"v0:{at}:".encode() + body, hashlib.sha256)
    return incoming(
        body,
        x_slack_request_timestamp=at,
        x_slack_signature="v0=" + signed.hexdigest(),
    )


def test_a_message_with_buttons(server: Server) -> None:
    server.say(200, {"ok": True, "channel": "D1", "ts": "1503435956.000247"})
    result = sent(CHANNEL, by(server), TO_ADA)
    assert (result.taken, result.provider_id) == (True, "D1/1503435956.000247")
    (came,) = server.came
    assert came.path == "/api/chat.postMessage"
    assert came.headers["authorization"] == "Bearer xoxb-1"
    body = came.json
    assert body["channel"] == "U012AB3CD"
    buttons = next(b for b in body["blocks"] if b["type"] == "actions")["elements"]
    assert buttons[0]["value"] == ACKNOWLEDGE.token
    assert buttons[0]["action_id"] == "acknowledge"
    words = json.dumps(body, ensure_ascii=False)
    assert "/answer/" not in words, "buttons carry the answers, not links"


def test_no_words_mention_everybody(server: Server) -> None:
    server.say(200, {"ok": True})
    title = "<!channel> <https://bad.example|Log in> & more"
    told = {"subject": title, "text": f"Note: {title}", "short": title, "why": title}
    sent(CHANNEL, by(server), page(address="C012AB3CD", **told))
    body = server.came[0].json
    header, *others = body["blocks"]
    assert header["text"]["type"] == "plain_text", "where nothing means anything"
    words = json.dumps([body["text"], *others])
    assert "<!channel>" not in words
    assert "<https://bad" not in words
    assert "&lt;!channel&gt;" in words


@pytest.mark.parametrize(
    ("error", "permanent"),
    [
        ("channel_not_found", True),
        ("is_archived", True),
        ("user_not_found", True),
        ("invalid_auth", False),
        ("account_inactive", False),
        ("not_in_channel", False),
        ("internal_error", False),
    ],
)
def test_slack_says_no_with_a_word(server: Server, error: str, permanent: bool) -> None:
    server.say(200, {"ok": False, "error": error})
    result = sent(CHANNEL, by(server), TO_ADA)
    assert (result.taken, result.permanent, result.said) == (False, permanent, error)


def test_too_many(server: Server) -> None:
    server.say(429, {"ok": False, "error": "ratelimited"}, Retry_After="30")
    result = sent(CHANNEL, by(server), TO_ADA)
    assert (result.taken, result.permanent) == (False, False)
    assert result.retry_after == timedelta(seconds=30)


def test_a_button_is_an_answer(server: Server) -> None:
    (answer,) = CHANNEL.parse_reply(pressed(PRESSED), by(server)).answers
    assert (answer.address, answer.token) == ("U012AB3CD", "17-0.t.s")


def test_what_was_done_is_told_to_whoever_pressed(server: Server) -> None:
    told = json.loads(PRESSED) | {"response_url": server.url + "/actions/T0/1/a"}
    reply = CHANNEL.reply_to(pressed(json.dumps(told)), by(server), "Acknowledged.")
    assert reply.status == 200
    assert server.came[0].json["text"] == "Acknowledged."


def test_what_slack_did_not_sign_is_nothing(server: Server) -> None:
    for request in (pressed(PRESSED, "other"), pressed(PRESSED, late=400)):
        with pytest.raises(NotGenuine):
            CHANNEL.parse_reply(request, by(server))
    with pytest.raises(NotGenuine):
        CHANNEL.parse_reply(incoming(b""), by(server))


@pytest.mark.parametrize("payload", ["", "[]", "{}", '{"type": "view_submission"}'])
def test_other_things_that_slack_sends(server: Server, payload: str) -> None:
    assert CHANNEL.parse_reply(pressed(payload), by(server)).answers == ()


def test_addresses() -> None:
    assert CHANNEL.fit(" u012ab3cd ") == "U012AB3CD"
    for told in ("", "#general", "@ada", "X012AB3CD", "U1"):
        with pytest.raises(AddressUnfit):
            CHANNEL.fit(told)


def test_a_token_is_checked(server: Server) -> None:
    server.say(200, {"ok": True, "team": "Shop"})
    assert CHANNEL.check(by(server)) == ""
    server.say(200, {"ok": False, "error": "invalid_auth"})
    server.next_answer()
    assert "invalid_auth" in CHANNEL.check(by(server))
