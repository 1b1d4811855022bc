"""How answers and requests are written: JSON in UTF-8, instants in UTC with a Z."""

import json
from typing import Any

import orjson
from django.http import HttpRequest
from ninja.parser import Parser
from ninja.renderers import BaseRenderer

from tocsin.kernel.text import holdable


class Renderer(BaseRenderer):
    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> str:
        return rendered(data)


def rendered(data: Any) -> str:
    """Numbers beyond 64 bits are told as they were: what people configure may hold
    some, until it is checked."""
    try:
        return _quickly(data)
    except TypeError:
        return json.dumps(
            data,
            ensure_ascii=False,
            separators=(",", ":"),
            default=lambda it: json.loads(_quickly(it)),
        )


def _quickly(data: Any) -> str:
    return orjson.dumps(data, option=orjson.OPT_UTC_Z).decode()


class Reader(Parser):
    def parse_body(self, request: HttpRequest) -> Any:
        """The body; its text can be held by the database, whatever was sent."""
        return held(json.loads(request.body, parse_constant=_no_number))


def held(value: Any) -> Any:
    match value:
        case str():
            return holdable(value)
        case list():
            return [held(item) for item in value]
        case dict():
            return {holdable(name): held(item) for name, item in value.items()}
    return value


def _no_number(word: str) -> None:
    raise ValueError(f"{word} is no JSON")
