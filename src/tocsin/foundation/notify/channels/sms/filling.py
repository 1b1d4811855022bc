"""Placeholders in what somebody wrote: each value is written as its place needs it, so
that no value can become a header, a field or markup. Pure."""

import json
import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode
from xml.sax.saxutils import escape

import jmespath
from jmespath.exceptions import JMESPathError

FIELDS = frozenset({"to", "text", "from", "id", "replies", "secret"})
_PLACE = re.compile(r"\{\{\s*([a-z_]+)\s*\}\}")
_HEADER = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
# Set by us or by the connection; whoever sets them could ask something else.
_OURS = frozenset(
    {"host", "content-length", "transfer-encoding", "connection", "expect", "upgrade"}
)
_ODD = re.compile(r"[\x00-\x1f\x7f]+")
Fields = Mapping[str, str]


class DescriptionUnfit(ValueError):
    """The description cannot be used; `args[0]` says why."""


def need_fields(text: str) -> None:
    unknown = sorted(set(_PLACE.findall(text)) - FIELDS)
    if unknown:
        raise DescriptionUnfit(f"There is no placeholder {', '.join(unknown)}.")


def url_of(template: str, fields: Fields) -> str:
    """Values are percent-encoded whole, and none is part of the server's name."""
    server = re.match(r"[a-zA-Z]+://[^/?#]*", template)
    if not server or _PLACE.search(server[0]):
        raise DescriptionUnfit("The address begins with https:// and a server's name.")
    return _filled(template, fields, lambda told: quote(told, safe=""))


def headers_of(template: str, fields: Fields) -> dict[str, str]:
    """A value is one line, whatever it was."""
    need_header_lines(template)
    pairs = (line.partition(":") for line in template.splitlines() if line.strip())
    return {
        name.strip(): _filled(told.strip(), fields, _header_value)
        for name, _colon, told in pairs
    }


def need_header_lines(template: str) -> None:
    for line in filter(str.strip, template.splitlines()):
        name, colon, _told = line.partition(":")
        if not colon or not _HEADER.fullmatch(name.strip()):
            raise DescriptionUnfit(f"This is no header: {line.strip()[:40]}")
        if name.strip().lower() in _OURS:
            raise DescriptionUnfit(f"The header {name.strip()} is not yours to set.")


def body_of(template: str, content_type: str, fields: Fields) -> bytes:
    """JSON and forms are taken apart first, so that a value stays one value."""
    kind = content_type.partition(";")[0].strip()
    if not template.strip():
        return b""
    if kind.endswith("json"):
        return json.dumps(_json_filled(_json_in(template), fields)).encode()
    if kind == "application/x-www-form-urlencoded":
        pairs = parse_qsl(template.strip(), keep_blank_values=True)
        told = [(name, _filled(value, fields, str)) for name, value in pairs]
        return urlencode(told, errors="replace").encode()
    if kind.endswith("xml"):
        return _filled(template, fields, _xml_value).encode("utf-8", "replace")
    return _filled(template, fields, str).encode("utf-8", "replace")


def _json_in(template: str) -> Any:
    try:
        return json.loads(template)
    except (ValueError, RecursionError) as flaw:
        raise DescriptionUnfit(f"The body is no JSON: {flaw}") from flaw


def _json_filled(value: Any, fields: Fields) -> Any:
    if isinstance(value, str):
        return _filled(value, fields, str)
    if isinstance(value, list):
        return [_json_filled(each, fields) for each in value]
    if isinstance(value, dict):
        return {name: _json_filled(each, fields) for name, each in value.items()}
    return value


def _filled(template: str, fields: Fields, write: Callable[[str], str]) -> str:
    """Each placeholder once: what a value holds is never looked at for others."""
    return _PLACE.sub(lambda found: write(_value(found[1], fields)), template)


def _value(name: str, fields: Fields) -> str:
    if name not in fields:
        raise DescriptionUnfit(f"There is no placeholder {name}.")
    # Lone surrogates cannot be put on any wire.
    return fields[name].encode("utf-8", "replace").decode()


def _header_value(told: str) -> str:
    return _ODD.sub(" ", told).encode("latin-1", "replace").decode("latin-1").strip()


def _xml_value(told: str) -> str:
    """Also fit for an attribute; without what XML 1.0 cannot hold."""
    plain = re.sub(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "", told)
    return escape(plain, {'"': "&quot;", "'": "&apos;"})


@lru_cache(maxsize=256)
def expression(text: str) -> Callable[[Any], Any] | None:
    """A question by JMESPath; None where there is none. What cannot be asked of an
    answer is answered by None."""
    if not text.strip():
        return None
    try:
        parsed = jmespath.compile(text)
    except JMESPathError as flaw:
        told = " ".join(str(flaw).split())[:120]
        raise DescriptionUnfit(f"This cannot be asked: {text[:40]} ({told})") from flaw

    def asked(seen: Any) -> Any:
        try:
            return parsed.search(seen)
        except (JMESPathError, ValueError, TypeError, RecursionError):
            return None

    return asked
