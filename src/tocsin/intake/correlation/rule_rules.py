"""A set of correlation rules as it is written: what is wrong with it. Pure.

{"zone": "Europe/Paris",
 "rules": [{"name": "…", "when": "severity == \\"info\\"", "do": "drop"},
           {"name": "…", "when": "…", "do": "join", "key": "{labels.cluster}",
            "window": 60, "below": 5, "within": 10,
            "set": {"service": "checkout", "impact": 1}}]}
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from tocsin.kernel.expr import RuleUnfit, compile_rule

NAMES = (
    *"source tool service severity title description key group url labels".split(),
    *"annotations hour weekday is_drill".split(),
)
VERBS = ("drop", "suppress", "open", "join", "set")
SETS = ("service", "category", "model", "impact", "urgency", "team")
_PARTS = frozenset("name when do key window below within set active".split())
_NAME = re.compile(r"[^\x00-\x1f]{1,60}")
_FIELD = re.compile(r"\{([^{}]*)\}")
_LEVELS = (1, 2, 3)
MOST_RULES, MOST_KEY, MOST_MINUTES, MOST_BELOW = 200, 200, 10_080, 1000


@dataclass(frozen=True, slots=True)
class Complaint:
    """One thing that is wrong, and in which rule (counted from 1) and part of it."""

    code: str
    rule: int = 0
    part: str = ""
    about: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """What rules may name: keys of services, categories, models and teams."""

    service: Collection[str] = ()
    category: Collection[str] = ()
    model: Collection[str] = ()
    team: Collection[str] = ()


def check_rules(body: Any, known: Known) -> Iterator[Complaint]:
    if not isinstance(body, Mapping) or not isinstance(body.get("rules"), list):
        yield Complaint("rules_are_a_list")
        return
    if not _is_zone(body.get("zone") or "UTC"):
        yield Complaint("zone_unknown", about=str(body["zone"])[:80])
    if len(body["rules"]) > MOST_RULES:
        yield Complaint("too_many_rules", about=str(MOST_RULES))
    seen: set[str] = set()
    for number, rule in enumerate(body["rules"][:MOST_RULES], start=1):
        yield from _check(rule, number, known)
        name = str(rule.get("name")) if isinstance(rule, Mapping) else ""
        if name and name in seen:
            yield Complaint("name_twice", number, "name", name)
        seen.add(name)


def _check(rule: Any, number: int, known: Known) -> Iterator[Complaint]:
    if not isinstance(rule, Mapping):
        yield Complaint("rule_is_a_table", number)
        return
    for part in sorted(map(str, rule.keys() - _PARTS)):
        yield Complaint("part_unknown", number, part, part)
    name = rule.get("name")
    if not isinstance(name, str) or not _NAME.fullmatch(name.strip()):
        yield Complaint("name_wanted", number, "name")
    if rule.get("do") not in VERBS:
        yield Complaint("verb_unknown", number, "do", ", ".join(VERBS))
    yield from _check_when(rule.get("when"), number)
    yield from _check_key(rule, number)
    yield from _check_numbers(rule, number)
    yield from _check_sets(rule.get("set") or {}, number, known)


def _check_when(text: Any, number: int) -> Iterator[Complaint]:
    try:
        compile_rule(text if isinstance(text, str) else "", NAMES)
    except RuleUnfit as found:
        yield Complaint("condition_unfit", number, "when", str(found))


def _check_key(rule: Mapping[str, Any], number: int) -> Iterator[Complaint]:
    key = rule.get("key") or ""
    if not isinstance(key, str) or len(key) > MOST_KEY:
        yield Complaint("key_unfit", number, "key")
        return
    if key and rule.get("do") != "join":
        yield Complaint("key_is_to_join_by", number, "key")
    if key and not _FIELD.search(key):
        yield Complaint("key_names_something", number, "key")
    for name in _FIELD.findall(key):
        head, _dot, rest = name.partition(".")
        maps = head in {"labels", "annotations"}
        if head not in NAMES or bool(rest) != maps:
            yield Complaint("key_names_unknown", number, "key", name[:60])


def _check_numbers(rule: Mapping[str, Any], number: int) -> Iterator[Complaint]:
    for part, most in (
        ("window", MOST_MINUTES),
        ("below", MOST_BELOW),
        ("within", MOST_MINUTES),
    ):
        value = rule.get(part)
        if value is not None and not (type(value) is int and 0 <= value <= most):
            yield Complaint("number_unfit", number, part, str(most))
    if bool(rule.get("below")) != bool(rule.get("within")):
        yield Complaint("threshold_is_two_numbers", number, "below")
    if rule.get("below") and rule.get("do") not in {"join", "open"}:
        yield Complaint("threshold_is_to_open", number, "below")


def _check_sets(sets: Any, number: int, known: Known) -> Iterator[Complaint]:
    if not isinstance(sets, Mapping):
        yield Complaint("sets_are_a_table", number, "set")
        return
    for name, value in sets.items():
        if name not in SETS:
            yield Complaint("part_unknown", number, "set", str(name)[:60])
        elif name in {"impact", "urgency"}:
            if type(value) is not int or value not in _LEVELS:
                yield Complaint("level_unfit", number, name)
        elif not isinstance(value, str) or value not in getattr(known, name):
            yield Complaint("not_known", number, name, str(value)[:80])


def _is_zone(name: Any) -> bool:
    try:
        ZoneInfo(str(name))
    except (KeyError, ValueError, OSError):
        return False
    return True


def filled(template: str, facts: Mapping[str, Any]) -> str:
    """The key of an alert; what it does not tell is empty there."""

    def told(found: re.Match[str]) -> str:
        head, _dot, rest = found[1].partition(".")
        value = facts.get(head, "")
        return str(value.get(rest, "") if isinstance(value, Mapping) else value)

    return _FIELD.sub(told, template)
