"""Update templates: what notices say, with variables; published configuration. Pure
but for what is published."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_noop

from tocsin.foundation.config.reads import all_published
from tocsin.response.statuspage.rules.words import (
    INVESTIGATING,
    NOTICE_STATUSES,
    WORK_STATUSES,
)

TEMPLATE = "notice_template"
VARIABLES = ("service", "components", "page", "since", "next_update")
_VARIABLE = re.compile(r"\{\{\s*(\w+)\s*\}\}")
_FIELDS = frozenset({"title", "text", "status", "tell", "automatic_for"})
_LONGEST = {"title": 200, "text": 8000}


@dataclass(frozen=True, slots=True)
class Template:
    """A text for notices. `automatic_for` are incident models whose incidents publish
    it by themselves as soon as they are registered."""

    key: str
    title: str
    text: str
    status: str = ""
    tell: bool = True
    automatic_for: tuple[str, ...] = ()


def templates() -> list[Template]:
    """What is published, by title."""
    found = [_template(key, doc.body) for key, doc in all_published(TEMPLATE).items()]
    return sorted(found, key=lambda each: each.title.casefold())


def first_word(
    model: str, allowed: bool | str, offered: Sequence[Template]
) -> Template | None:
    """Which of the templates tells of an incident of this model by itself: the one that
    the model names; one that names the model; where the model allows it and neither
    does, the first of those that begin a notice, or a word of our own."""
    named = [each for each in offered if each.key == allowed]
    naming = [each for each in offered if model in each.automatic_for]
    if named or naming:
        return (named or naming)[0]
    if not allowed:
        return None
    begins = [each for each in offered if each.status == INVESTIGATING]
    return next(iter(begins), None) or _own_word()


def _own_word() -> Template:
    """Without a key: whoever fills it in says it in the page's language."""
    return Template(
        key="",
        title=gettext_noop("{{ components }} does not work as it should"),
        text=gettext_noop("We know of it, and are looking into it."),
        status=INVESTIGATING,
    )


def _template(key: str, body: Mapping[str, Any]) -> Template:
    told = {name: body[name] for name in _FIELDS & body.keys()}
    told["automatic_for"] = tuple(told.get("automatic_for", ()))
    return Template(key=key, **told)


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with its variables filled in; one that is not known here is left out."""
    return _VARIABLE.sub(lambda found: values.get(found[1], ""), text)


def check_template(body: Any, models: frozenset[str]) -> Iterator[tuple[str, str]]:
    """What is wrong with a template, as codes with what they are about."""
    if not isinstance(body, dict):
        yield "no_table", ""
        return
    for name in sorted(body.keys() - _FIELDS):
        yield "unknown_field", str(name)[:40]
    for name in ("title", "text"):
        if not isinstance(body.get(name), str) or not body[name].strip():
            yield "missing", name
    yield from _texts(body)
    if body.get("status", "") not in {"", *NOTICE_STATUSES, *WORK_STATUSES}:
        yield "no_status", str(body["status"])[:40]
    if not isinstance(body.get("tell", True), bool):
        yield "yes_or_no", "tell"
    yield from _automatic(body, models)


def _texts(body: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, most in _LONGEST.items():
        told = body.get(name, "")
        if not isinstance(told, str) or len(told) > most:
            yield "too_long", name
            continue
        for variable in _VARIABLE.findall(told):
            if variable not in VARIABLES:
                yield "no_variable", variable[:40]


def _automatic(
    body: Mapping[str, Any], models: frozenset[str]
) -> Iterator[tuple[str, str]]:
    told = body.get("automatic_for", [])
    if not isinstance(told, list) or not all(isinstance(each, str) for each in told):
        yield "no_list", "automatic_for"
        return
    for each in told:
        if each not in models:
            yield "no_model", each[:40]
