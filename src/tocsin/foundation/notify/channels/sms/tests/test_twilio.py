"""Shapes of Twilio's documentation: message resource, status callback, incoming SMS."""

import hashlib
import hmac
import json
from base64 import b64decode, b64encode
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tocsin.foundation.notify.channels.contract import (
    Incoming,
    NotGenuine,
    Provider,
)
from tocsin.foundation.notify.channels.sms.channel import CHANNEL
from tocsin.foundation.notify.channels.tests.answering import Server
from tocsin.foundation.notify.channels.tests.messages import (
    PAGE,
    REPLIES,
    incoming,
    provider,
    sent,
)

CREATED = json.loads((Path(__file__).parent / "message_created.json").read_text())
TOKEN = "12345"


def by(server: Server | None = None, sender: str = "+15005550006") -> Provider:
    told = {"account": "AC1", "token": TOKEN, "sender": sender}
    return provider("sms", "twilio", server=server.url if server else "", **told)


def signed(form: dict[str, str], query: str = "", token: str = TOKEN) -> Incoming:
    """As Twilio signs: written down here once more, by its documentation."""
    url = f"{REPLIES}?{query}" if query else REPLIES
    told = url + "".join(f"{name}{form[name]}" for name in sorted(form))
    made = hmac.new(token.encode(), told.encode(), hashlib.sha1).digest()
    return incoming(
        urlencode(form).encode(),
        query=query,
        x_twilio_signature=b64encode(made).decode(),
    )


def test_a_message_is_a_form(server: Server) -> None:
    server.say(201, CREATED)
    result = sent(CHANNEL, by(server))
    assert (result.taken, result.provider_id) == (True, CREATED["sid"])
    (came,) = server.came
    assert came.path == "/2010-04-01/Accounts/AC1/Messages.json"
    scheme, _, pair = came.headers["authorization"].partition(" ")
    assert (scheme, b64decode(pair)) == ("Basic", b"AC1:12345")
    assert came.form == {
        "To": PAGE.address,
        "From": "+15005550006",
        "Body": PAGE.short,
        "StatusCallback": f"{REPLIES}?m=17",
    }


def test_a_messaging_service_sends(server: Server) -> None:
    server.say(201, CREATED)
    sent(CHANNEL, by(server, "MG1"))
    assert server.came[0].form["MessagingServiceSid"] == "MG1"


@pytest.mark.parametrize(
    ("status", "code", "permanent"),
    [
        (400, 21211, True),
        (400, 21610, True),
        (400, 21614, True),
        (400, 21606, False),
        (401, 20003, False),
        (403, 20005, False),
        (404, 20404, False),
        (429, 20429, False),
        (500, 20500, False),
    ],
)
def test_twilio_says_no_with_a_number(
    server: Server, status: int, code: int, permanent: bool
) -> None:
    flaw = {"code": code, "message": "No.", "more_info": "https://…", "status": status}
    server.say(status, flaw, Retry_After="3")
    result = sent(CHANNEL, by(server))
    assert (result.taken, result.permanent) == (False, permanent)
    assert str(code) in result.said
    if status in (429, 500):
        assert result.retry_after == timedelta(seconds=3)


@pytest.mark.parametrize(
    ("state", "delivered"),
    [("delivered", True), ("undelivered", False), ("failed", False), ("sent", None)],
)
def test_a_report_tells_what_became_of_it(state: str, delivered: bool | None) -> None:
    form = {
        "AccountSid": "AC1",
        "From": "+15005550006",
        "MessageSid": "SM1",
        "MessageStatus": state,
        "SmsSid": "SM1",
        "SmsStatus": state,
        "To": "+4930123456",
    }
    reports = CHANNEL.parse_reply(signed(form, "m=17"), by()).reports
    found = [(r.delivered, r.message_id, r.provider_id) for r in reports]
    assert found == ([] if delivered is None else [(delivered, 17, "SM1")])


def test_an_sms_is_an_answer() -> None:
    form = {
        "AccountSid": "AC1",
        "Body": "17 ack é",
        "From": "+4930123456",
        "MessageSid": "SM2",
        "NumMedia": "0",
        "To": "+15005550006",
    }
    request = signed(form)
    (answer,) = CHANNEL.parse_reply(request, by()).answers
    assert (answer.address, answer.text) == ("+4930123456", "17 ack é")
    reply = CHANNEL.reply_to(request, by(), "Acknowledged: <INC-00042> & more")
    assert reply.content_type.startswith("text/xml")
    told = "<Message>Acknowledged: &lt;INC-00042&gt; &amp; more</Message>"
    assert told in reply.body.decode()
    assert b"<Response></Response>" in CHANNEL.reply_to(request, by(), "").body


def test_what_twilio_did_not_sign_is_nothing() -> None:
    form = {"Body": "17 ack", "From": "+4930123456"}
    for request in (signed(form, token="other"), incoming(urlencode(form).encode())):
        with pytest.raises(NotGenuine):
            CHANNEL.parse_reply(request, by())


def test_an_account_is_checked(server: Server) -> None:
    server.say(200, {"sid": "AC1", "status": "active"})
    assert CHANNEL.check(by(server)) == ""
    assert server.came[0].method == "GET"
    server.says.clear()
    server.say(200, {"sid": "AC1", "status": "suspended"})
    assert "suspended" in CHANNEL.check(by(server))
    server.says.clear()
    server.say(401, {"code": 20003, "message": "Authenticate"})
    assert CHANNEL.check(by(server)) == "401 Authenticate"
