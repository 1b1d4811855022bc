"""Shapes of the Bot API: sendMessage, Update with a message or a callback_query."""

import json
from datetime import timedelta
from typing import Any

import pytest

from tocsin.foundation.notify.channels.contract import (
    AddressUnfit,
    Incoming,
    NotGenuine,
    Provider,
)
from tocsin.foundation.notify.channels.telegram.channel import CHANNEL
from tocsin.foundation.notify.channels.tests.answering import Server
from tocsin.foundation.notify.channels.tests.messages import (
    ACKNOWLEDGE,
    REPLIES,
    incoming,
    page,
    provider,
    sent,
)

TO_ADA = page(address="1111111")
CHAT = {"id": 1111111, "type": "private", "username": "ada", "first_name": "Ada"}
TEXT = {"message_id": 1365, "from": {"id": 1111111}, "date": 1441645532, "chat": CHAT}
PRESS = {
    "id": "4382bfdwdsb323b2d9",
    "from": {"id": 1111111, "is_bot": False, "first_name": "Ada"},
    "message": TEXT,
    "chat_instance": "1",
    "data": ACKNOWLEDGE.token,
}


def by(server: Server) -> Provider:
    told = {"token": "123:abc", "bot": "@shop_bot", "server": server.url}
    return provider("telegram", "bot", **told)


@pytest.fixture
def secret(server: Server) -> str:
    """What Telegram is told when the bot is checked, and tells with each update."""
    server.say(200, {"ok": True, "result": True})
    assert CHANNEL.check(by(server)) == ""
    me, webhook = server.came
    assert me.path == "/bot123:abc/getMe"
    assert webhook.json["url"] == REPLIES
    server.came.clear()
    return str(webhook.json["secret_token"])


def update(secret: str, **told: Any) -> Incoming:
    body = json.dumps({"update_id": 10000} | told).encode()
    return incoming(body, x_telegram_bot_api_secret_token=secret)


def test_a_message_with_buttons(server: Server) -> None:
    server.say(200, {"ok": True, "result": {"message_id": 42, "chat": CHAT}})
    result = sent(CHANNEL, by(server), TO_ADA)
    assert (result.taken, result.provider_id) == (True, "42")
    (came,) = server.came
    assert came.path == "/bot123:abc/sendMessage"
    assert came.json["chat_id"] == "1111111"
    assert "parse_mode" not in came.json, "words stay words"
    (row,) = came.json["reply_markup"]["inline_keyboard"]
    assert row[0] == {"text": "Acknowledge", "callback_data": ACKNOWLEDGE.token}


def test_a_button_is_an_answer_and_is_told_what_it_did(
    server: Server, secret: str
) -> None:
    request = update(secret, callback_query=PRESS)
    (answer,) = CHANNEL.parse_reply(request, by(server)).answers
    assert (answer.address, answer.token) == ("1111111", ACKNOWLEDGE.token)
    told = json.loads(CHANNEL.reply_to(request, by(server), "Acknowledged.").body)
    assert told["method"] == "answerCallbackQuery"
    assert told["callback_query_id"] == PRESS["id"]
    assert told["text"] == "Acknowledged."


def test_words_are_an_answer(server: Server, secret: str) -> None:
    request = update(secret, message=TEXT | {"text": "17 ack"})
    (answer,) = CHANNEL.parse_reply(request, by(server)).answers
    assert (answer.address, answer.text) == ("1111111", "17 ack")
    told = json.loads(CHANNEL.reply_to(request, by(server), "Acknowledged.").body)
    assert (told["method"], told["chat_id"]) == ("sendMessage", "1111111")


def test_a_link_enrols(server: Server, secret: str) -> None:
    link = CHANNEL.enrol_link(by(server), "k0de")
    assert link == "https://t.me/shop_bot?start=k0de"
    request = update(secret, message=TEXT | {"text": "/start k0de"})
    (made,) = CHANNEL.parse_reply(request, by(server)).enrolled
    assert (made.code, made.address, made.label) == ("k0de", "1111111", "ada")


@pytest.mark.parametrize(
    "told",
    [{}, {"message": []}, {"message": {"chat": 1}}, {"edited_message": TEXT}],
)
def test_other_updates(server: Server, secret: str, told: dict[str, Any]) -> None:
    request = update(secret, **told)
    heard = CHANNEL.parse_reply(request, by(server))
    assert (list(heard.answers), list(heard.enrolled)) == ([], [])
    assert CHANNEL.reply_to(request, by(server), "").body == b""


def test_whoever_does_not_know_the_secret_is_not_telegram(server: Server) -> None:
    for told in ("", "made up", "é"):
        with pytest.raises(NotGenuine):
            CHANNEL.parse_reply(update(told, callback_query=PRESS), by(server))


@pytest.mark.parametrize(
    ("status", "permanent"), [(400, True), (403, True), (401, False), (404, False)]
)
def test_telegram_says_no(server: Server, status: int, permanent: bool) -> None:
    flaw = {"ok": False, "error_code": status, "description": "Forbidden: blocked"}
    server.say(status, flaw)
    result = sent(CHANNEL, by(server), TO_ADA)
    assert (result.taken, result.permanent) == (False, permanent)
    assert "blocked" in result.said


def test_too_many(server: Server) -> None:
    flaw = {
        "ok": False,
        "error_code": 429,
        "description": "Too Many Requests: retry after 5",
        "parameters": {"retry_after": 5},
    }
    server.say(429, flaw)
    assert sent(CHANNEL, by(server), TO_ADA).retry_after == timedelta(seconds=5)


def test_addresses() -> None:
    assert CHANNEL.fit(" -100123 ") == "-100123"
    for told in ("", "@ada", "1.5", "--1"):
        with pytest.raises(AddressUnfit):
            CHANNEL.fit(told)
