"""The rules in force, and what they make of one incident."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from tocsin.foundation.config.reads import published
from tocsin.kernel.expr import RuleUnfit, compile_rule
from tocsin.register.work.actions.routing import rate
from tocsin.register.work.routable import Routable
from tocsin.response.routing.deciding import (
    Decision,
    Ready,
    Standing,
    allowed,
    changes,
    decide,
    unruled,
)
from tocsin.response.routing.facts import Surroundings, facts_of, standing_of
from tocsin.response.routing.rules import NAMES

RULES = "routing_rules"


@dataclass(frozen=True, slots=True)
class Book:
    """A set of rules, ready to be asked. `version` is that of its document."""

    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("UTC"))
    rules: tuple[Ready, ...] = ()
    version: int = 0
    warnings: Mapping[str, str] = field(default_factory=dict)

    @property
    def names(self) -> frozenset[str]:
        """The facts that any of its rules looks at."""
        return frozenset().union(*(rule.condition.names for rule in self.rules))


@dataclass(frozen=True, slots=True)
class Verdict:
    """What rules make of an incident: how it stands without them, what they say, and
    what that changes on its row."""

    row: Standing
    base: Standing
    decision: Decision
    changed: Mapping[str, Any]
    facts: Mapping[str, Any]

    def after(self, name: str) -> Any:
        """A fact as it will be: `team`, `priority` and the like."""
        return self.changed.get(name, getattr(self.row, name))


_held: dict[int, Book] = {}


def book() -> Book:
    """The rules in force; compiled once for each version."""
    document = published(RULES)
    if document is None:
        return Book()
    if document.id not in _held:
        _held.clear()
        _held[document.id] = book_of(document.body, document.version)
    return _held[document.id]


def book_of(body: Mapping[str, Any], version: int = 0) -> Book:
    """A set of rules; one that is not fit any more is passed over, and warns."""
    rules: list[Ready] = []
    warnings: dict[str, str] = {}
    for number, rule in enumerate(body["rules"], start=1):
        if not rule.get("active", True):
            continue
        try:
            condition = compile_rule(rule["when"], NAMES)
        except RuleUnfit as found:
            warnings[rule["name"]] = str(found)
            continue
        sets, tags = rule.get("set") or {}, rule.get("tags") or ()
        stops = bool(rule.get("stop"))
        rules.append(Ready(number, rule["name"], condition, sets, tags, stops))
    zone = ZoneInfo(body.get("zone") or "UTC")
    return Book(zone, tuple(rules), version, warnings)


def rules_in_force() -> dict[str, Any]:
    """The body of the published rules; without any, none."""
    document = published(RULES)
    return dict(document.body) if document else {"rules": []}


def judged(rules: Book, row: Routable, around: Surroundings) -> Verdict:
    """What the rules make of the incident as it stands."""
    standing = standing_of(row)
    base = unruled(standing, row.last)
    facts = facts_of(row, base, around, rules.zone)
    decision = decide(rules.rules, facts, around.usable)
    _team_of_model(decision, around)
    ruler = decision.said_by.get("priority")
    reason = _("rule {name}").format(name=ruler.name) if ruler else ""
    was_ruled = "priority" in ((row.last or {}).get("set") or {})
    changed = changes(standing, base, decision, rate, reason, was_ruled)
    return Verdict(standing, base, decision, changed, facts)


def _team_of_model(decision: Decision, around: Surroundings) -> None:
    """A model that a rule sets brings its team, unless a rule names one."""
    if "team" in decision.sets or "model" not in decision.sets:
        return
    if team := around.team_of_model(decision.sets["model"]):
        decision.sets["team"] = team
        decision.said_by["team"] = decision.said_by["model"]


def body_of(verdict: Verdict, version: int) -> dict[str, Any]:
    """What is said in the timeline, but for the facts that rules looked at."""
    base, row = verdict.base, verdict.row
    sets = allowed(row, verdict.decision)
    if verdict.after("priority") != base.priority:
        sets |= {"priority": verdict.after("priority")}
    body: dict[str, Any] = {
        "rules": [{"number": r.number, "name": r.name} for r in verdict.decision.rules],
        "version": version,
        "set": sets,
        "before": {name: getattr(base, name) for name in sets},
        "tags": [t for t in verdict.decision.tags if t not in base.tags],
    }
    if "team" in verdict.changed:
        body["from_team"] = row.team
    kept = {name: value for name, value in body.items() if value not in ([], {}, None)}
    return kept | dict(verdict.changed)
