"""The language of templates, and what may be published."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.register.macros.rules import (
    STEPS,
    VARIABLES,
    Known,
    check_macro,
    check_template,
    fill,
)

KNOWN = Known(
    fields={"store"},
    teams={"network"},
    categories={"network/vpn"},
    people={"p-ada"},
    templates={"vpn"},
    codes={"resolution": {"reset"}, "closure": {"done"}},
)


def complaints(body: Any) -> list[str]:
    check = (
        check_macro if isinstance(body, dict) and "steps" in body else check_template
    )
    return [each.code for each in check(body, KNOWN)]


def template(text: str, **more: Any) -> dict[str, Any]:
    return {"title": "A title", "text": text, **more}


def macro(*steps: dict[str, Any]) -> dict[str, Any]:
    return {"title": "A macro", "steps": list(steps)}


def test_variables_are_filled_in_and_may_have_a_substitute() -> None:
    values = {"reporter.name": "Tom", "incident.team": ""}
    text = "Hello {{reporter.name | there}}, {{ incident.team|we }} look at it."
    assert fill(text, values) == "Hello Tom, we look at it."
    assert fill("{{ nothing }}", {}) == ""


@given(st.text())
def test_nothing_but_variables_is_read_in_a_text(text: str) -> None:
    """What a value holds is never looked into again, and never runs."""
    told = "{{ reporter.name }}"
    assert fill(told, {"reporter.name": text}) == text
    plain = text.replace("{", "").replace("}", "")
    assert fill(plain, dict.fromkeys(VARIABLES, "x")) == plain


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (template("Hello {{ reporter.name }} at {{ field.store }}"), []),
        (template("{{ reporter.nmae }}"), ["variable_unknown"]),
        (template("{{ field.shop }}"), ["variable_unknown"]),
        (template("{{ store }}"), ["variable_unknown"]),
        (template("{{ me.__class__ }}"), ["variable_unknown"]),
        (template("{% load x %}"), []),
        (template("{{ reporter.name"), ["braces_open"]),
        (template(" "), ["text_wanted"]),
        (template("x", use="mail"), ["use_unknown"]),
        (template("x", teams=["nobody"]), ["team_unknown"]),
        (template("x", colour="red"), ["name_unknown"]),
        ({"title": "", "text": "x"}, ["title_wanted"]),
        ([], ["no_mapping"]),
    ],
)
def test_what_a_template_may_hold(body: Any, found: list[str]) -> None:
    assert complaints(body) == found


@pytest.mark.parametrize(
    ("step", "found"),
    [
        ({"verb": "accept"}, []),
        ({"verb": "classify", "category": "network/vpn", "impact": 3}, []),
        ({"verb": "classify", "impact": "3"}, ["value_unfit"]),
        ({"verb": "classify", "impact": True}, ["value_unfit"]),
        ({"verb": "classify", "colour": 1}, ["value_not_taken"]),
        ({"verb": "assign"}, ["value_wanted"]),
        ({"verb": "assign", "team": "network", "owner": "me"}, []),
        ({"verb": "own", "owner": "p-nobody"}, ["value_unfit"]),
        ({"verb": "reply", "template": "vpn"}, []),
        ({"verb": "reply", "text": "{{ x }}"}, ["variable_unknown"]),
        ({"verb": "reply", "text": "a", "template": "vpn"}, ["text_or_template"]),
        ({"verb": "note"}, ["text_or_template"]),
        ({"verb": "wait_for", "cause": "reporter"}, []),
        ({"verb": "cancel", "cause": "duplicate"}, ["value_unfit"]),
        (
            {"verb": "resolve", "resolution": "permanent", "code": "done"},
            ["value_unfit"],
        ),
        ({"verb": "set_fields", "fields": {"store": "North"}}, []),
        ({"verb": "set_fields", "fields": {"shop": 1}}, ["value_unfit"]),
        ({"verb": "tag", "add": ["vpn"]}, []),
        ({"verb": "tag", "add": "vpn"}, ["value_unfit"]),
        ({"verb": "restrict"}, ["verb_unknown"]),
        ({"verb": ["accept"]}, ["verb_unknown"]),
        ("accept", ["verb_unknown"]),
    ],
)
def test_what_a_step_may_hold(step: Any, found: list[str]) -> None:
    assert complaints(macro(step)) == found


def test_a_macro_has_steps_and_not_too_many() -> None:
    assert complaints(macro()) == ["steps_wanted"]
    assert complaints(macro(*[{"verb": "accept"}] * 13)) == ["steps_wanted"]


_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(st.sampled_from(sorted(STEPS)), st.dictionaries(st.text(), _VALUES))
def test_nothing_that_can_be_told_breaks_the_check(
    verb: str, values: dict[str, Any]
) -> None:
    names = sorted(STEPS[verb].may | STEPS[verb].must)
    told = dict(zip(names, values.values(), strict=False))
    complaints(macro({"verb": verb, **told}))
    complaints(values)
