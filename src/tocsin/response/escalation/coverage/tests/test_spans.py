"""Stretches of time are sets: compared with sets of single instants."""

from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.response.escalation.coverage.spans import (
    Span,
    Spans,
    common,
    cut,
    holds,
    merged,
    present,
    shifted,
    united,
    without,
    working,
)

LAST = 40
SPANS = st.lists(st.tuples(st.integers(0, LAST), st.integers(0, LAST)), max_size=8)
INSTANTS = range(-2, LAST + 3)


def points(spans: Spans) -> set[int]:
    return {at for begun, ended in spans for at in range(begun, ended)}


def instants(stretches: list[Span]) -> set[int]:
    return {at for begun, ended in stretches for at in range(begun, ended)}


@given(SPANS, SPANS)
@settings(max_examples=150)
def test_sets_of_stretches_are_sets(one: list[Span], other: list[Span]) -> None:
    here, there = united(one), united(other)
    assert points(here) == instants(one)
    assert points(common(here, there)) == points(here) & points(there)
    assert points(without(here, there)) == points(here) - points(there)
    assert points(shifted(here, 3)) == {at + 3 for at in points(here)}
    assert all(holds(here, at) == (at in points(here)) for at in INSTANTS)
    for result in (here, common(here, there), without(here, there)):
        edges = [edge for span in result for edge in span]
        assert edges == sorted(set(edges)), "in order, apart, none empty"


@given(
    st.lists(
        st.tuples(st.integers(0, LAST), st.integers(0, LAST), st.sampled_from("abc")),
        max_size=10,
    )
)
@settings(max_examples=100)
def test_a_track_has_whoever_is_there(duties: list[tuple[int, int, str]]) -> None:
    who = present(duties)
    both = merged([who, present([(3, 9, "z")])])
    for at in INSTANTS:
        there = {name for begun, ended, name in duties if begun <= at < ended}
        assert who.at(at) == there
        assert both.at(at) == there | ({"z"} if 3 <= at < 9 else set())
    found = {at for b, e, v in who.pieces(0, LAST) if v for at in range(b, e)}
    assert found == {at for at in range(LAST) if who.at(at)}
    assert points(who.where(bool, 0, LAST)) == found


@given(SPANS, st.integers(1, 12))
@settings(max_examples=150)
def test_what_is_due_in_working_time_changes_only_where_it_is_said(
    open_: list[Span], wait: int
) -> None:
    hours = working(united(open_))
    ticks = sorted(points(hours.spans))

    def due(at: int) -> int | None:
        """The end of the so-manieth open tick from then on."""
        left = [tick + 1 for tick in ticks if tick >= at]
        return left[wait - 1] if len(left) >= wait else None

    for at in INSTANTS:
        assert hours.due(at, wait) == due(at)
        assert hours.elapsed(at) == sum(tick < at for tick in ticks)
    for target in range(LAST):
        fits = [at for at in INSTANTS if due(at) == target]
        if fits:
            edges = hours.since(target, wait)
            assert min(fits) in (*edges, INSTANTS[0]) or min(fits) in hours.before
            assert any(edge >= max(fits) for edge in edges)


def test_a_stretch_is_cut_at_the_edges_within_it() -> None:
    assert cut([0, 5, 7, 20], 3, 10) == [(3, 5), (5, 7), (7, 10)]
    assert cut([], 3, 10) == [(3, 10)]
