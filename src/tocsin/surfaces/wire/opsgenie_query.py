"""Opsgenie's search queries: `status: open AND (priority: P1 OR tag: vip)`.

Source: support.atlassian.com, "Search queries for alerts". Terms beside one another
are both wanted; `NOT` and a minus mean that it is not. Words without a field are
looked for in message, description and alias.
"""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from django.db.models import Q

from tocsin.intake.alerts.models import Alert
from tocsin.intake.events.adapters.moments import moment
from tocsin.intake.events.adapters.opsgenie.words import FIELDS, SEVERITY, TAG
from tocsin.kernel.text import holdable
from tocsin.surfaces.wire.opsgenie_ids import alert_number

_LONGEST, _MOST, _DEEPEST = 1000, 100, 20
_TOKEN = re.compile(
    r"\s*(?:(?P<mark>[()])|(?P<sign><=|>=|!=|[:=<>])"
    r'|"(?P<quoted>(?:[^"\\]|\\.)*)"|(?P<word>[^\s()":=<>!]+))',
    re.DOTALL,
)
# Behind a sign a word may hold signs: an instant, an address.
_VALUE = re.compile(r"\s*(?P<word>[^\s()\"]+)")
_CLOSED = Q(state=Alert.State.RESOLVED)
_EVERY, _NONE = Q(), Q(pk__in=[])
_DATES = ("%d-%m-%YT%H:%M:%S", "%d-%m-%YT%H:%M", "%d-%m-%Y")


class QueryUnreadable(Exception):
    """The query cannot be read; `str()` of it says why."""


def wanted(query: str) -> Q:
    """What the query asks for, of alerts."""
    told = holdable(query).strip()
    if len(told) > _LONGEST:
        raise QueryUnreadable("At most 1000 characters.")
    return _Reader(_tokens(told)).whole() if told else _EVERY


