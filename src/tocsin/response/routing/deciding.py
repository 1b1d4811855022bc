"""What rules make of an incident's facts. Pure: values in, verdict out.

All rules are asked in their order. Each fact is set by the first rule that fits and
sets it, so that one rule may say the team and another the priority; tags add up; a
rule that stops is the last one asked.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tocsin.kernel.expr import Rule

Rating = Callable[[int | None, int | None], tuple[int, str]]
Usable = Callable[[str, Any], bool]
_SHOWN = 200
_HELD = ("impact", "urgency", "model", "team")


@dataclass(frozen=True, slots=True)
class Ready:
    """A rule with its condition read; `number` is its place, counted from 1."""

    number: int
    name: str
    condition: Rule
    sets: Mapping[str, Any]
    tags: Sequence[str] = ()
    stops: bool = False


@dataclass(slots=True)
class Decision:
    """What the rules that fit say, and which facts each of them looked at."""

    rules: list[Ready] = field(default_factory=list)
    sets: dict[str, Any] = field(default_factory=dict)
    said_by: dict[str, Ready] = field(default_factory=dict)
    tags: list[str] = field(default_factory=list)
    warnings: dict[str, str] = field(default_factory=dict)

    def because(self, facts: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
        """By rule that fitted, the facts that its condition looked at."""
        return {
            rule.name: {
                name: _of_interest(facts[name], rule.condition.text)
                for name in sorted(rule.condition.names)
                if name in facts
            }
            for rule in self.rules
        }


@dataclass(frozen=True, slots=True)
class Standing:
    """What an incident's row says of that which rules may set; `by_hand` are those of
    its facts that a person set, and `overridden` whether its priority is one."""

    impact: int | None = None
    urgency: int | None = None
    priority: int | None = None
    model: str = ""
    team: str | None = None
    tags: Collection[str] = ()
    by_hand: Collection[str] = ()
    overridden: bool = False


def _of_interest(value: Any, condition: str) -> Any:
    """As much of a value as explains: of tables, what the condition names."""
    if isinstance(value, Mapping):
        return {name: text for name, text in value.items() if name in condition}
    return value[:_SHOWN] if isinstance(value, str) else value


def decide(
    rules: Sequence[Ready], facts: Mapping[str, Any], usable: Usable
) -> Decision:
    """What these rules say. What they name and is no more (`usable`) is passed over."""
    found = Decision()
    for rule in rules:
        match = rule.condition.matches(facts)
        if match.warnings:
            found.warnings[rule.name] = match.warnings[0]
        if not match.yes:
            continue
        found.rules.append(rule)
        for name, value in rule.sets.items():
            if name not in found.sets and usable(name, value):
                found.sets[name] = value
                found.said_by[name] = rule
        found.tags += [tag for tag in rule.tags if tag not in found.tags]
        if rule.stops:
            break
    return found


def unruled(row: Standing, last: Mapping[str, Any] | None) -> Standing:
    """The incident as it would stand if no rule had touched it: what rules set last
    and nobody has changed since is what it was before."""
    if not last:
        return row
    sets, before = last.get("set") or {}, last.get("before") or {}
    back: dict[str, Any] = {
        name: before.get(name) if name != "model" else before.get(name) or ""
        for name in _HELD
        if name in sets and name not in row.by_hand and getattr(row, name) == sets[name]
    }
    tags = [tag for tag in row.tags if tag not in (last.get("tags") or ())]
    if "priority" in sets and row.priority == sets["priority"] and not row.overridden:
        back["priority"] = before.get("priority")
    return _with(row, **back, tags=tags)


def _with(row: Standing, **changes: Any) -> Standing:
    names = Standing.__dataclass_fields__
    return Standing(**({name: getattr(row, name) for name in names} | changes))


def changes(
    row: Standing,
    base: Standing,
    decision: Decision,
    rate: Rating,
    reason: str,
    was_ruled: bool = False,
) -> dict[str, Any]:
    """What is to be changed on the row: facts by name, tags under `added`.

    What a person set stays, and so do impact, urgency and priority once a priority was
    set by hand. `reason` is said of a priority that a rule sets; `was_ruled` whether
    the row's priority is one.
    """
    sets = allowed(row, decision)
    wanted = {name: sets.get(name, getattr(base, name)) for name in _HELD}
    changed = {
        name: value for name, value in wanted.items() if value != getattr(row, name)
    }
    if not row.overridden:
        changed |= _priority(row, base, sets, wanted, rate, reason, was_ruled)
    if added := [tag for tag in decision.tags if tag not in row.tags]:
        changed["added"] = added
    return changed


def allowed(row: Standing, decision: Decision) -> dict[str, Any]:
    """What rules may set here of what they say."""
    closed = {"priority", "impact", "urgency"} if row.overridden else set()
    if {"impact", "urgency"} & set(row.by_hand):
        closed |= {"impact", "urgency"} & set(row.by_hand)
    closed |= {"team", "model"} & set(row.by_hand)
    return {name: value for name, value in decision.sets.items() if name not in closed}


def _priority(
    row: Standing,
    base: Standing,
    sets: Mapping[str, Any],
    wanted: Mapping[str, Any],
    rate: Rating,
    reason: str,
    was_ruled: bool,
) -> dict[str, Any]:
    if "priority" in sets:
        if sets["priority"] == row.priority:
            return {}
        return {"priority": sets["priority"], "priority_reason": reason}
    same = (wanted["impact"], wanted["urgency"]) == (row.impact, row.urgency)
    if same and not was_ruled:
        return {}
    priority, why = rate(wanted["impact"], wanted["urgency"])
    if priority == row.priority:
        return {}
    return {"priority": priority, "priority_reason": why}
