"""Who is called, who comes next, and the score, whatever the team is like."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.response.rapid_response.rules import (
    Ground,
    Known,
    check_team,
    first_called,
    next_called,
    readiness,
    role_for,
)

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
people = st.lists(st.sampled_from("abcdefghij"), min_size=1, unique=True)
some = st.sets(st.sampled_from("abcdefghij"))
shares = st.floats(0, 1)


@settings(max_examples=80)
@given(people, some, st.integers(1, 10))
def test_a_call_out_reaches_the_quorum_where_it_can(
    members: list[str], on_call: set[str], quorum: int
) -> None:
    called = first_called(members, on_call, quorum)
    assert len(called) == len(set(called))
    assert set(called) <= set(members)
    assert on_call & set(members) <= set(called), "all who are on call"
    assert len(called) >= min(quorum, len(members))


@settings(max_examples=80)
@given(people, some)
def test_replacing_ends_when_all_were_called_once(
    members: list[str], first: set[str]
) -> None:
    called, order = set(first), []
    while (following := next_called(members, called)) is not None:
        order.append(following)
        called.add(following)
    assert order == [key for key in members if key not in first]


@settings(max_examples=80)
@given(shares, shares, shares, shares, shares, st.integers(0, 200))
def test_the_score_is_between_nothing_and_a_hundred(
    answered: float, skills: float, loud: float, roster: float, kit: float, days: int
) -> None:
    def score(age: int) -> int:
        tested = NOW - timedelta(days=age)
        ground = Ground(tested, answered, skills, loud, roster, kit)
        return sum(part.points for part in readiness(ground, NOW))

    assert 0 <= score(days) <= 100
    assert score(days + 1) <= score(days), "a test gets no better by waiting"


def test_a_skill_is_covered_by_the_first_who_has_it() -> None:
    assert role_for(["sql", "net"], set(), {"net", "sql"}) == "sql"
    assert role_for(["sql", "net"], {"sql"}, {"net", "sql"}) == "net"
    assert role_for(["sql"], {"sql"}, {"sql"}) == ""


def test_what_is_wrong_is_told_at_its_part() -> None:
    body = {"name": "", "members": ["x", "x"], "quorum": 3, "seconds": 0, "odd": 1}
    body |= {"when": "nothing", "kit": "none", "schedule": "none", "skills": ["none"]}
    found = {(each.code, each.part) for each in check_team(body, Known())}
    assert found == {
        ("part_unknown", "odd"),
        ("name_wanted", "name"),
        ("not_known", "members"),
        ("told_twice", "members"),
        ("not_known", "skills"),
        ("not_known", "schedule"),
        ("number_unfit", "quorum"),
        ("number_unfit", "seconds"),
        ("condition_unfit", "when"),
        ("kit_unfit", "kit"),
    }
