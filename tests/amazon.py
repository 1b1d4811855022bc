"""A server such as Amazon SNS has: https, a certificate to fetch, offers to confirm."""

import ssl
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tocsin.intake.events.adapters.tests.signing import certificate, private_key


@dataclass
class Amazon:
    """`asked` are the paths that were asked for, with their queries."""

    port: int = 0
    asked: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"https://127.0.0.1:{self.port}"

    @property
    def hosts(self) -> str:
        """The pattern that this server fits, and no other."""
        return rf"127\.0\.0\.1:{self.port}"


@pytest.fixture
def amazon(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Amazon]:
    """The server, whose host is allowed and whose authority is known."""
    held, pair = Amazon(), tmp_path / "pair.pem"
    pair.write_bytes(private_key() + certificate())
    authority = tmp_path / "authority.pem"
    authority.write_bytes(certificate())
    server = ThreadingHTTPServer(("127.0.0.1", 0), _answering(held))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pair)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    held.port = server.server_address[1]
    monkeypatch.setenv("TOCSIN_SNS_HOSTS", held.hosts)
    monkeypatch.setenv("SSL_CERT_FILE", str(authority))
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    yield held
    server.shutdown()
    thread.join()
    server.server_close()


def _answering(held: Amazon) -> type[BaseHTTPRequestHandler]:
    class Answering(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            held.asked.append(self.path)
            if self.path.startswith("/moved"):
                self._say(302, b"", "/key.pem")
            elif self.path.startswith("/gone"):
                self._say(403, b"")
            elif self.path.endswith(".pem"):
                self._say(200, certificate())
            else:
                self._say(200, b"<ConfirmSubscriptionResponse/>")

        def _say(self, status: int, body: bytes, location: str = "") -> None:
            self.send_response(status)
            if location:
                self.send_header("Location", location)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    return Answering
