"""The value inside a request's body, whatever it came wrapped in."""

import json
import re
from base64 import b64decode
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

import orjson

from tocsin.intake.events.event import Request, Unparsed
from tocsin.kernel.text import holdable

DEPTH, FIELDS = 60, 2000
_FORM = re.compile(rb"\s*[\w.\-\[\]%+*]{1,200}=")
_UNHOLDABLE = re.compile(rb"\\u(0000|[dD][89a-fA-F])")
# Fields of a form, and of an envelope, that hold the whole message.
_WHOLE = ("payload", "json", "data", "body", "message", "alert", "event")


def opened(request: Request) -> Any:
    """What the body says: JSON, JSON in a form, the fields of a form, or the query
    where there is no body. Envelopes of SNS, Pub/Sub and Lambda are taken off."""
    body = request.body.strip(b"\x00\t\n\r \xef\xbb\xbf")
    if not body:
        if not request.query:
            raise Unparsed("The request has no body.")
        return _fields(request.query)
    return _unwrapped(_read(body, request.headers.get("content-type", "")))


def queried(request: Request) -> dict[str, str]:
    """The fields of the query."""
    if not request.query:
        return {}
    return {n: text for n, text in _pairs(request.query) if isinstance(text, str)}


def tame(value: Any, depth: int = DEPTH) -> Any:
    """The value with texts that can be stored, and no deeper than anybody looks."""
    if isinstance(value, str):
        return holdable(value)
    if isinstance(value, dict):
        held = value.items() if depth else ()
        return {holdable(str(n)): tame(inner, depth - 1) for n, inner in held}
    if isinstance(value, list):
        return [tame(inner, depth - 1) for inner in value] if depth else []
    return value


def _read(body: bytes, content_type: str) -> Any:
    if body[:1] not in b'{["' and ("form" in content_type or _FORM.match(body)):
        return _form(body, content_type)
    try:
        value = orjson.loads(body)
    except ValueError:
        return tame(_forgiving(body.decode("utf-8", "replace")))
    return tame(value) if _UNHOLDABLE.search(body) or _is_deep(value) else value


def _forgiving(told: str) -> Any:
    """JSON as others write it: NaN, lone surrogates, control signs, one per line."""
    try:
        return json.loads(told, strict=False, parse_constant=lambda _: None)
    except RecursionError:
        raise Unparsed("The JSON is nested too deeply to be read.") from None
    except ValueError as wrong:
        lines = [line for line in told.splitlines() if line.strip()]
        if len(lines) > 1 and all(line.lstrip()[0] in "{[" for line in lines):
            return [_line(line) for line in lines]
        why = str(wrong)[:160]
        raise Unparsed(f"The body is not JSON: {why}.") from None


def _line(line: str) -> Any:
    try:
        return orjson.loads(line)
    except ValueError:
        raise Unparsed("The body is neither JSON nor one JSON per line.") from None


def _is_deep(value: Any) -> bool:
    """Whether something lies deeper than `DEPTH`."""
    layer, depth = [value] if isinstance(value, dict | list) else [], 0
    while layer:
        depth += 1
        if depth > DEPTH:
            return True
        inner: list[Any] = []
        for holder in layer:
            held = holder.values() if isinstance(holder, dict) else holder
            inner += [v for v in held if isinstance(v, dict | list)]
        layer = inner
    return False


def _form(body: bytes, content_type: str) -> Any:
    if "multipart/" in content_type:
        return _parts(body, content_type)
    return _fields(body.decode("utf-8", "replace"))


def _parts(body: bytes, content_type: str) -> Any:
    """The fields of a form in parts; files are passed over."""
    found = re.search(r'boundary="?([^";,\s]{1,100})', content_type)
    if not found:
        raise Unparsed("The form does not say where its parts begin.")
    told: list[tuple[str, str]] = []
    for part in body.split(b"--" + found[1].encode("ascii", "replace"))[:FIELDS]:
        head, _, value = part.partition(b"\r\n\r\n")
        if named := re.search(rb'name="([^"]{1,200})"', head):
            name = named[1].decode("utf-8", "replace")
            told.append((name, value.removesuffix(b"\r\n").decode("utf-8", "replace")))
    return _whole({n: _inner(text) for n, text in told})


def _fields(told: str) -> Any:
    return _whole(dict(_pairs(told)))


def _pairs(told: str) -> list[tuple[str, Any]]:
    try:
        found = parse_qsl(told, keep_blank_values=True, max_num_fields=FIELDS)
    except ValueError:
        raise Unparsed("The form has too many fields.") from None
    return [(holdable(name), _inner(text)) for name, text in found]


def _inner(told: str) -> Any:
    """The JSON that a field holds, or its text."""
    if told[:1] in ("{", "["):
        try:
            return tame(orjson.loads(told))
        except ValueError:
            pass
    return holdable(told)


def _whole(fields: dict[str, Any]) -> Any:
    """A form's fields, or the one message that one of them holds."""
    if len(fields) == 1:
        (value,) = fields.values()
        (name,) = fields
        if isinstance(value, dict | list):
            return value
        if not value and (read := _inner(name)) != name:
            return read
    inner = fields.get("payload")
    return inner if isinstance(inner, dict) else fields


def _unwrapped(value: Any, left: int = 4) -> Any:
    """What an envelope holds; the envelope itself where that is no JSON."""
    if not left:
        return value
    inner = _within(value)
    return value if inner is None else _unwrapped(inner, left - 1)


def _within(value: Any) -> Any:
    if isinstance(value, str):
        return _json_of(value)
    if isinstance(value, list) and len(value) == 1 and isinstance(value[0], str):
        return _json_of(value[0])
    if not isinstance(value, dict):
        return None
    if isinstance(records := value.get("Records"), list):
        return _of_records(records)
    if value.get("Type") == "Notification" and "TopicArn" in value:
        return _json_of(value.get("Message"))
    message = value.get("message")
    if isinstance(message, dict) and "subscription" in value:
        return _of_base64(message.get("data"))
    return None


def _of_records(records: list[Any]) -> Any:
    """What SNS handed to a function: the messages of all its records."""
    sent = [r.get("Sns") for r in records if isinstance(r, dict)]
    told = [_json_of(sns.get("Message")) for sns in sent if isinstance(sns, dict)]
    if not told or any(inner is None for inner in told):
        return None
    return told[0] if len(told) == 1 else told


def _of_base64(told: Any) -> Any:
    try:
        return _json_of(b64decode(told).decode("utf-8", "replace"))
    except (ValueError, TypeError):
        return None


def _json_of(told: Any) -> Any:
    if not isinstance(told, str) or told.lstrip()[:1] not in ("{", "["):
        return told if isinstance(told, dict | list) else None
    try:
        return tame(orjson.loads(told))
    except ValueError:
        return None


def is_envelope(value: Any) -> bool:
    """Whether SNS itself speaks: a subscription to be confirmed or ended."""
    told = value.get("Type") if isinstance(value, Mapping) else ""
    return told in ("SubscriptionConfirmation", "UnsubscribeConfirmation")
