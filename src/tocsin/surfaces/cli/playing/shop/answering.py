"""An HTTP server with one thread for each request, for parts of the shop."""

import json
import sys
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Told = Mapping[str, Any]
Reply = tuple[int, Told]


def server(port: int, answer: Callable[[str, str, bytes], Reply]) -> "Server":
    """`answer` is given method, path and body, and tells status and JSON."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self._answer("GET")

        def do_POST(self) -> None:
            self._answer("POST")

        def _answer(self, method: str) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            status, told = answer(method, self.path, self.rfile.read(length))
            body = json.dumps(told).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            """The shop keeps no log of requests."""

    return Server(("127.0.0.1", port), Handler)


class Server(ThreadingHTTPServer):
    """Silent when somebody hangs up."""

    request_queue_size = 128
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)
