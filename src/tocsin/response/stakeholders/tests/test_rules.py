"""Who is told and when: pure rules."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.response.stakeholders.rules import (
    CADENCE,
    ESCALATED,
    STATE,
    Case,
    Group,
    Known,
    Pace,
    applies,
    cadence,
    check_document,
    filled,
    level,
    next_look,
    reason,
)

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
NAG, ESCALATE = timedelta(minutes=5), timedelta(minutes=10)
FIT: dict[str, Any] = {"name": "A", "audience": "owner", "to": ["owner"]}


def wrong(**told: Any) -> list[str]:
    known = Known({"shop"}, {"outage"}, {"p-ada"}, {"carrier"})
    return [c.code for c in check_document({"classes": [FIT | told]}, known)]


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"to": []}, "somebody_wanted"),
        ({"to": ["person/p-nobody"]}, "way_unknown"),
        ({"audience": "gods"}, "audience_unknown"),
        ({"minutes": {"usual": 0}}, "pace_unfit"),
        ({"minutes": {"6": 5}}, "pace_unfit"),
        ({"services": ["moon"]}, "not_known"),
        ({"priorities": [0]}, "priorities_unfit"),
        ({"audience": "media", "shows": ["users"]}, "not_for_outsiders"),
        ({"audience": "media", "text": "{{ priority }}"}, "variable_unknown"),
        ({"text": "{{ owner }}"}, "variable_unknown"),
        ({"more": 1}, "part_unknown"),
        ({"language": "deutsch!"}, "language_unfit"),
    ],
)
def test_what_is_wrong_is_said(told: dict[str, Any], code: str) -> None:
    assert wrong(**told) == [code]


def test_what_fits_is_taken() -> None:
    to = ["person/p-ada", "contact/carrier", "notices", "reporters", "executives"]
    assert wrong(to=to, minutes={"usual": 60, "1": 15}, models=["outage"]) == []


@settings(max_examples=40)
@given(
    body=st.recursive(
        st.none() | st.booleans() | st.text(max_size=5),
        lambda s: (
            st.lists(s, max_size=3) | st.dictionaries(st.sampled_from(sorted(FIT)), s)
        ),
        max_leaves=8,
    )
)
def test_nothing_breaks_the_check(body: Any) -> None:
    list(check_document({"classes": [body]}, Known()))
    list(check_document(body, Known()))


def test_whom_it_is_told() -> None:
    group = Group("A", "owner", ("owner",), priorities=(1,), services=("shop",))
    assert applies(group, Case(True, 3, "", "shop"))
    assert applies(group, Case(False, 1, "", "shop"))
    assert not applies(group, Case(False, 2, "", "shop"))
    assert not applies(group, Case(True, 1, "", "search"))
    paced = Group("A", "owner", ("owner",), minutes={"usual": 60, "1": 15})
    assert cadence(paced, 1) == timedelta(minutes=15)
    assert cadence(paced, None) == timedelta(minutes=60)


def test_lines_of_which_nothing_is_known_are_left_out() -> None:
    text = "Since {{ since }}\nUntil then: {{ workaround }}\nThat is all."
    assert filled(text, {"since": "nine"}) == "Since nine\nThat is all."


@settings(max_examples=80)
@given(
    wait=st.integers(1, 200),
    looks=st.lists(st.integers(0, 300), min_size=1, max_size=12),
)
def test_each_step_comes_once_and_in_time(wait: int, looks: list[int]) -> None:
    """However seldom anybody looks: asked, nagged, escalated, each at most once, never
    early, and what was missed is one step."""
    due = NOW + timedelta(minutes=wait)
    nagged, steps = 0, []
    for minute in sorted(looks):
        now = NOW + timedelta(minutes=minute)
        at = next_look(due, nagged, NAG, ESCALATE)
        reached = level(due, now, NAG, ESCALATE)
        if at is None or at > now:
            assert reached <= nagged
            continue
        assert reached > nagged
        steps.append(reached)
        nagged = reached
    assert steps == sorted(set(steps))
    if max(looks) >= wait + 10:
        assert nagged == ESCALATED
        assert next_look(due, nagged, NAG, ESCALATE) is None


def test_a_draft_is_proposed_when_the_facts_change_or_it_is_time() -> None:
    due = NOW + timedelta(minutes=5)
    assert reason(Pace("new", due), "restored", NOW, NAG) == STATE
    assert reason(Pace("new", due), "new", NOW, NAG) == CADENCE
    assert reason(Pace("new", due, drafted=True), "new", NOW, NAG) == ""
    assert reason(Pace("new", due + NAG), "new", NOW, NAG) == ""
