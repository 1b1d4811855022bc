from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tocsin.foundation.config.rules import Difference, differences

_leaves = st.none() | st.booleans() | st.integers() | st.text(max_size=3)
bodies = st.recursive(
    _leaves,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(min_size=1, max_size=3), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(bodies)
def test_a_body_does_not_differ_from_itself(body: Any) -> None:
    assert list(differences(body, body)) == []


@given(bodies, bodies)
def test_the_other_way_round_before_and_after_are_swapped(one: Any, other: Any) -> None:
    there = [(each.path, each.before, each.after) for each in differences(one, other)]
    back = [(each.path, each.after, each.before) for each in differences(other, one)]
    assert repr(there) == repr(back)


def test_true_is_not_one() -> None:
    assert list(differences({"a": True}, {"a": 1})) == [Difference("a", True, 1)]


def test_a_list_that_became_a_table_is_one_difference() -> None:
    assert list(differences({"a": [1]}, {"a": {"1": 1}})) == [
        Difference("a", [1], {"1": 1})
    ]
