"""A call: TwiML that is well-formed whatever is said, digits, and how it ended."""

import hashlib
import hmac
from base64 import b64encode
from urllib.parse import urlencode
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.foundation.notify.channels.contract import Incoming, NotGenuine
from tocsin.foundation.notify.channels.tests.answering import Server
from tocsin.foundation.notify.channels.tests.messages import (
    PAGE,
    REPLIES,
    incoming,
    page,
    provider,
    sent,
)
from tocsin.foundation.notify.channels.voice.channel import CHANNEL, spoken

BY = provider("voice", "twilio", account="AC1", token="12345", sender="+15005550006")


def signed(form: dict[str, str]) -> Incoming:
    query = "m=17&l=de"
    told = f"{REPLIES}?{query}" + "".join(f"{k}{form[k]}" for k in sorted(form))
    made = hmac.new(b"12345", told.encode(), hashlib.sha1).digest()
    signature = b64encode(made).decode()
    body = urlencode(form).encode()
    return incoming(body, query=query, x_twilio_signature=signature)


def call(**more: str) -> dict[str, str]:
    told = {
        "AccountSid": "AC1",
        "ApiVersion": "2010-04-01",
        "CallSid": "CA1",
        "CallStatus": "in-progress",
        "Direction": "outbound-api",
        "From": "+15005550006",
        "To": "+4930123456",
    }
    return told | more


def test_a_call_says_what_it_is_about_and_how_to_answer(server: Server) -> None:
    told = dict(BY.settings) | {"server": server.url}
    server.say(201, {"sid": "CA1", "status": "queued"})
    result = sent(CHANNEL, provider("voice", "twilio", **told))
    assert (result.taken, result.provider_id) == (True, "CA1")
    (came,) = server.came
    assert came.path == "/2010-04-01/Accounts/AC1/Calls.json"
    assert came.form["StatusCallback"] == f"{REPLIES}?m=17&l=en"
    response = ElementTree.fromstring(came.form["Twiml"])
    gather = response.find("Gather")
    assert gather is not None
    assert gather.get("action") == f"{REPLIES}?m=17&l=en"
    words = " ".join(each.text or "" for each in gather.iter("Say"))
    assert words.count(PAGE.speech) == 2, "for whoever woke up in the middle"
    assert "Press 1: Acknowledge. Press 2: Escalate. Press 3: Resolve." in words


@settings(max_examples=40, deadline=None)
@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), max_size=80))
def test_words_are_never_markup(text: str) -> None:
    made = spoken(page(speech=text), f'{REPLIES}?m=1&l="><Hangup/>')
    response = ElementTree.fromstring(made)
    assert [each.tag for each in response] == ["Gather"]


def test_without_answers_it_is_read_and_ends() -> None:
    response = ElementTree.fromstring(spoken(page(actions=()), REPLIES))
    assert [each.tag for each in response] == ["Say", "Pause", "Say"]


@pytest.mark.parametrize(
    ("digit", "verb"), [("1", "acknowledge"), ("2", "escalate"), ("3", "resolve")]
)
def test_a_digit_is_an_answer(digit: str, verb: str) -> None:
    request = signed(call(Digits=digit))
    (answer,) = CHANNEL.parse_reply(request, BY).answers
    assert (answer.verb, answer.message_id, answer.address) == (
        verb,
        17,
        "+4930123456",
    )
    reply = CHANNEL.reply_to(request, BY, "Danke & gute Nacht")
    assert '<Say language="de-DE">Danke &amp; gute Nacht</Say>' in reply.body.decode()


def test_a_digit_that_means_nothing() -> None:
    assert not CHANNEL.parse_reply(signed(call(Digits="7")), BY).answers


@pytest.mark.parametrize(
    ("state", "delivered"),
    [("completed", True), ("busy", False), ("no-answer", False), ("ringing", None)],
)
def test_how_it_ended(state: str, delivered: bool | None) -> None:
    reports = CHANNEL.parse_reply(signed(call(CallStatus=state)), BY).reports
    found = [(r.delivered, r.message_id, r.provider_id) for r in reports]
    assert found == ([] if delivered is None else [(delivered, 17, "CA1")])


def test_what_twilio_did_not_sign_is_nothing() -> None:
    with pytest.raises(NotGenuine):
        CHANNEL.parse_reply(incoming(urlencode(call(Digits="1")).encode()), BY)
