"""The small language of templates, and what templates and macros may hold. Pure.

A variable stands in double braces: `{{ reporter.name }}`; after a bar stands what is
written when it is empty: `{{ reporter.name | there }}`. There is nothing else: no
conditions, no loops, no calls.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tocsin.foundation.accounts.rules import TO_INFORM
from tocsin.register.core.rules import CANCEL_CAUSES, RESOLUTION_KINDS, WAITING_CAUSES
from tocsin.register.work.rules import COMPLEXITIES

VARIABLES = tuple(
    """incident.ref incident.title incident.state incident.priority incident.service
    incident.category incident.team incident.owner reporter.name reporter.first_name
    me.name me.first_name today""".split()
)
USES = ("reply", "note", "both")
OWN = "field."

_BRACES = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)
_MOST_TEXT, _MOST_STEPS = 20_000, 12


@dataclass(frozen=True, slots=True)
class Complaint:
    """One thing that keeps a body from being published, where, and about what."""

    code: str
    place: str = ""
    about: str = ""


def variables_in(text: str) -> Iterator[tuple[str, str]]:
    """Every variable of a text, with what stands for it when it is empty."""
    for inside in _BRACES.findall(text):
        name, _bar, instead = inside.partition("|")
        yield name.strip(), instead.strip()


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with its variables filled in; one that is not known is empty."""

    def value(found: re.Match[str]) -> str:
        name, _bar, instead = found[1].partition("|")
        return values.get(name.strip(), "") or instead.strip()

    return _BRACES.sub(value, text)


def check_text(text: Any, own: Collection[str], place: str) -> Iterator[Complaint]:
    """What is wrong with a text; `own` are the keys of the organisation's fields."""
    if not isinstance(text, str) or not text.strip():
        yield Complaint("text_wanted", place)
        return
    if len(text) > _MOST_TEXT:
        yield Complaint("text_too_long", place)
    for name, _instead in variables_in(text):
        known = name in VARIABLES or name.removeprefix(OWN) in own
        if not known or (name in own and not name.startswith(OWN)):
            yield Complaint("variable_unknown", place, name)
    if "{{" in _BRACES.sub("", text) or "}}" in _BRACES.sub("", text):
        yield Complaint("braces_open", place)


@dataclass(frozen=True, slots=True)
class Known:
    """What templates and macros may name."""

    fields: Collection[str] = ()
    teams: Collection[str] = ()
    categories: Collection[str] = ()
    people: Collection[str] = ()
    templates: Collection[str] = ()
    codes: Mapping[str, Collection[str]] = field(default_factory=dict)


_TEMPLATE = frozenset({"title", "text", "use", "language", "teams"})
_MACRO = frozenset({"title", "teams", "steps"})


def check_template(body: Any, known: Known) -> Iterator[Complaint]:
    if not isinstance(body, dict):
        yield Complaint("no_mapping")
        return
    yield from _head(body, _TEMPLATE, known)
    yield from check_text(body.get("text"), known.fields, "text")
    if str(body.get("use", "both")) not in USES:
        yield Complaint("use_unknown", "use", str(body.get("use")))
    if not isinstance(body.get("language", ""), str):
        yield Complaint("language_unfit", "language")


def _head(
    body: Mapping[str, Any], names: Collection[str], known: Known
) -> Iterator[Complaint]:
    title = body.get("title")
    if not isinstance(title, str) or not 0 < len(title.strip()) <= 120:
        yield Complaint("title_wanted", "title")
    for name in sorted(set(body) - set(names)):
        yield Complaint("name_unknown", str(name), str(name))
    teams = body.get("teams", [])
    if not isinstance(teams, list):
        yield Complaint("teams_are_keys", "teams")
        return
    for team in teams:
        if not isinstance(team, str) or team not in known.teams:
            yield Complaint("team_unknown", "teams", str(team))


@dataclass(frozen=True, slots=True)
class Step:
    """What a verb of a macro may be told: what must be, what may be, and which of
    that are texts with variables."""

    may: frozenset[str] = frozenset()
    must: frozenset[str] = frozenset()
    texts: frozenset[str] = frozenset()


def _step(may: str = "", must: str = "", texts: str = "") -> Step:
    return Step(
        frozenset(may.split()), frozenset(must.split()), frozenset(texts.split())
    )


