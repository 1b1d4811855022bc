"""Tocsin as programs and people use it: its API, with keys, on behalf of people."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeVar
from urllib.parse import urlencode

import urllib3

from tocsin.kernel.clock import Pace

T = TypeVar("T")
_LOOK = 0.15
_AT_ONCE = 16


class Refused(Exception):
    """Tocsin would not do what the story needs."""


class NeverCame(Exception):
    """What the story waits for did not come in time."""


@dataclass(frozen=True, slots=True)
class Clock:
    """The story's time: what Tocsin's own clock shows."""

    pace: Pace | None = None

    @property
    def rate(self) -> float:
        return self.pace.rate if self.pace else 1.0

    def now(self) -> datetime:
        real = datetime.now(tz=UTC)
        return self.pace.at(real) if self.pace else real

    def sleep_until(self, moment: datetime) -> None:
        time.sleep(max(0.0, (moment - self.now()).total_seconds() / self.rate))


@dataclass
class Api:
    """`url` without a slash at the end, and a key that may do everything."""

    url: str
    key: str
    clock: Clock
    http: urllib3.PoolManager = field(
        default_factory=lambda: urllib3.PoolManager(maxsize=_AT_ONCE, retries=False)
    )

    def get(self, path: str, *, by: str = "", **narrowed: str | int) -> Any:
        query = f"?{urlencode(narrowed)}" if narrowed else ""
        return self._ask("GET", f"{path}{query}", None, by)

    def post(self, path: str, body: Any = None, *, by: str = "") -> Any:
        return self._ask("POST", path, {} if body is None else body, by)

    def _ask(self, method: str, path: str, body: Any, by: str) -> Any:
        headers = {"Authorization": f"Bearer {self.key}"}
        if by:
            headers["Tocsin-On-Behalf-Of"] = by
        told = None
        if body is not None:
            told, headers["Content-Type"] = json.dumps(body), "application/json"
        url = f"{self.url}/api/v1{path}"
        answer = self.http.request(method, url, body=told, headers=headers)
        if answer.status >= 400:
            raise Refused(f"{method} {path}: {answer.status} {answer.data.decode()}")
        return answer.json()

    def wait(self, what: str, look: Callable[[], T | None], within: float) -> T:
        """What `look` gives as soon as it gives something; at most so many seconds of
        the story, and never less than ten of life."""
        ends_at = time.monotonic() + max(within / self.clock.rate, 10.0)
        while True:
            if found := look():
                return found
            if time.monotonic() > ends_at:
                raise NeverCame(what)
            time.sleep(_LOOK)
