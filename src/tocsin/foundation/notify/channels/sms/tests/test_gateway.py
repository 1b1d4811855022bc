"""Gateways of quite different shapes, each described as data alone."""

from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree

import pytest

from tocsin.foundation.notify.channels.contract import NotGenuine, Provider
from tocsin.foundation.notify.channels.sms.channel import CHANNEL
from tocsin.foundation.notify.channels.tests.answering import Server
from tocsin.foundation.notify.channels.tests.messages import (
    PAGE,
    REPLIES,
    incoming,
    page,
    provider,
    sent,
)

NASTY = '" & <b>\r\nX-More: 1\r\n{{secret}} =&?#%'
JSON = {
    "method": "POST",
    "headers": "Content-Type: application/json\nAuthorization: App {{secret}}",
    "body": '{"messages": [{"to": "{{to}}", "text": "{{text}}", "id": "{{id}}"}]}',
    "accepted": "body.messages[0].status.groupName == 'PENDING'",
    "id": "body.messages[0].messageId",
    "never": "body.messages[0].status.groupName == 'REJECTED'",
    "said": "body.messages[0].status.description",
    "secret": "hush",
    "reply_secret": "key",
    "reply_from": "body.results[0].from",
    "reply_text": "body.results[0].text",
    "report_id": "body.results[0].messageId",
    "report_delivered": "body.results[0].status.groupName == 'DELIVERED'",
    "report_failed": "body.results[0].status.groupName == 'UNDELIVERABLE'",
}


def by(server: Server, path: str = "/send", **told: str) -> Provider:
    return provider("sms", "http", url=server.url + path, **told)


def answered(group: str) -> dict[str, object]:
    status = {"groupName": group, "description": f"it is {group}"}
    return {"messages": [{"messageId": "2250be2d", "status": status}]}


def test_json(server: Server) -> None:
    server.say(200, answered("PENDING"))
    result = sent(CHANNEL, by(server, **JSON), page(short=NASTY))
    assert (result.taken, result.provider_id) == (True, "2250be2d")
    (came,) = server.came
    assert came.headers["authorization"] == "App hush"
    sent_to = {"to": PAGE.address, "text": NASTY, "id": PAGE.uid}
    assert came.json == {"messages": [sent_to]}


def test_a_number_that_is_refused_for_ever(server: Server) -> None:
    server.say(200, answered("REJECTED"))
    result = sent(CHANNEL, by(server, **JSON))
    assert (result.taken, result.permanent) == (False, True)
    assert result.said == "200 it is REJECTED"


def test_200_is_not_enough_where_it_was_told_what_is(server: Server) -> None:
    bodies: list[object] = [answered("EXPIRED"), b"not json", []]
    for body in bodies:
        server.says.clear()
        server.say(200, body)
        result = sent(CHANNEL, by(server, **JSON))
        assert (result.taken, result.permanent) == (False, False)


def test_a_form(server: Server) -> None:
    told = {
        "headers": "Content-Type: application/x-www-form-urlencoded",
        "body": "user=shop&pass={{secret}}&to={{to}}&message={{text}}&dlr={{replies}}",
        "accepted": "starts_with(text, 'OK')",
        "secret": "a&b=c",
    }
    server.say(200, b"OK: 123")
    assert sent(CHANNEL, by(server, **told), page(short=NASTY)).taken
    assert server.came[0].form == {
        "user": "shop",
        "pass": "a&b=c",
        "to": PAGE.address,
        "message": NASTY,
        "dlr": f"{REPLIES}?m=17",
    }


def test_in_the_address(server: Server) -> None:
    told = {"method": "GET", "headers": "X-Text: {{text}}", "secret": "hush"}
    path = "/api?key={{secret}}&to={{to}}&text={{text}}"
    assert sent(CHANNEL, by(server, path, **told), page(short=NASTY)).taken
    (came,) = server.came
    assert came.method == "GET"
    found = parse_qs(urlsplit(came.path).query)
    assert found == {"key": ["hush"], "to": [PAGE.address], "text": [NASTY]}
    assert "x-more" not in came.headers, "a value is no header"


def test_xml(server: Server) -> None:
    told = {
        "headers": "Content-Type: text/xml",
        "body": '<sms to="{{to}}"><text>{{text}}</text></sms>',
    }
    assert sent(CHANNEL, by(server, **told), page(short=NASTY + "\x00")).taken
    found = ElementTree.fromstring(server.came[0].body.decode())
    assert found.get("to") == PAGE.address
    assert (found.findtext("text") or "").replace("\n", "\r\n") == NASTY


@pytest.mark.parametrize(
    "told",
    [
        {"body": '{"to": '},
        {"body": '{"to": "{{whom}}"}'},
        {"accepted": "body.["},
        {"headers": "Host: elsewhere"},
        {"headers": "no header"},
        {"url": "https://{{to}}.example/"},
        {"url": "gopher://a.example/"},
        {"url": "https://user:{{secret}}@a.example/"},
    ],
)
def test_a_description_that_cannot_be_used_is_told(told: dict[str, str]) -> None:
    usual = {"url": "https://a.example/", "body": "{}"}
    assert CHANNEL.check(provider("sms", "http", **usual)) == ""
    assert CHANNEL.check(provider("sms", "http", **(usual | told)))


def test_an_answer_and_a_report(server: Server) -> None:
    gateway = by(server, **JSON)
    body = b'{"results": [{"from": "4930123456", "text": "17 ack"}]}'
    (answer,) = CHANNEL.parse_reply(incoming(body, query="key=key"), gateway).answers
    assert (answer.address, answer.text) == ("+4930123456", "17 ack")
    for group, delivered in (("DELIVERED", True), ("UNDELIVERABLE", False)):
        body = answered_later(group)
        (report,) = CHANNEL.parse_reply(incoming(body, x_key="key"), gateway).reports
        assert (report.provider_id, report.delivered) == ("2250be2d", delivered)
    assert not CHANNEL.parse_reply(incoming(b"{", x_key="key"), gateway).reports


def answered_later(group: str) -> bytes:
    told = f'"messageId": "2250be2d", "status": {{"groupName": "{group}"}}'
    return f'{{"results": [{{{told}}}]}}'.encode()


def test_without_the_secret_nothing_is_taken(server: Server) -> None:
    for gateway in (by(server, **JSON), by(server, **(JSON | {"reply_secret": ""}))):
        for request in (incoming(b"{}"), incoming(b"{}", query="key=wrong")):
            with pytest.raises(NotGenuine):
                CHANNEL.parse_reply(request, gateway)
