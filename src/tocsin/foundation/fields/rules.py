"""What a field of one's own may hold, and how it is written. Pure: no database, no
clock.

A value is stored so that JSON holds it without loss and equal values are equal text:
decimals as strings without needless zeros, instants in UTC, several choices sorted.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import urlsplit

from tocsin.kernel.text import holdable

TYPES = """text long_text whole decimal yes_no date instant one_of several_of person
service item url""".split()
# When a field has to be told; what is required earlier is required later, too.
STAGES = ("registering", "resolving", "closing")
OF_CHOICES = frozenset({"one_of", "several_of"})
# Types with an order: a filter may ask for at least and at most.
ORDERED = frozenset({"whole", "decimal", "date", "instant"})

LONGEST = {"text": 500, "long_text": 20_000, "url": 2_000}
_LONGEST_KEY = 160
_MOST_WHOLE = 10**15
_DECIMAL = re.compile(r"[+-]?[0-9]{1,30}(\.[0-9]{1,12})?")
_WHOLE = re.compile(r"[+-]?[0-9]{1,15}")
_CODE = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
_YES = frozenset({"yes", "true", "1", "on"})
_NO = frozenset({"no", "false", "0", "off"})

Stored = str | int | bool | list[str]
Typed = str | int | bool | Decimal | date | datetime | tuple[str, ...]


class Unfit(ValueError):
    """What was told is no value of this field; `args[0]` says what is wanted."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field of one's own, as it is published under its key."""

    key: str
    title: str
    type: str
    titles: Mapping[str, str] = field(default_factory=dict)
    help: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    categories: tuple[str, ...] = ()
    models: tuple[str, ...] = ()
    required_at: str = ""
    shown_to_reporters: bool = False
    order: int = 100
    retired: bool = False

    def applies(self, category: str | None, model: str | None) -> bool:
        """Whether incidents of this category or model have it; a field that names
        neither is everybody's. Categories pass it on to those below them."""
        if not self.categories and not self.models:
            return True
        below = category or ""
        inherited = any(f"{below}/".startswith(f"{key}/") for key in self.categories)
        return inherited or (model or "") in self.models

    def called(self, language: str) -> str:
        """Its title for a reader of this language."""
        near = language.partition("-")[0]
        return self.titles.get(language) or self.titles.get(near) or self.title

    def required_by(self, stage: str) -> bool:
        """Whether it has to be told when an incident is at this stage."""
        if self.required_at not in STAGES:
            return False
        return STAGES.index(self.required_at) <= STAGES.index(stage)


def field_of(key: str, body: Mapping[str, Any], *, retired: bool = False) -> Field:
    """The field that a published document describes."""
    choices = ((row["code"], row["title"]) for row in body.get("choices", ()))
    return Field(
        key=key,
        title=body["title"],
        type=body["type"],
        titles=dict(body.get("titles", {})),
        help=body.get("help", ""),
        choices=tuple(choices),
        categories=tuple(body.get("categories", ())),
        models=tuple(body.get("models", ())),
        required_at=body.get("required_at", ""),
        shown_to_reporters=body.get("shown_to_reporters", False),
        order=body.get("order", 100),
        retired=retired,
    )


def fit(field: Field, told: Any) -> Stored | None:
    """The value as it is stored; None when nothing was told. Raises Unfit."""
    if field.type == "several_of":
        return _several(field, told) or None
    text = _text_of(told)
    return _READERS[field.type](field, text) if text else None


def _text_of(told: Any) -> str:
    if told is None:
        return ""
    if isinstance(told, bool):
        return "yes" if told else "no"
    if isinstance(told, float):  # 3.0 is a whole number, and 1e-7 is written out
        exact = Decimal(repr(told))
        return f"{exact:f}".removesuffix(".0") if exact.is_finite() else str(told)
    if isinstance(told, datetime):
        return told.isoformat()
    if not isinstance(told, str | int | Decimal | date):
        raise Unfit("not_one_value")
    try:
        return holdable(f"{told:f}" if isinstance(told, Decimal) else str(told)).strip()
    except ValueError as found:  # a number of thousands of digits
        raise Unfit("too_great") from found


def _line(field: Field, text: str) -> str:
    return _short(field, " ".join(text.split()))


def _short(field: Field, text: str) -> str:
    if len(text) > LONGEST[field.type]:
        raise Unfit("too_long")
    return text


def _whole(_field: Field, text: str) -> int:
    if not _WHOLE.fullmatch(text) or not text.isascii():
        raise Unfit("not_whole")
    return int(text)


def _decimal(_field: Field, text: str) -> str:
    if not _DECIMAL.fullmatch(text) or not text.isascii():
        raise Unfit("not_decimal")
    return _plain(Decimal(text))


def _plain(number: Decimal) -> str:
    """The number without needless zeros and never as a power of ten."""
    written = f"{number:f}"
    if "." in written:
        written = written.rstrip("0").rstrip(".")
    return "0" if written in {"-0", ""} else written


def _yes_no(_field: Field, text: str) -> bool:
    word = text.lower()
    if word not in _YES | _NO:
        raise Unfit("not_yes_or_no")
    return word in _YES


def _date(_field: Field, text: str) -> str:
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text) or not text.isascii():
        raise Unfit("not_a_date")
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError as found:
        raise Unfit("not_a_date") from found


