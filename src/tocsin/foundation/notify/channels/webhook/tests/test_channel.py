"""A receiver checks what came by the specification, with code of its own."""

import hashlib
import hmac
from base64 import b64decode, b64encode

import pytest

from tocsin.foundation.notify.channels.contract import AddressUnfit
from tocsin.foundation.notify.channels.tests.answering import Came, Server
from tocsin.foundation.notify.channels.tests.messages import page, provider, sent
from tocsin.foundation.notify.channels.webhook.channel import CHANNEL

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
BY = provider("webhook", "standard", secret=SECRET)


def signature_of(came: Came, secret: str) -> str:
    told = f"{came.headers['webhook-id']}.{came.headers['webhook-timestamp']}."
    key = b64decode(secret.removeprefix("whsec_"))
    made = hmac.new(key, told.encode() + came.body, hashlib.sha256).digest()
    return "v1," + b64encode(made).decode()


def test_a_receiver_knows_that_it_is_ours(server: Server) -> None:
    message = page(address=server.url + "/hook")
    assert sent(CHANNEL, BY, message).delivered
    sent(CHANNEL, BY, message)
    first, second = server.came
    assert first.headers["webhook-signature"] == signature_of(first, SECRET)
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    assert first.json["type"] == "page.sent"
    assert first.json["data"]["subject"] == message.subject
    assert [a["verb"] for a in first.json["data"]["actions"]] == [
        "acknowledge",
        "escalate",
        "resolve",
    ]


def test_a_secret_that_cannot_sign_is_told() -> None:
    assert CHANNEL.check(BY) == ""
    assert "whsec_" in CHANNEL.check(provider("webhook", "standard", secret="hush"))


def test_addresses() -> None:
    assert CHANNEL.fit(" https://a.example/x ") == "https://a.example/x"
    assert CHANNEL.shown("https://a.example/secret?k=1") == "a.example/…"
    for told in ("", "a.example", "ftp://a.example", "https://u:p@a.example/"):
        with pytest.raises(AddressUnfit):
            CHANNEL.fit(told)
