"""Routing rules as they are written: what is wrong with them. Pure.

{"zone": "Europe/Paris",
 "rules": [{"name": "Checkout at night", "when": "service == \"checkout\" && hour < 6",
            "set": {"team": "night-shift", "priority": 1}, "tags": ["night"],
            "stop": true}]}
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from tocsin.kernel.expr import RuleUnfit, compile_rule

NAMES = (
    *"category categories service criticality users service_team".split(),
    *"service_nature model source channel detected_by nature impact".split(),
    *"urgency priority team title description tags labels fields".split(),
    *"hour weekday open peaks vip reporter_site reporter_teams is_drill".split(),
)
SETS = ("priority", "impact", "urgency", "team", "model")
LEVELS: Mapping[str, tuple[int, ...]] = {
    "priority": (1, 2, 3, 4, 5),
    "impact": (1, 2, 3),
    "urgency": (1, 2, 3),
}
_PARTS = frozenset("name when set tags stop active".split())
_NAME = re.compile(r"[^\x00-\x1f]{1,60}")
_TAG = re.compile(r"[\w.:/+&-]{1,40}")
MOST_RULES, MOST_TAGS = 200, 10


@dataclass(frozen=True, slots=True)
class Complaint:
    """One thing that is wrong, and in which rule (counted from 1) and part of it."""

    code: str
    rule: int = 0
    part: str = ""
    about: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """What rules may name: keys of teams and models."""

    team: Collection[str] = ()
    model: Collection[str] = ()


def check_rules(body: Any, known: Known) -> Iterator[Complaint]:
    if not isinstance(body, Mapping) or not isinstance(body.get("rules"), list):
        yield Complaint("rules_are_a_list")
        return
    for part in sorted(map(str, body.keys() - {"zone", "rules"})):
        yield Complaint("part_unknown", about=part[:60])
    if not _is_zone(body.get("zone") or "UTC"):
        yield Complaint("zone_unknown", about=str(body["zone"])[:80])
    if len(body["rules"]) > MOST_RULES:
        yield Complaint("too_many_rules", about=str(MOST_RULES))
    seen: set[str] = set()
    for number, rule in enumerate(body["rules"][:MOST_RULES], start=1):
        yield from _check(rule, number, known)
        name = str(rule.get("name")) if isinstance(rule, Mapping) else ""
        if name and name in seen:
            yield Complaint("name_twice", number, "name", name[:60])
        seen.add(name)


def _check(rule: Any, number: int, known: Known) -> Iterator[Complaint]:
    if not isinstance(rule, Mapping):
        yield Complaint("rule_is_a_table", number)
        return
    for part in sorted(map(str, rule.keys() - _PARTS)):
        yield Complaint("part_unknown", number, part[:60], part[:60])
    name = rule.get("name")
    if not isinstance(name, str) or not _NAME.fullmatch(name.strip()):
        yield Complaint("name_wanted", number, "name")
    yield from _check_when(rule.get("when"), number)
    yield from _check_sets(rule.get("set") or {}, number, known)
    yield from _check_tags(rule.get("tags") or [], number)
    for part in ("stop", "active"):
        if not isinstance(rule.get(part, True), bool):
            yield Complaint("yes_or_no", number, part)
    if not (rule.get("set") or rule.get("tags") or rule.get("stop")):
        yield Complaint("does_nothing", number, "team")


def _check_when(text: Any, number: int) -> Iterator[Complaint]:
    try:
        compile_rule(text if isinstance(text, str) else "", NAMES)
    except RuleUnfit as found:
        yield Complaint("condition_unfit", number, "when", str(found))


def _check_sets(sets: Any, number: int, known: Known) -> Iterator[Complaint]:
    if not isinstance(sets, Mapping):
        yield Complaint("sets_are_a_table", number, "set")
        return
    for name, value in sets.items():
        if name not in SETS:
            yield Complaint("part_unknown", number, "set", str(name)[:60])
        elif name in LEVELS:
            if type(value) is not int or value not in LEVELS[name]:
                levels = ", ".join(map(str, LEVELS[name]))
                yield Complaint("level_unfit", number, name, levels)
        elif not isinstance(value, str) or value not in getattr(known, name):
            yield Complaint("not_known", number, name, str(value)[:80])


def _check_tags(tags: Any, number: int) -> Iterator[Complaint]:
    if not isinstance(tags, list) or len(tags) > MOST_TAGS:
        yield Complaint("tags_are_a_list", number, "tags", str(MOST_TAGS))
        return
    for tag in tags:
        if not isinstance(tag, str) or not _TAG.fullmatch(tag):
            yield Complaint("tag_unfit", number, "tags", str(tag)[:60])


def _is_zone(name: Any) -> bool:
    try:
        ZoneInfo(str(name))
    except (KeyError, ValueError, OSError):
        return False
    return True
