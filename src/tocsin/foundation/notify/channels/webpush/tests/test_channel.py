"""A push service and a browser of our own: the token is checked, the body decrypted."""

import json
from datetime import UTC, datetime
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key

from tocsin.foundation.notify.channels.contract import AddressUnfit, Message
from tocsin.foundation.notify.channels.tests.answering import Came, Server
from tocsin.foundation.notify.channels.tests.messages import page, sent
from tocsin.foundation.notify.channels.webpush.channel import (
    CHANNEL,
    application_key,
    payload,
    subscription,
)
from tocsin.foundation.notify.channels.webpush.encryption import (
    MOST,
    decrypted,
    point_of,
    public_key,
)
from tocsin.foundation.notify.channels.webpush.vapid import base64url, from_base64url

PRIVATE = generate_private_key(SECP256R1())
AUTH = bytes(range(16))
BY = CHANNEL.own_provider()


def told(endpoint: str) -> dict[str, Any]:
    """What `PushSubscription.toJSON()` says (Push API, 8.3)."""
    found = {"p256dh": base64url(point_of(PRIVATE)), "auth": base64url(AUTH)}
    return {"endpoint": endpoint, "expirationTime": None, "keys": found}


def to_browser(server: Server, **facts: Any) -> Message:
    address, data = subscription(told(server.url + "/push/1"))
    return page(address=address, data=data, **facts)


def read(came: Came) -> Any:
    return json.loads(decrypted(came.body, private=PRIVATE, auth=AUTH))


def test_only_this_browser_can_read_it(server: Server) -> None:
    server.say(201, b"", Location=server.url + "/message/1")
    assert BY is not None
    result = sent(CHANNEL, BY, to_browser(server))
    assert (result.taken, result.provider_id) == (True, server.url + "/message/1")
    (came,) = server.came
    assert came.headers["content-encoding"] == "aes128gcm"
    assert came.headers["urgency"] == "high"
    assert int(came.headers["ttl"]) > 0
    assert len(came.headers["topic"]) <= 32
    seen = read(came)
    assert seen["title"] == "P1 INC-00042: Checkout: no orders"
    assert [each["action"] for each in seen["actions"]] == ["acknowledge", "escalate"]
    assert seen["tag"] == "INC-00042"
    assert b"INC-00042" not in came.body


def test_the_service_knows_who_sends(server: Server) -> None:
    server.say(201)
    assert BY is not None
    sent(CHANNEL, BY, to_browser(server, loud=False))
    (came,) = server.came
    assert came.headers["urgency"] == "normal"
    _scheme, _, rest = came.headers["authorization"].partition(" ")
    parts = dict(part.strip().split("=", 1) for part in rest.split(","))
    assert parts["k"] == application_key()
    key = public_key(from_base64url(parts["k"]))
    claims = jwt.decode(parts["t"], key, algorithms=["ES256"], audience=server.url)
    assert datetime.fromtimestamp(claims["exp"], UTC) > datetime.now(UTC)
    assert claims["sub"].startswith("mailto:")


@pytest.mark.parametrize(
    ("status", "permanent"),
    [(404, True), (410, True), (403, True), (400, False), (429, False), (503, False)],
)
def test_the_service_says_no(server: Server, status: int, permanent: bool) -> None:
    server.say(status)
    assert BY is not None
    result = sent(CHANNEL, BY, to_browser(server))
    assert (result.taken, result.permanent) == (False, permanent)


def test_words_give_way_so_that_it_fits() -> None:
    many = "é" * 5000
    for message in (page(short=many, subject=many), page(link="https://a/" + many)):
        assert len(payload(message)) <= MOST


def test_addresses() -> None:
    address, data = subscription(told("https://push.example/send/" + "x" * 700))
    assert len(address) < 100
    assert CHANNEL.shown(address) == "push.example"
    assert data["auth"] == base64url(AUTH)
    good = told("https://push.example/send/1")
    flaws: list[Any] = [
        None,
        [],
        {},
        {"endpoint": "https://push.example/"},
        good | {"endpoint": "file:///etc/passwd"},
        good | {"keys": None},
        good | {"keys": {"p256dh": "AAAA", "auth": base64url(AUTH)}},
        good | {"keys": good["keys"] | {"auth": "AAAA"}},
        good | {"keys": good["keys"] | {"p256dh": "é"}},
    ]
    for flaw in flaws:
        with pytest.raises(AddressUnfit):
            subscription(flaw)
