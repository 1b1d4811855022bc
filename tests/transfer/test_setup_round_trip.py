"""Whatever the set-up is, exported and applied to an empty database it is the same."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from typing import Any

import pytest
import yaml
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.company import MONDAY_9
from tocsin import wiring
from tocsin.foundation.accounts.rules import SYSTEM, Actor
from tocsin.kernel import clock
from tocsin.kernel.text import holdable
from tocsin.register.transfer.setup.actions import apply_setup, plan_setup
from tocsin.register.transfer.setup.reads import export_files, export_setup
from tocsin.register.transfer.setup.sections import Section, sections

PARTS = sections(wiring.OPTIONS, wiring.KINDS, items=True)
ROOT = Actor(kind="person", id="p-root", roles=frozenset({"administrator"}))
Draw = st.DrawFn

words = st.text(max_size=30).map(holdable).map(str.strip)
names = words.filter(bool)
keys = st.from_regex(r"[a-z][a-z0-9]{0,5}", fullmatch=True)
yes = st.booleans()
zones = st.sampled_from(["UTC", "Europe/Paris", "Asia/Kathmandu"])


def some(most: int = 4) -> Any:
    return st.lists(keys, max_size=most, unique=True)


@contextmanager
def nowhere() -> Iterator[None]:
    """An empty database that nobody hears of."""
    mark = transaction.savepoint()
    try:
        yield
    finally:
        transaction.savepoint_rollback(mark)


def _named(draw: Draw, wanted: list[str], facts: dict[str, Any]) -> dict[str, Any]:
    """Things by key, each under a name of its own, with some of these facts."""
    found = {}
    for number, key in enumerate(wanted):
        thing = {n: draw(each) for n, each in facts.items() if draw(yes)}
        found[key] = {"name": f"{draw(names)[:20]} {number}"} | thing
    return found


@st.composite
def set_ups(draw: Draw) -> dict[str, Any]:
    teams = draw(some()) or ["desk"]
    places = draw(some())
    team, place = st.sampled_from(teams), st.sampled_from([*places, None])
    facts = {"purpose": words, "zone": zones, "active": yes, "chat": words}
    told: dict[str, Any] = {"tocsin": 1, "teams": _named(draw, teams, facts)}
    told["skills"] = _named(draw, draw(some()), {"about": words, "active": yes})
    wanted = {"level": st.integers(1, 3), "people": st.integers(1, 9)}
    told["wanted_skills"] = {
        key: {skill: draw(st.fixed_dictionaries(wanted)) for skill in told["skills"]}
        for key in teams
        if told["skills"] and draw(yes)
    }
    told["sites"] = _named(draw, places, {"zone": zones, "address": words})
    for outer, inner in pairwise(places):
        # In any order of their keys: what lies within may come first.
        told["sites"][inner]["parent"] = outer
    services = [key for key in draw(some()) if key not in {"map", "new"}]
    weights = {"criticality": st.sampled_from([1, 2, 3]), "purpose": words}
    weights |= {"nature": st.sampled_from(["business", "technical"]), "active": yes}
    weights |= {"sites": st.lists(st.sampled_from(places), unique=True, max_size=3)}
    weights = weights if places else {n: s for n, s in weights.items() if n != "sites"}
    told["services"] = _named(draw, services, weights)
    for service in told["services"].values():
        service["team"] = draw(team)
    items = draw(some())
    attributes = st.dictionaries(names, st.one_of(words, st.integers(), yes))
    kinds = {"kind": words, "site": place, "attributes": attributes}
    kinds |= {"status": st.sampled_from(["in_service", "retired"])}
    told["items"] = _named(draw, items, kinds)
    group = {"group": "spare", "works_with": 1}
    need = st.sampled_from([{}, group])
    told["needs"] = {one: {other: draw(need)} for one, other in pairwise(services)}
    told["stands_on"] = {
        f"service:{service}": {f"item:{item}": draw(need)}
        for service, item in zip(services, items, strict=False)
    }
    told |= _classified(draw, team)
    return told


def _classified(draw: Draw, team: Any) -> dict[str, Any]:
    roots = draw(some(3))
    tree = [*roots, *(f"{key}/below" for key in roots if draw(yes))]
    categories = _named(draw, tree, {"active": yes})
    for category in categories.values():
        category["fallback"] = draw(team)
    answers = {
        key: {
            "2026-01-05T09:00:00+00:00": draw(team),
            "2027-01-05T00:00:00": draw(team),
        }
        for key in tree
        if draw(yes)
    }
    models = {
        key: {"title": draw(names), "match": {"category": key}, "team": draw(team)}
        for key in roots
        if draw(yes)
    }
    codes = [{"code": "done", "title": draw(names)}]
    matrix = draw(st.sampled_from([[1, 2, 3], [2, 2, 2]]))
    found = {"categories": categories, "answers": answers, "incident_model": models}
    found["options"] = {"work.reopen_days": draw(st.integers(0, 3650))}
    found["codes"] = {"resolution": codes, "closure": codes}
    found["priority_matrix"] = {"cells": [matrix, [3, 3, 3], [3, 4, 5]]}
    return found


@pytest.mark.django_db
@settings(max_examples=25)
@given(told=set_ups())
def test_a_set_up_survives_export_and_apply(told: dict[str, Any]) -> None:
    with clock.held_at(MONDAY_9):
        with nowhere():
            apply_setup(yaml.safe_dump(told), PARTS, by=SYSTEM, why="Begun")
            text, files = export_setup(PARTS), export_files(PARTS)
            _is_settled(text, PARTS)
        for whole in (text, files):
            with nowhere():
                apply_setup(whole, PARTS, by=ROOT, why="Moved")
                assert export_setup(PARTS) == text
                _is_settled(text, PARTS)


def _is_settled(text: str, parts: list[Section]) -> None:
    plan = plan_setup(text, parts, by=ROOT)
    assert [(step.verb, step.place, step.differences) for step in plan.steps] == []
