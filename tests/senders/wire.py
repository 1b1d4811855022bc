"""A whole Tocsin that real senders talk to, and what became of what they sent."""

import http.client
import json
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.front_door.laid import lay
from tests.front_door.running import Running, until


@dataclass(frozen=True)
class Sent:
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Wire:
    """A running Tocsin with an empty register and an administrator's API key."""

    running: Running
    token: str

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.running.port}"

    def source(self, tool: str, name: str, *options: str) -> dict[str, Any]:
        """A new source: `id`, `url` and `key`; its address is this server's."""
        told: dict[str, Any] = self.running.told(
            "source", "add", tool, "--name", name, *options
        )
        return told | {"url": f"{self.url}/in/{told['key']}"}

    def quick_source(self, tool: str, name: str, **facts: Any) -> dict[str, Any]:
        """The same by our own API, which is quicker than a command."""
        body = {"tool": tool, "name": name, **facts}
        told = self.send("/api/v1/sources", body, headers=self._authorized)
        assert told.status == 201, told.body
        source: dict[str, Any] = told.json
        return source | {"url": f"{self.url}/in/{source['key']}"}

    @property
    def _authorized(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    def send(
        self,
        path: str,
        body: Any = None,
        *,
        method: str = "POST",
        headers: Mapping[str, str] | None = None,
    ) -> Sent:
        """One request to a path of the wire, a body that is no bytes as JSON."""
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        link = http.client.HTTPConnection("127.0.0.1", self.running.port, timeout=30)
        try:
            usual = {"Content-Type": "application/json"}
            usual |= headers or {}
            link.request(method, path, raw if body is not None else None, usual)
            answer = link.getresponse()
            found = {n.lower(): v for n, v in answer.getheaders()}
            return Sent(answer.status, found, answer.read())
        finally:
            link.close()

    def api(self, path: str) -> Any:
        """What our own API says to an administrator's key."""
        told = self.send(f"/api/v1/{path}", method="GET", headers=self._authorized)
        assert told.status == 200, told.body
        return told.json

    def do(self, path: str, body: Any = None) -> Any:
        """A verb of our own API, with an administrator's key."""
        told = self.send(f"/api/v1/{path}", body or {}, headers=self._authorized)
        assert told.status < 300, told.body
        return told.json

    def incidents(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.api("incidents?limit=100")["items"]
        return found

    def until_incidents(self, count: int) -> list[dict[str, Any]]:
        until(lambda: len(self.incidents()) == count, f"{count} incidents", 15)
        return self.incidents()


@contextmanager
def wire_server(**settings: str) -> Iterator[Wire]:
    """A Tocsin of its own, gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="tocsin-", dir="/tmp") as name:
        Path(name).chmod(0o755)
        running = Running(Path(name) / "home", {"TOCSIN_SAMPLE": "off", **settings})
        lay(running.home)
        try:
            running.begin("serve")
            # Other work may be going on beside it.
            until(running.answers, "an answer", 90)
            made = running.told("key", "create", "--name", "test", "--scope", "admin")
            yield Wire(running, made["key"])
        finally:
            running.end()
