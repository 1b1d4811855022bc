"""Shapes of Mattermost's documentation: incoming webhook, interactive messages."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.foundation.notify.channels.contract import (
    AddressUnfit,
    NotGenuine,
    Provider,
)
from tocsin.foundation.notify.channels.mattermost.channel import CHANNEL, plain
from tocsin.foundation.notify.channels.tests.answering import Server
from tocsin.foundation.notify.channels.tests.messages import (
    ACKNOWLEDGE,
    REPLIES,
    incoming,
    page,
    provider,
    sent,
)

TO_ADA = page(address="@ada")


def by(server: Server) -> Provider:
    return provider("mattermost", "webhook", url=server.url + "/hooks/xxx")


def pressed(context: object) -> bytes:
    told = {
        "user_id": "rd49ehbqyjytddasoownkuqrxe",
        "user_name": "ada",
        "post_id": "gqrnh3675jfxzftnjyjfe4udeh",
        "channel_id": "j6j53p28k6urx15fpcgsr20psq",
        "team_id": "5xxzt146eax4tul69409opqjlf",
        "context": context,
    }
    return json.dumps(told).encode()


def test_a_post_with_buttons(server: Server) -> None:
    server.say(200, b"ok")
    assert sent(CHANNEL, by(server), TO_ADA).taken
    (came,) = server.came
    assert came.path == "/hooks/xxx"
    assert came.json["channel"] == "@ada"
    (attachment,) = came.json["attachments"]
    first = attachment["actions"][0]
    assert first["integration"]["url"] == REPLIES
    assert first["integration"]["context"]["token"] == ACKNOWLEDGE.token
    assert first["id"] == "acknowledge"


def test_what_a_button_sends_back_is_an_answer(server: Server) -> None:
    server.say(200, b"ok")
    sent(CHANNEL, by(server), TO_ADA)
    (attachment,) = server.came[0].json["attachments"]
    context = attachment["actions"][0]["integration"]["context"]
    request = incoming(pressed(context))
    (answer,) = CHANNEL.parse_reply(request, by(server)).answers
    assert (answer.address, answer.token) == ("@ada", ACKNOWLEDGE.token)
    reply = CHANNEL.reply_to(request, by(server), "Acknowledged.")
    assert json.loads(reply.body) == {"ephemeral_text": "Acknowledged."}


@pytest.mark.parametrize(
    "context",
    [None, [], {}, {"token": "17-0.t.s"}, {"token": "17-0.t.s", "proof": "made up"}],
)
def test_what_we_did_not_make_is_nothing(server: Server, context: object) -> None:
    for body in (pressed(context), b"", b"[]", b"{"):
        with pytest.raises(NotGenuine):
            CHANNEL.parse_reply(incoming(body), by(server))


@pytest.mark.parametrize(
    ("status", "flaw", "permanent"),
    [
        (404, "web.incoming_webhook.channel.app_error", True),
        (400, "web.incoming_webhook.invalid.app_error", False),
        (404, "", False),
        (403, "web.incoming_webhook.channel_locked.app_error", False),
        (500, "", False),
    ],
)
def test_mattermost_says_no(
    server: Server, status: int, flaw: str, permanent: bool
) -> None:
    server.say(status, {"id": flaw, "message": "No.", "status_code": status})
    result = sent(CHANNEL, by(server), TO_ADA)
    assert (result.taken, result.permanent) == (False, permanent)


@given(st.text(max_size=40))
def test_nobody_is_mentioned(text: str) -> None:
    told = plain(f"@all {text} @channel")
    assert "@all" not in told
    assert "@channel" not in told


def test_addresses() -> None:
    assert CHANNEL.fit(" @Ada.Lovelace ") == "@ada.lovelace"
    assert CHANNEL.fit("town-square") == "town-square"
    for told in ("", "@", "a b", "~town", "@a/b"):
        with pytest.raises(AddressUnfit):
            CHANNEL.fit(told)
