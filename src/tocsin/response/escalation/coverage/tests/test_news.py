"""A hole that is there already keeps no matrix from being published; a new one does."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.response.escalation.coverage.holes import GAP, NOBODY, Hole, news_among

HELD = Hole(
    GAP,
    about="nights",
    team="shop",
    begun=100,
    ended=200,
    places=frozenset({("old", 1)}),
    cells=frozenset({("app", 1), ("app", 2)}),
)


def test_the_same_hole_in_a_row_called_otherwise_is_not_new() -> None:
    again = replace(HELD, places=frozenset({("renamed", 1), ("cut", 1)}))
    part = replace(HELD, begun=120, ended=150, cells=frozenset({("app", 2)}))
    assert news_among([again, part], [HELD]) == []


def test_longer_wider_or_worse_is_new() -> None:
    longer = replace(HELD, ended=201)
    for_ever = replace(HELD, begun=None, ended=None)
    wider = replace(HELD, cells=frozenset({("app", 3)}))
    worse = replace(HELD, code=NOBODY)
    elsewhere = replace(HELD, about="days")
    second = replace(HELD, facts={"rank": "2"})
    found = [longer, for_ever, wider, worse, elsewhere, second]
    assert news_among(found, [HELD]) == found


holes = st.builds(
    Hole,
    code=st.sampled_from([GAP, NOBODY]),
    about=st.sampled_from(["a", "b"]),
    begun=st.none() | st.integers(0, 3),
    ended=st.none() | st.integers(4, 7),
    cells=st.frozensets(st.tuples(st.sampled_from("xy"), st.integers(1, 2))),
)


@given(st.lists(holes, max_size=4), st.lists(holes, max_size=4))
@settings(max_examples=100)
def test_nothing_is_new_to_itself_and_everything_is_to_nothing(
    found: list[Hole], more: list[Hole]
) -> None:
    assert news_among(found, [*more, *found]) == []
    assert news_among(found, []) == found
