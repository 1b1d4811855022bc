"""Labels out of whatever holds names and values; never more than fit."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import orjson

from tocsin.intake.events.adapters.texts import text

COUNT, NAME, VALUE, REMARK = 64, 120, 500, 4000
_DEPTH = 3
_NAMES = ("name", "key", "label", "tag", "id")
_VALUES = ("value", "values", "val")
_TAG = re.compile(r"\s*([^:=\s][^:=]{0,119}?)\s*[:=]\s*(.*)", re.DOTALL)


def labels_of(value: Any) -> dict[str, str]:
    """Names and texts of an object (nested ones as `outer.inner`), of a list of names
    with values, of tags ("a:b", "a=b") in a list or in one text. A tag without a value
    is listed under `tags`."""
    found: dict[str, str] = {}
    words: list[str] = []
    for name, told in _pairs(value, "", _DEPTH):
        if name:
            found.setdefault(name, told)
        else:
            words.append(told)
    if words:
        found.setdefault("tags", ", ".join(words))
    return found


def bounded(labels: Mapping[str, Any], longest: int = VALUE) -> dict[str, str]:
    """The first that fit, as texts, without the empty ones."""
    if _all_fit(labels, longest):
        return dict(labels)
    kept: dict[str, str] = {}
    for name, value in labels.items():
        # What most are, and are as they should be.
        plain = type(value) is str and len(value) <= longest and value.isprintable()
        told = value.strip() if plain else text(value, longest)
        if told and name:
            kept[
                name if len(name) <= NAME and name.isprintable() else text(name, NAME)
            ] = told
            if len(kept) == COUNT:
                break
    return kept


def _all_fit(labels: Mapping[str, Any], longest: int) -> bool:
    """Whether all are as they should be, asked of all at once, as nearly all are. Of
    what is printable a blank alone could stand at an edge."""
    try:
        values = "|".join(labels.values())
    except TypeError:
        return False
    told = f"|{values}|"
    return (
        len(values) <= longest
        and len(labels) <= COUNT
        and told.isprintable()
        and not ("||" in told or "| " in told or " |" in told)
        and all(0 < len(name) <= NAME and name.isprintable() for name in labels)
    )


def _pairs(value: Any, outer: str, depth: int) -> Iterator[tuple[str, str]]:
    """Names with texts, no more than anybody will keep; no name for a bare word."""
    if isinstance(value, dict):
        told = _of_object(value, outer, depth)
    elif isinstance(value, list):
        told = _of_list(value[:500], outer, depth)
    elif isinstance(value, str) and not outer:
        told = _of_text(value[:20_000])
    else:
        told = iter(((outer, text(value, REMARK)),) if outer else ())
    return (pair for pair in told if pair[1])


def _of_object(
    value: Mapping[str, Any], outer: str, depth: int
) -> Iterator[tuple[str, str]]:
    for name, inner in list(value.items())[:500]:
        named = f"{outer}.{name}" if outer else str(name)
        if not isinstance(inner, dict | list):
            yield named, text(inner, REMARK)
        elif depth:
            yield from _pairs(inner, named, depth - 1)


def _of_list(value: list[Any], outer: str, depth: int) -> Iterator[tuple[str, str]]:
    plain = [inner for inner in value if not isinstance(inner, dict | list)]
    if outer and plain:
        yield outer, ", ".join(filter(None, (text(inner, VALUE) for inner in plain)))
    elif plain:
        yield from _of_tags(text(inner, REMARK) for inner in plain)
    for inner in value:
        if isinstance(inner, dict):
            yield from _of_pair(inner, outer)
        elif isinstance(inner, list) and len(inner) == 2:
            yield text(inner[0], NAME), text(inner[1], REMARK)


def _of_pair(pair: Mapping[str, Any], outer: str) -> Iterator[tuple[str, str]]:
    """One of a list of {name, value}; what is no such pair has no name to go by."""
    low = {str(name).lower(): value for name, value in list(pair.items())[:20]}
    name = next((text(low[n], NAME) for n in _NAMES if n in low), "")
    value = next((text(low[n], REMARK) for n in _VALUES if n in low), "")
    if name and value:
        yield f"{outer}.{name}" if outer else name, value


def _of_text(value: str) -> Iterator[tuple[str, str]]:
    """Tags with commas between them, or the JSON that a text holds."""
    if value[:1] in ("[", "{"):
        try:
            return _pairs(orjson.loads(value), "", _DEPTH)
        except ValueError:
            pass
    return _of_tags(value.split(","))


def _of_tags(tags: Iterable[str]) -> Iterator[tuple[str, str]]:
    for tag in tags:
        if found := _TAG.fullmatch(tag):
            yield found[1], found[2].strip()
        else:
            yield "", tag.strip()
