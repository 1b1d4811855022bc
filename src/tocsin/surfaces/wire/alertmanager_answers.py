"""How Alertmanager's API answers, in the shapes that its clients know."""

from datetime import UTC, datetime
from typing import Any

import orjson

from tocsin.surfaces.wire.asked import Answer, Headers

# Go's name of what JSON holds.
_KINDS = {
    dict: "object",
    list: "array",
    str: "string",
    int: "number",
    float: "number",
    bool: "bool",
}
DONE = Answer(200, content_type="")


class Flaw(Exception):
    """A request is refused with this answer."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.status)
        self.answer = answer


def said(status: int, value: Any, headers: Headers = ()) -> Answer:
    """A value as JSON with the line end that Go's encoder writes."""
    return Answer(status, orjson.dumps(value) + b"\n", headers=headers)


def coded(status: int, message: str, headers: Headers = ()) -> Answer:
    return said(status, {"code": status, "message": message}, headers)


def required(name: str) -> Answer:
    return said(422, {"code": 602, "message": f"{name} in body is required"})


def unread(name: str, why: str) -> Answer:
    return coded(400, f'parsing {name} body from "" failed, because {why}')


def wrong_type(name: str, told: Any, place: str) -> Answer:
    kind = _KINDS.get(type(told), "value")
    return unread(name, f"json: cannot unmarshal {kind} into Go {place}")


def instant_of(at: datetime) -> str:
    """To the millisecond, as go-openapi writes instants."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03}Z"
