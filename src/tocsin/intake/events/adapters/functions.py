"""What a mapping can call beside JMESPath's own functions.

None of them minds a value that is missing or of another kind than usual: they give
nothing then. Each is listed in docs/sources.md.
"""

import hashlib
import re
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

import orjson
from jmespath import functions
from jmespath.exceptions import JMESPathError

from tocsin.intake.events.adapters.labels import labels_of
from tocsin.intake.events.adapters.moments import moment
from tocsin.intake.events.adapters.texts import text

_ANY: Any = {"types": []}
_MORE: Any = {"types": [], "variadic": True}
_NOT_PLAIN = re.compile("[^a-z0-9]")
# {EVENT.ID}, {PID}, $ALERT_TITLE, *alertDuration*, *UNKNOWN*, {{ alert.title }}
_UNFILLED = re.compile(
    r"\{\$?[A-Za-z][\w.:]*\}|\$[A-Z][A-Z_.]+|\*[A-Za-z]+\*|\{\{\s*[\w.$]+\s*\}\}"
)
_EMPTY: tuple[Any, ...] = (None, "", [], {})


class TooMuch(JMESPathError):
    """An expression makes more of a body than anybody could want."""


class Functions(functions.Functions):
    """JMESPath's functions, tamed, and ours."""

    @functions.signature(_MORE)
    def _func_first(self, *values: Any) -> Any:
        """The first that is not empty."""
        return next((value for value in values if value not in _EMPTY), None)

    @functions.signature(_ANY)
    def _func_text(self, value: Any) -> str:
        return text(value)

    @functions.signature(_ANY, _MORE)
    def _func_joined(self, between: Any, *values: Any) -> str:
        """The texts of what is not empty, with `between` between them."""
        told = filter(None, (text(value) for value in values))
        return (between if isinstance(between, str) else "").join(told)

    @functions.signature(_ANY)
    def _func_lower(self, value: Any) -> str:
        return text(value).lower()

    @functions.signature(_ANY)
    def _func_upper(self, value: Any) -> str:
        return text(value).upper()

    @functions.signature(_ANY, _ANY)
    def _func_before(self, value: Any, mark: Any) -> str:
        """What stands before the first `mark`; all where there is none."""
        return _cut(text(value), mark)[0].strip()

    @functions.signature(_ANY, _ANY)
    def _func_after(self, value: Any, mark: Any) -> str:
        """What stands after the first `mark`; nothing where there is none."""
        return _cut(text(value), mark)[1].strip()

    @functions.signature(_ANY, _ANY)
    def _func_after_last(self, value: Any, mark: Any) -> str:
        """What stands after the last `mark`; all where there is none."""
        told = text(value)
        return told.rpartition(mark)[2].strip() if _usable(mark) else told

    @functions.signature(_ANY, _ANY, _ANY)
    def _func_between(self, value: Any, opening: Any, closing: Any) -> str:
        """What stands between the two; nothing where there is no `opening`."""
        return _cut(_cut(text(value), opening)[1], closing)[0].strip()

    @functions.signature(_ANY, _ANY)
    def _func_line(self, value: Any, name: Any) -> str:
        """The rest of the line that begins with `name` and a colon (or `=`)."""
        for told in text(value).splitlines():
            left, found, right = told.partition(":" if ":" in told else "=")
            if found and left.strip(" *#>-").lower() == text(name).lower():
                return right.strip(" *")
        return ""

    @functions.signature(_ANY, _ANY, _ANY)
    def _func_replaced(self, value: Any, old: Any, new: Any) -> str:
        told = text(value)
        return told.replace(old, new) if _usable(old) and isinstance(new, str) else told

    @functions.signature(_ANY, _ANY)
    def _func_split(self, value: Any, mark: Any) -> list[str]:
        told = text(value)
        parts = told.split(mark) if _usable(mark) else [told]
        return [part.strip() for part in parts if part.strip()]

    @functions.signature(_ANY, _ANY)
    def _func_has(self, value: Any, part: Any) -> bool:
        """Whether a text has the part, whatever its case; whether a list or an object
        has the member of that name."""
        if isinstance(value, list | dict):
            return part in value if isinstance(part, str | int | float) else False
        return bool(text(part)) and text(part).lower() in text(value).lower()

    @functions.signature(_ANY, _ANY)
    def _func_begins(self, value: Any, part: Any) -> bool:
        return bool(text(part)) and text(value).lower().startswith(text(part).lower())

    @functions.signature(_ANY, _ANY)
    def _func_lookup(self, value: Any, table: Any) -> Any:
        """What the table has for the value, whatever its case; for the longest
        beginning of it that ends in `*` in the table; for `*`; or nothing."""
        if not isinstance(table, dict):
            return None
        low = {str(name).lower(): told for name, told in table.items()}
        word = text(value).lower()
        if word in low:
            return low[word]
        begun = [n for n in low if n.endswith("*") and word.startswith(n[:-1])]
        return low[max(begun, key=len)] if begun else None

    @functions.signature(_ANY, _ANY, _ANY)
    def _func_when(self, condition: Any, then: Any, otherwise: Any) -> Any:
        return otherwise if condition is False or condition in _EMPTY else then

    @functions.signature(_MORE)
    def _func_time(self, value: Any, *how: Any) -> str | None:
        """An instant in RFC 3339; `how` names a unit (s, ms, us, ns) or a zone."""
        told = text(how[0]) if how else ""
        try:
            zone = ZoneInfo(told or "UTC") if len(told) > 2 or not told else None
        except (ValueError, KeyError, OSError):
            zone = None
        at = moment(value, told, zone) if zone else moment(value, told)
        return at.isoformat() if at else None

    @functions.signature(_MORE)
    def _func_labels(self, *values: Any) -> dict[str, str]:
        """Labels of each value; of two for one name the first holds."""
        found: dict[str, str] = {}
        for value in values:
            for name, told in labels_of(value).items():
                found.setdefault(name, told)
        return found

    @functions.signature(_ANY, _ANY)
    def _func_prefixed(self, value: Any, prefix: Any) -> dict[str, str]:
        """Labels of the value, each name with the prefix before it."""
        return {f"{text(prefix)}{n}": told for n, told in labels_of(value).items()}

    @functions.signature(_ANY, _MORE)
    def _func_pick(self, value: Any, *names: Any) -> dict[str, Any]:
        """Of an object only these members, where they are not empty."""
        held = value if isinstance(value, dict) else {}
        found = {n: held.get(n) for n in names if isinstance(n, str)}
        return {name: told for name, told in found.items() if told not in _EMPTY}

    @functions.signature(_ANY, _MORE)
    def _func_without(self, value: Any, *names: Any) -> dict[str, Any]:
        """Of an object all but these members."""
        held = value if isinstance(value, dict) else {}
        return {name: told for name, told in held.items() if name not in names}

    @functions.signature(_ANY)
    def _func_plain(self, value: Any) -> Any:
        """The object with its names in small letters and digits alone, so that
        HOST.NAME, hostName and host_name are one, and without the placeholders that a
        tool left unfilled; of a list, each of its objects."""
        if isinstance(value, list):
            return [_plain(inner) for inner in value if isinstance(inner, dict)]
        return _plain(value) if isinstance(value, dict) else {}

    @functions.signature(_ANY)
    def _func_encoded(self, value: Any) -> str:
        """The text as it may stand in an address."""
        return quote(text(value), safe="")

    @functions.signature(_ANY)
    def _func_parsed(self, value: Any) -> Any:
        """The JSON inside a text; what is JSON already stays as it is."""
        if not isinstance(value, str):
            return value
        try:
            return orjson.loads(value)
        except (ValueError, RecursionError):
            return None

    @functions.signature(_ANY)
    def _func_digest(self, value: Any) -> str:
        """A short fingerprint of a long text, to be used in a key."""
        return hashlib.sha256(text(value).encode()).hexdigest()[:32]


def _plain(value: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, told in value.items():
        unfilled = isinstance(told, str) and _UNFILLED.fullmatch(told.strip())
        if not unfilled:
            found.setdefault(_NOT_PLAIN.sub("", str(name).lower()), told)
    return found


def _usable(mark: Any) -> bool:
    return isinstance(mark, str) and bool(mark)


def _cut(told: str, mark: Any) -> tuple[str, str]:
    left, _, right = told.partition(mark) if _usable(mark) else (told, "", "")
    return left, right
