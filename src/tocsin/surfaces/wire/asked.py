"""What an endpoint is asked and what it answers."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

from tocsin.kernel.refusal import Refusal

Headers = tuple[tuple[str, str], ...]


@dataclass(slots=True)
class Asked:
    """One request, read whole.

    `path` is what follows the endpoint's own path, without a slash before it;
    `headers` have lower-case names. `key` is the source's key where it came in the
    path. A body beyond every limit was not kept: then `is_too_large`.
    """

    method: str
    path: str
    query: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    key: str = ""
    peer: str = ""
    is_too_large: bool = False


@dataclass(slots=True)
class Answer:
    status: int
    body: bytes = b""
    content_type: str = "application/json"
    headers: Headers = ()


Endpoint = Callable[[Asked], Awaitable[Answer]]


def as_json(status: int, value: Any, headers: Headers = ()) -> Answer:
    return Answer(status, orjson.dumps(value), headers=headers)


def refused(refusal: Refusal, headers: Headers = ()) -> Answer:
    """A refusal in the words and the shape of our own API."""
    told = {"code": refusal.code, "message": str(refusal), "remedy": refusal.help}
    return as_json(refusal.status, {"error": told}, headers)