def _tokens(query: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    at = 0
    while at < len(query.rstrip()):
        valued = found and found[-1][0] == "sign" and _VALUE.match(query, at)
        token = valued or _TOKEN.match(query, at)
        if token is None or len(found) == _MOST:
            raise QueryUnreadable(f"It cannot be read from “{query[at : at + 20]}” on.")
        kind = token.lastgroup or ""
        found.append((kind, token[kind]))
        at = token.end()
    return found


class _Reader:
    """Reads tokens by recursive descent: or, and, not, a term or a group."""

    def __init__(self, tokens: list[tuple[str, str]]) -> None:
        self._tokens, self._at, self._depth = tokens, 0, 0

    def whole(self) -> Q:
        found = self._either()
        if self._at < len(self._tokens):
            raise QueryUnreadable(f"“{self._tokens[self._at][1]}” is not expected.")
        return found

    def _either(self) -> Q:
        found = self._both()
        while self._takes_word("OR"):
            found |= self._both()
        return found

    def _both(self) -> Q:
        found = self._one()
        while self._takes_word("AND") or self._begins_term():
            found &= self._one()
        return found

    def _one(self) -> Q:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise QueryUnreadable("It is nested too deep.")
        found = self._negated() if self._takes_word("NOT") else self._group_or_term()
        self._depth -= 1
        return found

    def _negated(self) -> Q:
        return ~self._one()

    def _group_or_term(self) -> Q:
        if self._takes(("mark", "(")):
            found = self._either()
            self._need_end()
            return found
        kind, name = self._next("a word")
        if kind == "sign":
            raise QueryUnreadable(f"“{name}” is not expected.")
        if self._at < len(self._tokens) and self._tokens[self._at][0] == "sign":
            sign = self._next("a sign")[1]
            return self._of_field(name.lstrip("-"), sign, name.startswith("-"))
        return _anywhere(name, is_quoted=kind == "quoted")

    def _of_field(self, name: str, sign: str, is_negated: bool) -> Q:
        if self._takes(("mark", "(")):
            found = self._values(name, sign)
        else:
            found = _term(name, sign, self._next("a value")[1])
        return ~found if is_negated else found

    def _values(self, name: str, sign: str) -> Q:
        found = _term(name, sign, self._next("a value")[1])
        while not self._takes(("mark", ")")):
            both = self._takes_word("AND") or not self._takes_word("OR")
            term = _term(name, sign, self._next("a value")[1])
            found = found & term if both else found | term
        return found

    def _begins_term(self) -> bool:
        if self._at >= len(self._tokens):
            return False
        kind, told = self._tokens[self._at]
        return told == "(" or (kind in ("word", "quoted") and told != "OR")

    def _need_end(self) -> None:
        if not self._takes(("mark", ")")):
            raise QueryUnreadable("A bracket is not closed.")

    def _takes_word(self, word: str) -> bool:
        return self._takes(("word", word))

    def _takes(self, token: tuple[str, str]) -> bool:
        taken = self._tokens[self._at : self._at + 1] == [token]
        self._at += taken
        return taken

    def _next(self, what: str) -> tuple[str, str]:
        if self._at >= len(self._tokens) or self._tokens[self._at][0] == "mark":
            raise QueryUnreadable(f"It ends where {what} is expected.")
        self._at += 1
        return self._tokens[self._at - 1]


def _term(name: str, sign: str, told: str) -> Q:
    read = _FIELDS.get(name.lower())
    if sign == "!=":
        return ~_term(name, "=", told)
    if read is not None:
        return read(sign, told)
    # Any other name is that of a detail.
    detail = name.removeprefix("details.").removeprefix("detailsPair.")
    return Q(labels__contains={detail: told})


def _anywhere(told: str, *, is_quoted: bool) -> Q:
    negated = told.startswith("-") and not is_quoted and len(told) > 1
    words = told[1:] if negated else told
    found = Q(pk__in=[])
    for field in ("title", "description", "key"):
        found |= _written(field)(":", words)
    return ~found if negated else found


def _written(field: str) -> Callable[[str, str], Q]:
    """Text: `:` looks within it, `=` compares all of it; `*` at the end for a
    beginning."""

    def read(sign: str, told: str) -> Q:
        if told.endswith("*"):
            return Q(**{f"{field}__istartswith": told.rstrip("*")})
        return Q(**{f"{field}__{'iexact' if sign == '=' else 'icontains'}": told})

    return read


def _label(name: str) -> Callable[[str, str], Q]:
    """A label; where it is not told, the answer is no, and never unknown."""
    read = _written(f"labels__{name}")
    return lambda sign, told: Q(labels__has_key=name) & read(sign, told)


def _status(sign: str, told: str) -> Q:
    word = told.lower()
    return {"open": ~_CLOSED, "closed": _CLOSED}.get(word, _NONE)


def _whether(true: Q) -> Callable[[str, str], Q]:
    def read(sign: str, told: str) -> Q:
        return true if told.lower() == "true" else ~true

    return read


def _priority(sign: str, told: str) -> Q:
    name = told.upper()
    if name not in SEVERITY:
        return _NONE
    by_severity = next(n for n, s in SEVERITY.items() if s == SEVERITY[name])
    found = Q(labels__contains={FIELDS["priority"]: name})
    if by_severity == name:
        untold = ~Q(labels__has_key=FIELDS["priority"])
        found |= untold & Q(severity=SEVERITY[name])
    return found


def _tag(sign: str, told: str) -> Q:
    return Q(labels__has_key=f"{TAG}{told}")


def _counted(field: str, number: Callable[[str], int]) -> Callable[[str, str], Q]:
    def read(sign: str, told: str) -> Q:
        return Q(**{f"{field}{_COMPARES[sign]}": number(told)})

    return read


def _instant(field: str) -> Callable[[str, str], Q]:
    def read(sign: str, told: str) -> Q:
        at = _dated(told) or moment(told)
        if at is None:
            raise QueryUnreadable(f"“{told}” is no instant.")
        return Q(**{f"{field}{_COMPARES[sign]}": at})

    return read


def _dated(told: str) -> datetime | None:
    for form in _DATES:
        try:
            return datetime.strptime(told, form).replace(tzinfo=UTC)
        except ValueError:
            continue
    return None


def _whole(told: str) -> int:
    if not (told.isascii() and told.isdecimal() and len(told) < 19):
        raise QueryUnreadable(f"“{told}” is no number.")
    return int(told)


_COMPARES = {":": "", "=": "", "<": "__lt", ">": "__gt", "<=": "__lte", ">=": "__gte"}
_FIELDS: Mapping[str, Callable[[str, str], Q]] = {
    "status": _status,
    "acknowledged": _whether(Q(acknowledged_at__isnull=False)),
    "isseen": _whether(Q(pk__isnull=False)),
    "snoozed": _whether(Q(suppressed__startswith="silence:")),
    "message": _written("title"),
    "description": _written("description"),
    "alias": _written("key"),
    "entity": _label("entity"),
    "source": _label("source"),
    "owner": _written("acknowledged_by"),
    "acknowledgedby": _written("acknowledged_by"),
    "responders": _label("responders"),
    "teams": _label("responders"),
    "recipients": _label("responders"),
    "priority": _priority,
    "tag": _tag,
    "tags": _tag,
    "count": _counted("count", _whole),
    "tinyid": _counted("id", _whole),
    "id": _counted("id", alert_number),
    "alertid": _counted("id", alert_number),
    "createdat": _instant("first_seen_at"),
    "updatedat": _instant("last_seen_at"),
    "lastoccurredat": _instant("last_seen_at"),
}
