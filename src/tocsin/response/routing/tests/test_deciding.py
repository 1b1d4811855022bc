"""What rules decide, whatever they are and whatever the incident was."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.kernel.expr import compile_rule
from tocsin.response.routing.deciding import (
    Ready,
    Standing,
    allowed,
    changes,
    decide,
    unruled,
)
from tocsin.response.routing.rules import NAMES, Known, check_rules

TEAMS = ("desk", "web", "data")
levels = st.sampled_from([None, 1, 2, 3])
CONDITIONS = (
    "true",
    "impact == 1",
    "impact > 1 && urgency < 3",
    "priority < 3",
    'team == "desk"',
    'model == "till"',
    '"hot" in tags',
)
_READY = {text: compile_rule(text, NAMES) for text in CONDITIONS}


def rate(impact: int | None, urgency: int | None) -> tuple[int, str]:
    return max(1, (impact or 2) + (urgency or 2) - 1), "by the matrix"


@st.composite
def books(draw: st.DrawFn) -> list[Ready]:
    sets = st.fixed_dictionaries(
        {},
        optional={
            "priority": st.integers(1, 5),
            "impact": st.integers(1, 3),
            "urgency": st.integers(1, 3),
            "team": st.sampled_from(TEAMS),
            "model": st.sampled_from(["till", "disk"]),
        },
    )
    made = draw(
        st.lists(
            st.tuples(
                st.sampled_from(CONDITIONS),
                sets,
                st.lists(st.sampled_from(["hot", "cold"]), max_size=1),
                st.booleans(),
            ),
            max_size=4,
        )
    )
    return [
        Ready(n, f"r{n}", _READY[when], told, tags, stops)
        for n, (when, told, tags, stops) in enumerate(made, start=1)
    ]


@st.composite
def rows(draw: st.DrawFn) -> Standing:
    impact, urgency = draw(levels), draw(levels)
    overridden = draw(st.booleans())
    priority = draw(st.integers(1, 5)) if overridden else rate(impact, urgency)[0]
    hand = st.sets(st.sampled_from(["team", "impact", "urgency", "model"]), max_size=2)
    team = draw(st.sampled_from([None, *TEAMS]))
    return Standing(
        impact, urgency, priority, "", team, [], frozenset(draw(hand)), overridden
    )


def facts(base: Standing) -> dict[str, Any]:
    return {
        "impact": base.impact or 0,
        "urgency": base.urgency or 0,
        "priority": base.priority or 0,
        "team": base.team or "",
        "model": base.model,
        "tags": [*base.tags],
    }


def routed(
    row: Standing, last: dict[str, Any] | None, book: list[Ready]
) -> tuple[Standing, dict[str, Any], dict[str, Any]]:
    """The row after one routing, what was changed, and what was said of it."""
    base = unruled(row, last)
    decision = decide(book, facts(base), lambda _name, _value: True)
    was_ruled = "priority" in ((last or {}).get("set") or {})
    changed = changes(row, base, decision, rate, "by rule", was_ruled)
    names = Standing.__dataclass_fields__
    told = {name: getattr(row, name) for name in names}
    told |= {name: value for name, value in changed.items() if name in names}
    told["tags"] = [*row.tags, *changed.get("added", ())]
    after = Standing(**told)
    sets = allowed(row, decision)
    if after.priority != base.priority:
        sets["priority"] = after.priority
    said = {
        "set": sets,
        "before": {name: getattr(base, name) for name in sets},
        "tags": [tag for tag in decision.tags if tag not in base.tags],
    }
    return after, changed, said


@settings(max_examples=150, deadline=None)
@given(rows(), books())
def test_asked_again_nothing_changes(row: Standing, book: list[Ready]) -> None:
    after, _changed, said = routed(row, None, book)
    again, changed, _said = routed(after, said, book)
    assert changed == {}
    assert again == after


@settings(max_examples=150, deadline=None)
@given(rows(), books())
def test_without_rules_it_is_as_it_was(row: Standing, book: list[Ready]) -> None:
    """Tags stay: people may have come to rely on them."""
    after, _changed, said = routed(row, None, book)
    back, _changed, _said = routed(after, said, [])
    for name in ("impact", "urgency", "priority", "model", "team"):
        assert getattr(back, name) == getattr(row, name), name


@settings(max_examples=150, deadline=None)
@given(rows(), books())
def test_what_people_set_is_never_changed(row: Standing, book: list[Ready]) -> None:
    _after, changed, _said = routed(row, None, book)
    assert not changed.keys() & set(row.by_hand)
    if row.overridden:
        assert not changed.keys() & {"priority", "impact", "urgency"}


@settings(max_examples=150, deadline=None)
@given(rows(), books(), books())
def test_other_rules_make_what_they_would_have_made_at_first(
    row: Standing, first: list[Ready], then: list[Ready]
) -> None:
    after, _changed, said = routed(row, None, first)
    late, _changed, _said = routed(after, said, then)
    early, _changed, _said = routed(row, None, then)
    for name in ("impact", "urgency", "priority", "model", "team"):
        assert getattr(late, name) == getattr(early, name), name


def codes(*rules: Any, **more: Any) -> list[tuple[str, int, str]]:
    known = Known(team={"desk"}, model={"till"})
    found = check_rules({"rules": list(rules), **more}, known)
    return [(each.code, each.rule, each.part) for each in found]


def test_what_is_wrong_is_said_where_it_is() -> None:
    good = {"name": "A", "when": "vip", "set": {"team": "desk"}}
    assert codes(good, zone="Europe/Paris") == []
    assert codes(good, zone="Atlantis") == [("zone_unknown", 0, "")]
    assert codes(good, good) == [("name_twice", 2, "name")]
    for told, wrong in (
        ({"set": {"team": "nobody"}}, ("not_known", 1, "team")),
        ({"set": {"priority": 6}}, ("level_unfit", 1, "priority")),
        ({"set": {"impact": True}}, ("level_unfit", 1, "impact")),
        ({"set": {"owner": "ada"}}, ("part_unknown", 1, "set")),
        ({"set": []}, ("does_nothing", 1, "team")),
        ({"when": "colour == 1"}, ("condition_unfit", 1, "when")),
        ({"tags": ["a b"]}, ("tag_unfit", 1, "tags")),
        ({"tags": "a"}, ("tags_are_a_list", 1, "tags")),
        ({"stop": 1}, ("yes_or_no", 1, "stop")),
        ({"name": ""}, ("name_wanted", 1, "name")),
        ({"do": "drop"}, ("part_unknown", 1, "do")),
    ):
        assert codes(good | told) == [wrong], told
    assert codes("a rule") == [("rule_is_a_table", 1, "")]
    assert [c.code for c in check_rules([], Known())] == ["rules_are_a_list"]
