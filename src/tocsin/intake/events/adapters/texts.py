"""Any value of JSON as text that a person can read and a table can hold."""

import hashlib
import json
import math
from typing import Any

from tocsin.kernel.text import holdable

TITLE, TEXT, URL, WORD, KEY = 500, 20_000, 2000, 200, 500
_HEAVY = 2000


def text(value: Any, limit: int = TEXT) -> str:
    """Empty for nothing, words for the rest; what is nested is told as JSON, and
    what is nested without end is not told."""
    if isinstance(value, str):
        return holdable(value[:limit]).strip()
    if value is None or isinstance(value, bool):
        return "" if value is None else str(value).lower()
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, int):
        return str(value) if abs(value) < 10**40 else ""
    return _nested(value, limit)


def line(value: Any, limit: int = TITLE) -> str:
    """The text on one line."""
    told = " ".join(text(value, 4 * limit).split())
    return told if len(told) <= limit else told[: limit - 1] + "…"


def link(value: Any) -> str:
    """The text, where it is an address that a browser may follow."""
    told = text(value, URL)
    follows = told.lower().startswith(("https://", "http://"))
    return told if follows and len(told.split()) == 1 else ""


def shortened(key: str, limit: int = KEY) -> str:
    """The key itself, or a key of its own for one that is too long."""
    if len(key) <= limit:
        return key
    digest = hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()
    return f"{key[: limit - 65]}…{digest}"


def weight(value: Any, most: int = _HEAVY) -> int:
    """How many values there are inside, counted up to `most`: lists that hold one
    another many times over weigh what they would when written out."""
    waiting, seen = [value], 0
    while waiting and seen < most:
        inner = waiting.pop()
        seen += 1
        if isinstance(inner, dict):
            waiting.extend(inner.values())
        elif isinstance(inner, list):
            waiting.extend(inner)
    return seen


def _number(value: float) -> str:
    if not math.isfinite(value):
        return ""
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else str(value)


def _nested(value: Any, limit: int) -> str:
    if weight(value) >= _HEAVY:
        return ""
    if isinstance(value, list) and not any(isinstance(v, list | dict) for v in value):
        return ", ".join(filter(None, (text(v, limit) for v in value)))[:limit]
    return holdable(json.dumps(value, ensure_ascii=False, default=str))[:limit]
