"""A real web server for tests, on the provider's side: what came, and what it says."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qsl


@dataclass(frozen=True)
class Came:
    """One request, as it was on the wire."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def form(self) -> dict[str, str]:
        return dict(parse_qsl(self.body.decode(), keep_blank_values=True))


@dataclass
class Server:
    """Says what was put into `says` (status, body, headers), the last for ever."""

    url: str = ""
    came: list[Came] = field(default_factory=list)
    says: list[tuple[int, Any, dict[str, str]]] = field(default_factory=list)

    def say(self, status: int = 200, body: Any = b"", **headers: str) -> None:
        told = {name.replace("_", "-"): value for name, value in headers.items()}
        self.says.append((status, body, told))

    def next_answer(self) -> tuple[int, Any, dict[str, str]]:
        if not self.says:
            return 200, b"", {}
        return self.says.pop(0) if len(self.says) > 1 else self.says[0]


@contextmanager
def answering() -> Iterator[Server]:
    server = Server()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def handle_any(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            body = self.rfile.read(length)
            headers = {name.lower(): value for name, value in self.headers.items()}
            server.came.append(Came(self.command, self.path, headers, body))
            status, told, more = server.next_answer()
            raw = told if isinstance(told, bytes) else json.dumps(told).encode()
            self.send_response(status)
            for name, value in more.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        do_GET = do_POST = do_PUT = handle_any

        def log_message(self, format: str, *args: Any) -> None:
            """The test says what matters."""

    class Listening(ThreadingHTTPServer):
        def handle_error(self, request: Any, client_address: Any) -> None:
            """Whoever asked has hung up."""

    listening = Listening(("127.0.0.1", 0), Handler)
    listening.daemon_threads = True
    server.url = f"http://127.0.0.1:{listening.server_port}"
    thread = Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        listening.shutdown()
        thread.join()
        listening.server_close()
