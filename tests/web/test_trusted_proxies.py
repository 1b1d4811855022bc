"""Behind a proxy: what it says of who asks is believed of those we trust, only."""

import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from typing import Any

import pytest
import uvicorn
from django.test import Client

from tests.company import Company
from tocsin.kernel import home
from tocsin.kernel.home import SettingNotUnderstood
from tocsin.surfaces.cli.serve_web import config_of


async def told(scope: Any, _receive: Any, send: Any) -> None:
    """Answers with what the application would hear of who asks."""
    body = json.dumps([scope["client"][0], scope["scheme"]]).encode()
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": body})


@contextmanager
def answering() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        server = uvicorn.Server(config_of(told))
        work = threading.Thread(target=server.run, args=([listener],))
        work.start()
        while not server.started:
            time.sleep(0.01)
        yield listener.getsockname()[1]
        server.should_exit = True
        work.join()


def asked(**headers: str) -> list[str]:
    with answering() as port:
        talk = HTTPConnection("127.0.0.1", port, timeout=10)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        talk.request("GET", "/", headers=named)
        found: list[str] = json.loads(talk.getresponse().read())
        talk.close()
        return found


SAYS = {"X_Forwarded_For": "203.0.113.9", "X_Forwarded_Proto": "https"}


@pytest.mark.parametrize(
    ("trusted", "found"),
    [
        ("127.0.0.1", ["203.0.113.9", "https"]),
        ("127.0.0.0/8", ["203.0.113.9", "https"]),
        ("192.0.2.1", ["127.0.0.1", "http"]),
        ("", ["127.0.0.1", "http"]),
    ],
)
def test_only_those_we_trust_are_believed(
    monkeypatch: pytest.MonkeyPatch, trusted: str, found: list[str]
) -> None:
    monkeypatch.setenv("TOCSIN_TRUSTED_PROXIES", trusted)
    assert asked(**SAYS) == found


def test_what_a_stranger_put_before_the_proxys_word_is_not_believed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TOCSIN_TRUSTED_PROXIES", "127.0.0.1,10.0.0.0/8")
    chain = "198.51.100.1, 203.0.113.9, 10.1.2.3"
    assert asked(X_Forwarded_For=chain)[0] == "203.0.113.9"


def test_a_name_is_no_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOCSIN_TRUSTED_PROXIES", "proxy.example")
    with pytest.raises(SettingNotUnderstood):
        home.trusted_proxies()


def test_a_header_alone_changes_no_address_in_the_application(
    company: Company,
) -> None:
    """Wrong passwords are counted by address: nobody chooses theirs by a header."""
    for number in range(12):
        client = Client(headers={"X-Forwarded-For": f"203.0.113.{number}"})
        told = {"login": f"guess-{number}", "password": "wrong"}
        answer = client.post("/sign-in", told)
    assert "Too many" in answer.content.decode()
