"""Answers in the shape that Opsgenie's clients read.

Source: docs.opsgenie.com/docs/response (fields, headers, codes) and
docs.opsgenie.com/docs/api-rate-limiting. Its SDK for Python reads `took` of every
answer and takes one with `message` for a failure.
"""

import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

from tocsin.surfaces.wire.asked import Answer, Asked, Headers, as_json
from tocsin.surfaces.wire.limits import Overloaded
from tocsin.surfaces.wire.opsgenie_ids import random_id, request_id
from tocsin.surfaces.wire.senders import Sender, sender

_SCHEMES = ("geniekey", "bearer")
_PROCESSED = "Request will be processed"


@dataclass(frozen=True, slots=True)
class Said:
    """What an answer says; `number` is that of the request that was stored, if any."""

    status: int
    told: Mapping[str, Any]
    number: int = 0
    headers: Headers = field(default=())


class Flawed(Exception):
    """The request cannot be carried out; says so as Opsgenie does."""

    def __init__(self, status: int, message: str, **more: Any) -> None:
        super().__init__(message)
        self.said = Said(status, {"message": message, **more})


Endpoint = Callable[[Sender, Asked], Awaitable[Said]]


async def answered(asked: Asked, endpoint: Endpoint) -> Answer:
    """What the endpoint says to the source whose key came along."""
    began = time.perf_counter()
    try:
        said = await _said(asked, endpoint)
    except Flawed as flaw:
        said = flaw.said
    except Overloaded as full:
        said = _later(full)
    return _whole(said, time.perf_counter() - began)


async def _said(asked: Asked, endpoint: Endpoint) -> Said:
    found = await sender(asked.key or _key(asked.headers))
    if found is None:
        raise Flawed(401, "Could not authenticate")
    if asked.is_too_large or len(asked.body) > found.body_limit:
        raise Flawed(413, "Request body is too large.")
    return await endpoint(found, asked)


def _key(headers: Mapping[str, str]) -> str:
    scheme, _space, key = headers.get("authorization", "").strip().partition(" ")
    return key.strip() if scheme.lower() in _SCHEMES else ""


def body_of(asked: Asked) -> dict[str, Any]:
    """The body, a JSON object; an empty one where nothing was sent."""
    try:
        told = orjson.loads(asked.body or b"{}")
    except orjson.JSONDecodeError:
        raise Flawed(400, "Request body is not valid JSON.") from None
    if not isinstance(told, dict):
        raise Flawed(400, "Request body is not a JSON object.")
    return told


def unprocessable(**errors: str) -> Flawed:
    message = "Request body is not processable. Please check the errors."
    return Flawed(422, message, errors=errors)


def not_found(message: str) -> Flawed:
    return Flawed(404, message)


def unsupported(what: str) -> Flawed:
    return Flawed(403, f"{what} are not supported here.", code=40302)


def not_allowed() -> Flawed:
    return Flawed(405, "Method not allowed.")


def processed(number: int) -> Said:
    return Said(202, {"result": _PROCESSED}, number)


def data(value: Any, status: int = 200, **more: Any) -> Said:
    return Said(status, {"data": value, **more})


def _later(full: Overloaded) -> Said:
    headers: Headers = (("Retry-After", str(full.retry_after)),)
    if full.is_rate:
        headers += (
            ("X-RateLimit-Reason", "INTEGRATION"),
            ("X-RateLimit-Period-In-Sec", str(full.retry_after)),
        )
        message = "You are making too many requests! Please slow down."
        return Said(429, {"message": message}, headers=headers)
    return Said(503, {"message": str(full)}, headers=headers)


def _whole(said: Said, took: float) -> Answer:
    known = request_id(said.number) if said.number else random_id()
    seconds = round(took, 3)
    state = "THROTTLED" if said.status == 429 else "OK"
    headers = (
        ("X-Request-ID", known),
        ("X-Response-Time", f"{seconds}"),
        ("X-RateLimit-State", state),
        *said.headers,
    )
    told = {**said.told, "took": seconds, "requestId": known}
    return as_json(said.status, told, headers)
