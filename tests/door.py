"""A front door that keeps what came, so that a test with a held clock lets it in."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from django.db import transaction
from django.test import Client

from tests.intake import sent
from tocsin.intake.events.models import Source
from tocsin.register.work.own_path import OWN_PATH

_PAGE = b'<input name="csrfmiddlewaretoken" value="abc">'


@dataclass
class Door:
    """What came and is not let in yet. Closed, it answers with 503."""

    url: str = ""
    is_open: bool = True
    came: list[tuple[str, bytes]] = field(default_factory=list)

    def let_in(self) -> None:
        """What came happens, in its order."""
        waiting, self.came = self.came, []
        for path, body in waiting:
            if path.startswith("/in/"):
                with transaction.atomic():
                    sent(Source.objects.get(slug=OWN_PATH), json.loads(body))
            else:
                assert Client().post(path).status_code == 200


@contextmanager
def front_door() -> Iterator[Door]:
    door = Door()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._tell(200, _PAGE)

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if door.is_open:
                door.came.append((self.path, body))
            self._tell(202 if door.is_open else 503, b"")

        def _tell(self, status: int, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Set-Cookie", "csrftoken=abc; Path=/")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Nothing: a test's output is its own."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    door.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield door
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