def _instant(_field: Field, text: str) -> str:
    if len(text) < len("2026-03-02T09:00"):
        raise Unfit("not_an_instant")
    try:
        at = datetime.fromisoformat(text)
        at = (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError) as found:
        raise Unfit("not_an_instant") from found
    # Of one length, so that text is in the order of time.
    return at.isoformat(timespec="microseconds")


def _one(field: Field, text: str) -> str:
    """A code, or a title as people write it."""
    by_title = {title.casefold(): code for code, title in field.choices}
    if text in {code for code, _title in field.choices}:
        return text
    if text.casefold() in by_title:
        return by_title[text.casefold()]
    raise Unfit("not_offered")


def _several(field: Field, told: Any) -> list[str]:
    many = told if isinstance(told, list | tuple | set) else _text_of(told).split(",")
    codes = {_one(field, text) for each in many if (text := _text_of(each).strip())}
    return sorted(codes)


def _key(_field: Field, text: str) -> str:
    if len(text) > _LONGEST_KEY:
        raise Unfit("too_long")
    return text


def _url(field: Field, text: str) -> str:
    try:
        parts = urlsplit(text)
    except ValueError as found:
        raise Unfit("not_a_url") from found
    strange = any(letter.isspace() for letter in text)
    if parts.scheme not in {"http", "https"} or not parts.netloc or strange:
        raise Unfit("not_a_url")
    return _short(field, text)


_READERS: Mapping[str, Callable[[Field, str], Stored]] = {
    "text": _line,
    "long_text": _short,
    "whole": _whole,
    "decimal": _decimal,
    "yes_no": _yes_no,
    "date": _date,
    "instant": _instant,
    "one_of": _one,
    "person": _key,
    "service": _key,
    "item": _key,
    "url": _url,
}


def write(value: Any) -> str:
    """The stored value as text that `fit` reads as the same value."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return ",".join(map(str, value))
    return "" if value is None else str(value)


def typed(field: Field, value: Any) -> Typed:
    """The stored value as rules compare it; one that an older type left, as text."""
    try:
        again = fit(field, value)
        match field.type:
            case "decimal":
                return Decimal(str(again))
            case "date":
                return date.fromisoformat(str(again))
            case "instant":
                return datetime.fromisoformat(str(again))
    except (Unfit, InvalidOperation, ValueError):
        return write(value)
    if isinstance(again, list):
        return tuple(again)
    return "" if again is None else again


@dataclass(frozen=True, slots=True)
class Complaint:
    """One thing that keeps a field from being published, and where."""

    code: str
    place: str = ""


_KNOWN = frozenset(
    """title type titles help choices categories models required_at shown_to_reporters
    order""".split()
)


def check(
    body: Any, *, categories: Iterable[str], models: Iterable[str]
) -> list[Complaint]:
    """What is wrong with a field; nothing, when it may be published."""
    if not isinstance(body, Mapping):
        return [Complaint("field_is_a_table")]
    found = [Complaint("not_known", str(name)) for name in sorted(body.keys() - _KNOWN)]
    if not _is_text(body.get("title")):
        found.append(Complaint("needs_a_title", "title"))
    if not isinstance(kind := body.get("type"), str) or kind not in TYPES:
        found.append(Complaint("needs_a_type", "type"))
    found += _check_choices(body)
    found += _check_named(body, "categories", set(categories))
    found += _check_named(body, "models", set(models))
    return found + list(_check_small(body))


def _is_text(told: Any) -> bool:
    return isinstance(told, str) and bool(told.strip())


def _check_choices(body: Mapping[str, Any]) -> list[Complaint]:
    rows = body.get("choices", [])
    kind = body.get("type")
    wants = isinstance(kind, str) and kind in OF_CHOICES
    good = isinstance(rows, list) and all(map(_is_choice, rows))
    if not good or (wants and not rows):
        return [Complaint("choices_are_listed", "choices")]
    codes = [row["code"] for row in rows]
    if len(set(codes)) < len(codes):
        return [Complaint("choices_are_told_once", "choices")]
    return []


def _is_choice(row: Any) -> bool:
    if not isinstance(row, Mapping) or not _is_text(row.get("title")):
        return False
    code = row.get("code")
    return isinstance(code, str) and bool(_CODE.fullmatch(code))


def _check_named(
    body: Mapping[str, Any], name: str, known: set[str]
) -> list[Complaint]:
    told = body.get(name, [])
    if not isinstance(told, list):
        return [Complaint("is_a_list", name)]
    return [
        Complaint("not_known", f"{name}: {key}")
        for key in told
        if str(key) not in known
    ]


def _check_small(body: Mapping[str, Any]) -> Iterator[Complaint]:
    if body.get("required_at", "") not in ("", *STAGES):
        yield Complaint("not_a_stage", "required_at")
    if not isinstance(body.get("shown_to_reporters", False), bool):
        yield Complaint("is_yes_or_no", "shown_to_reporters")
    order = body.get("order", 100)
    if isinstance(order, bool) or not isinstance(order, int) or not _in_order(order):
        yield Complaint("is_a_number", "order")
    titles = body.get("titles", {})
    if not isinstance(titles, Mapping) or not all(map(_is_text, titles.values())):
        yield Complaint("titles_by_language", "titles")
    if not isinstance(body.get("help", ""), str):
        yield Complaint("is_a_text", "help")


def _in_order(order: int) -> bool:
    return abs(order) < _MOST_WHOLE
