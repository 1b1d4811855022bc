"""Verbs about routing rules: they are published, and they route."""

from collections.abc import Collection, Mapping
from typing import Any

from tocsin.foundation.accounts.rules import ADMINISTRATOR, Actor
from tocsin.foundation.config.actions import publish_checked
from tocsin.foundation.config.models import Document
from tocsin.register.work.actions.routing import Routing, hold_routables, route_many
from tocsin.register.work.routable import Routable
from tocsin.response.routing.facts import Surroundings
from tocsin.response.routing.judging import Verdict, body_of, book, judged
from tocsin.response.routing.kinds import RULES_KIND
from tocsin.response.routing.refusals import MayNotRoute


def publish_routes(body: Any, *, by: Actor, why: str) -> Document:
    """Incidents that are registered or told anew from now on follow these rules."""
    if not by.has(ADMINISTRATOR):
        raise MayNotRoute
    return publish_checked(RULES_KIND, "default", body, by=by, why=why)


def route(causes: Mapping[int, str]) -> int:
    """These incidents stand as the rules in force say, as far as nobody has accepted
    them or set it by hand; says how many changed. `causes` are by incident; told again
    for the same cause, or where nothing would change, nothing is said."""
    rules = book()
    held = hold_routables(_asked(causes, bool(rules.rules)), labels=_wants(rules.names))
    around = Surroundings(held.values(), rules.names)
    routings = []
    for number, row in sorted(held.items()):
        verdict = judged(rules, row, around)
        if _says_something(verdict, row):
            because = verdict.decision.because(verdict.facts)
            body = body_of(verdict, rules.version)
            routings.append(Routing(number, causes[number], body, because))
    return route_many(routings, version=rules.version)


def _asked(causes: Collection[int], there_are_rules: bool) -> Collection[int]:
    return causes if there_are_rules else ()


def _wants(names: Collection[str]) -> bool:
    return "labels" in names


def _says_something(verdict: Verdict, row: Routable) -> bool:
    """That a rule fitted is said once, also where all was so already; then only what
    changes, or when other rules fit."""
    if verdict.changed:
        return True
    fitted = [rule.name for rule in verdict.decision.rules]
    before = [rule["name"] for rule in (row.last or {}).get("rules", ())]
    return fitted != before