STEPS: Mapping[str, Step] = {
    "acknowledge": _step(),
    "accept": _step(),
    "begin_diagnosis": _step(),
    "classify": _step("category impact urgency complexity"),
    "assign": _step(
        "owner note done tried next_step", "team", "note done tried next_step"
    ),
    "hand_back": _step("", "reason", "reason"),
    "inform": _step("people role", "reason", "reason"),
    "own": _step("owner"),
    "note": _step("text template", texts="text"),
    "reply": _step("text template", texts="text"),
    "wait_for": _step("note", "cause", "note"),
    "resume": _step("note", texts="note"),
    "mitigate": _step("note", texts="note"),
    "restore": _step("note", texts="note"),
    "resolve": _step("text code", "resolution", "text"),
    "close": _step("text code resolution", texts="text"),
    "cancel": _step("note", "cause", "note"),
    "set_fields": _step("", "fields"),
    "tag": _step("add remove"),
}
_CHOICES: Mapping[tuple[str, str], Sequence[Any]] = {
    ("wait_for", "cause"): WAITING_CAUSES,
    ("inform", "role"): TO_INFORM,
    ("cancel", "cause"): tuple(c for c in CANCEL_CAUSES if c != "duplicate"),
    ("resolve", "resolution"): RESOLUTION_KINDS,
    ("close", "resolution"): RESOLUTION_KINDS,
    ("classify", "impact"): (1, 2, 3),
    ("classify", "urgency"): (1, 2, 3),
    ("classify", "complexity"): COMPLEXITIES,
}


def check_macro(body: Any, known: Known) -> Iterator[Complaint]:
    if not isinstance(body, dict):
        yield Complaint("no_mapping")
        return
    yield from _head(body, _MACRO, known)
    steps = body.get("steps")
    if not isinstance(steps, list) or not 0 < len(steps) <= _MOST_STEPS:
        yield Complaint("steps_wanted", "steps")
        return
    for number, step in enumerate(steps, start=1):
        yield from _check_step(step, f"steps.{number}", known)


def _check_step(told: Any, place: str, known: Known) -> Iterator[Complaint]:
    verb = told.get("verb") if isinstance(told, dict) else None
    if not isinstance(verb, str) or verb not in STEPS:
        about = "" if verb is None else str(verb)
        yield Complaint("verb_unknown", place, about)
        return
    values = {n: v for n, v in told.items() if n != "verb"}
    step = STEPS[verb]
    for name in sorted(values.keys() - step.may - step.must):
        yield Complaint("value_not_taken", place, str(name))
    for name in sorted(step.must - values.keys()):
        yield Complaint("value_wanted", place, name)
    if verb in {"note", "reply"} and len(values.keys() & {"text", "template"}) != 1:
        yield Complaint("text_or_template", place)
    for name in sorted(values.keys() & (step.may | step.must)):
        yield from _check_value(verb, name, values[name], place, known)


def _check_value(
    verb: str, name: str, value: Any, place: str, known: Known
) -> Iterator[Complaint]:
    if name in STEPS[verb].texts:
        yield from check_text(value, known.fields, place)
    elif verb == "tag":
        if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
            yield Complaint("value_unfit", place, name)
    elif name == "people":
        if not isinstance(value, list) or not {*map(str, value)} <= {*known.people}:
            yield Complaint("value_unfit", place, name)
    elif name == "fields":
        yield from _check_fields(value, place, known)
    elif not _fits(verb, name, value, known):
        yield Complaint("value_unfit", place, f"{name}: {value}")


def _fits(verb: str, name: str, value: Any, known: Known) -> bool:
    if (verb, name) in _CHOICES:
        offered = _CHOICES[verb, name]
        return any(value == each and type(value) is type(each) for each in offered)
    if name == "owner":
        return isinstance(value, str) and (value == "me" or value in known.people)
    lists: Mapping[str, Collection[str]] = {
        "category": known.categories,
        "team": known.teams,
        "template": known.templates,
        "code": known.codes.get("closure" if verb == "close" else "resolution", ()),
    }
    return isinstance(value, str) and value in lists.get(name, ())


def _check_fields(value: Any, place: str, known: Known) -> Iterator[Complaint]:
    if not isinstance(value, dict) or not value:
        yield Complaint("value_unfit", place, "fields")
        return
    for key in value:
        if key not in known.fields:
            yield Complaint("value_unfit", place, f"fields: {key}")
