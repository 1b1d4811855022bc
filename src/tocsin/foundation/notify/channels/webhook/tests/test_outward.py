"""What goes out: to the address that was looked at, by its name, and not for ever."""

import socket
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from tocsin.foundation.mail.tests.receiving import certificate
from tocsin.foundation.notify.channels.tests.answering import Server
from tocsin.kernel.outward.addresses import NotAllowed, networks, target_of
from tocsin.kernel.outward.asking import Asking, NotReached, ask

OURS = networks(["127.0.0.0/8"])
Talk = Callable[[socket.socket], None]


@contextmanager
def listening(talk: Talk, context: ssl.SSLContext | None = None) -> Iterator[int]:
    """A server that talks with the first who comes as it is told to."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            line = server.accept()[0]
            with suppress(OSError), line:
                if context is None:
                    talk(line)
                    return
                with context.wrap_socket(line, server_side=True) as secured:
                    talk(secured)

        Thread(target=serve, daemon=True).start()
        yield int(server.getsockname()[1])


def drops(line: socket.socket, head: bytes) -> None:
    line.recv(4096)
    line.sendall(head)
    for _drop in range(60):
        line.sendall(b"x")
        time.sleep(0.05)


@pytest.mark.parametrize(
    "head", [b"HTTP/1.1 200 OK\r\nX-A: ", b"HTTP/1.1 200 OK\r\n\r\n", b"", b"HTTP"]
)
def test_an_answer_drop_by_drop_is_not_waited_for(head: bytes) -> None:
    with listening(lambda line: drops(line, head)) as port:
        begun = time.monotonic()
        with pytest.raises(NotReached):
            ask(Asking(f"http://127.0.0.1:{port}/"), allowed=OURS, patience=0.3)
        assert time.monotonic() - begun < 1.5


def test_no_more_is_read_than_is_wanted(server: Server) -> None:
    server.say(200, b"x" * 200_000)
    heard = ask(Asking(server.url), allowed=OURS)
    assert len(heard.body) == 65_536


def test_no_header_is_smuggled_in(server: Server) -> None:
    for headers in ({"X-A": "b\r\nX-B: c"}, {"X\r\nA": "b"}):
        with pytest.raises(NotReached):
            ask(Asking(server.url, headers=headers), allowed=OURS)


def test_a_name_that_leads_elsewhere_a_moment_later_leads_nowhere(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name server that first tells a public address, then one of a neighbour."""
    told, asked = ["93.184.216.34", "127.0.0.1"], list[str]()

    def resolve(host: str, port: int, **_more: Any) -> list[Any]:
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (told.pop(0), port))]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    target = target_of("https://rebinding.example/")
    assert (target.address, target.host) == ("93.184.216.34", "rebinding.example")
    with pytest.raises(NotAllowed):
        target_of("https://rebinding.example/")
    assert asked == ["rebinding.example"] * 2, "once for each request, never between"


def said(line: socket.socket) -> None:
    line.recv(4096)
    line.sendall(b"HTTP/1.1 204 No Content\r\n\r\n")


def test_the_certificate_is_the_names_and_trusted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trusted, context = certificate(tmp_path)
    with listening(said, context) as port, pytest.raises(NotReached) as refused:
        ask(Asking(f"https://localhost:{port}/"), allowed=OURS)
    assert "not trusted" in str(refused.value)
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    with listening(said, context) as port:
        heard = ask(Asking(f"https://localhost:{port}/"), allowed=OURS)
    assert heard.status == 204


def test_another_names_certificate_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trusted, context = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    real = socket.getaddrinfo

    def resolve(host: str, *args: Any, **more: Any) -> Any:
        here = "127.0.0.1" if host == "other.example" else host
        return real(here, *args, **more)

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    with listening(said, context) as port, pytest.raises(NotReached):
        ask(Asking(f"https://other.example:{port}/"), allowed=OURS)
