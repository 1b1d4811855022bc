"""What the line and the status mean, for every channel that speaks HTTP."""

from datetime import timedelta

import pytest

from tocsin.foundation.notify.channels.contract import Result
from tocsin.foundation.notify.channels.posting import allowed_networks
from tocsin.foundation.notify.channels.tests.answering import Server
from tocsin.foundation.notify.channels.tests.messages import page, provider, sent
from tocsin.foundation.notify.channels.webhook.channel import CHANNEL
from tocsin.foundation.notify.channels.webhook.signing import new_secret

BY = provider("webhook", "standard", secret=new_secret())


def told(server: Server, path: str = "/hook") -> Result:
    return sent(CHANNEL, BY, page(address=server.url + path))


@pytest.mark.parametrize("status", [200, 201, 202, 204])
def test_it_was_taken(server: Server, status: int) -> None:
    server.say(status)
    result = told(server)
    assert (result.taken, result.delivered, result.permanent) == (True, True, False)


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 504])
def test_it_may_be_tried_again_when_the_server_says(
    server: Server, status: int
) -> None:
    server.say(status, b"no", Retry_After="7")
    result = told(server)
    assert (result.taken, result.permanent) == (False, False)
    assert result.retry_after == timedelta(seconds=7)
    assert result.said == str(status)


@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_an_address_that_was_closed(server: Server, status: int) -> None:
    server.say(status)
    result = told(server)
    assert (result.taken, result.permanent) == (False, True)


@pytest.mark.parametrize("status", [301, 302, 307, 400, 413, 422])
def test_what_is_no_fault_of_the_address(server: Server, status: int) -> None:
    server.say(status, b"", Location=server.url + "/elsewhere")
    result = told(server)
    assert (result.taken, result.permanent) == (False, False)
    assert [came.path for came in server.came] == ["/hook"], "no redirect is followed"


def test_nobody_listens(server: Server) -> None:
    result = sent(CHANNEL, BY, page(address="http://127.0.0.1:1/hook"))
    assert (result.taken, result.permanent) == (False, False)
    assert result.said == "The server does not take connections."


def test_a_neighbour_is_not_asked(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOCSIN_NOTIFY_NETWORKS", "10.0.0.0/8")
    result = told(server)
    assert (result.taken, result.permanent) == (False, True)
    assert server.came == []


def test_many_go_side_by_side_and_each_is_told_of(server: Server) -> None:
    many = [page(id=n, uid=f"u{n}", address=server.url + f"/{n}") for n in range(40)]
    results = list(CHANNEL.send_many(many, BY))
    assert {result.message_id for result in results} == set(range(40))
    assert all(result.taken for result in results)
    assert len(server.came) == 40


def test_a_word_that_is_no_network_hinders_nothing(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOCSIN_NOTIFY_NETWORKS", "nonsense, 10.0.0.0/8, 1/2/3")
    assert [str(each) for each in allowed_networks()] == ["10.0.0.0/8"]
