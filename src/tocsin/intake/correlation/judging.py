"""What the published rules say of alerts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from tocsin.foundation.config.reads import published
from tocsin.intake.alerts.changes import AlertFacts
from tocsin.intake.correlation.rule_rules import NAMES, filled
from tocsin.intake.correlation.rules import PLAIN, Verdict
from tocsin.kernel.expr import Rule, RuleUnfit, compile_rule

RULES = "correlation_rules"


@dataclass(frozen=True, slots=True)
class Judge:
    """A set of rules, ready to be asked. `version` is that of its document."""

    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("UTC"))
    rules: Sequence[tuple[Rule, Mapping[str, Any]]] = ()
    version: int = 0
    warnings: dict[str, str] = field(default_factory=dict)

    def verdict(self, alert: AlertFacts) -> Verdict:
        """What the first rule that fits says; rules that only set go before it. What a
        rule could not tell is kept in `warnings`, by the rule's name."""
        if not self.rules:
            return PLAIN
        facts = facts_of(alert, self.zone)
        sets: dict[str, Any] = {}
        named = ""
        for condition, rule in self.rules:
            found = condition.matches(facts)
            if found.warnings:
                self.warnings[rule["name"]] = found.warnings[0]
            if not found.yes:
                continue
            sets = {**(rule.get("set") or {}), **sets}
            if rule["do"] != "set":
                return _verdict(rule, facts, sets)
            named = named or rule["name"]
        return Verdict(rule=named, verb="set", sets=sets) if sets else PLAIN


def _verdict(
    rule: Mapping[str, Any], facts: Mapping[str, Any], sets: Mapping[str, Any]
) -> Verdict:
    return Verdict(
        rule=rule["name"],
        verb=rule["do"],
        key=filled(rule["key"], facts) if rule.get("key") else "",
        window=rule.get("window"),
        below=rule.get("below") or 0,
        within=rule.get("within") or 0,
        sets=sets,
    )


def facts_of(alert: AlertFacts, zone: ZoneInfo) -> dict[str, Any]:
    """An alert as rules see it; hour and weekday (1 is Monday) when it was first seen,
    in the rules' zone."""
    at = alert.first_seen_at.astimezone(zone)
    return {
        "source": alert.source,
        "tool": alert.tool,
        "service": alert.service,
        "severity": alert.severity,
        "title": alert.title,
        "description": alert.description,
        "key": alert.key,
        "group": alert.group_key,
        "url": alert.url,
        "labels": alert.labels,
        "annotations": alert.annotations,
        "hour": at.hour,
        "weekday": at.isoweekday(),
        "is_drill": alert.is_drill,
    }


_held: dict[int, Judge] = {}


def judge() -> Judge:
    """The rules in force; compiled once for each version."""
    document = published(RULES)
    if document is None:
        return Judge()
    if document.id not in _held:
        _held.clear()
        _held[document.id] = judge_of(document.body, document.version)
    return _held[document.id]


def judge_of(body: Mapping[str, Any], version: int = 0) -> Judge:
    """A set of rules; one that is not fit any more is passed over, and warns."""
    made = Judge(ZoneInfo(body.get("zone") or "UTC"), [], version)
    rules: list[tuple[Rule, Mapping[str, Any]]] = []
    for rule in body["rules"]:
        if not rule.get("active", True):
            continue
        try:
            rules.append((compile_rule(rule["when"], NAMES), rule))
        except RuleUnfit as found:
            made.warnings[rule["name"]] = str(found)
    return Judge(made.zone, rules, version, made.warnings)


def widest(judge: Judge, usual: int) -> int:
    """The longest window that any rule or the option gives, in minutes."""
    return max([usual, *(rule.get("window") or 0 for _when, rule in judge.rules)])


def rules_in_force() -> dict[str, Any]:
    """The body of the published rules; without any, none."""
    document = published(RULES)
    return dict(document.body) if document else {"rules": []}
