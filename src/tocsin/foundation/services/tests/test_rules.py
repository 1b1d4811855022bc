"""What is pulled down is what looking again and again would find."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from tocsin.foundation.services.rules import (
    Edge,
    Graph,
    circle_in,
    graph_of,
    is_item,
    sketch,
    spread,
)

CODES = st.integers(2, 15)


@st.composite
def tangles(draw: st.DrawFn) -> tuple[list[Edge], dict[int, int], list[int]]:
    """Any graph, circles too: who needs whom, each pair once, some in groups."""
    pairs = draw(st.sets(st.tuples(CODES, CODES), max_size=40))
    edges: list[Edge] = []
    for upper, lower in sorted(pairs):
        if upper != lower:
            # A group belongs to one holder: two groups for each.
            group = draw(st.sampled_from((0, 0, upper * 2, upper * 2 + 1)))
            edges.append((upper, lower, group))
    works_with = {group: draw(st.integers(1, 4)) for _, _, group in edges if group}
    return edges, works_with, draw(st.lists(CODES, max_size=3))


def by_hand(
    edges: list[Edge], works_with: dict[int, int], failing: list[int]
) -> tuple[set[int], set[int]]:
    """What is down and what is weakened: look at everything until nothing changes."""
    everybody = {code for upper, lower, _ in edges for code in (upper, lower)}
    down = set(failing) & everybody
    while True:
        more = {c for c in everybody - down if not works(c, edges, works_with, down)}
        if not more:
            break
        down |= more
    touched = set(down)
    while more := {u for u, low, _ in edges if low in touched and u not in touched}:
        touched |= more
    return down - set(failing), touched - down - set(failing)


def works(
    code: int, edges: list[Edge], works_with: dict[int, int], down: set[int]
) -> bool:
    groups: dict[int, list[bool]] = {}
    for upper, lower, group in edges:
        if upper == code and not group and lower in down:
            return False
        if upper == code and group:
            groups.setdefault(group, []).append(lower not in down)
    return all(
        sum(members) >= min(works_with[group], len(members))
        for group, members in groups.items()
    )


def placed(graph: Graph, codes: list[int]) -> list[int]:
    return [graph.places[code] for code in codes if code in graph.places]


@given(tangles())
def test_what_is_down_and_weakened_is_what_looking_by_hand_finds(
    tangle: tuple[list[Edge], dict[int, int], list[int]],
) -> None:
    edges, works_with, failing = tangle
    graph = graph_of(edges, works_with)
    found = spread(graph, placed(graph, failing))
    down = {graph.codes[p] for p in found.reached if found.down[p]}
    weakened = {graph.codes[p] for p in found.reached if not found.down[p]}
    assert (down, weakened) == by_hand(edges, works_with, failing)


@given(tangles())
def test_every_path_is_made_of_needs_and_none_is_shorter(
    tangle: tuple[list[Edge], dict[int, int], list[int]],
) -> None:
    edges, works_with, failing = tangle
    graph = graph_of(edges, works_with)
    found = spread(graph, placed(graph, failing))
    known = {(upper, lower) for upper, lower, _ in edges}
    for place in found.reached:
        path = [graph.codes[step] for step in found.path(place)]
        assert path[0] in failing
        assert all((up, low) in known for low, up in pairwise(path))
        assert len(path) - 1 == found.distance[place]
        if found.down[place]:
            assert all(found.down[step] for step in found.path(place))


def test_two_of_three_hold_and_one_does_not() -> None:
    edges = [(100, n, 7) for n in (2, 4, 6)] + [(200, 100, 0)]
    graph = graph_of(edges, {7: 2})

    def moods(*failing: int) -> dict[int, int]:
        found = spread(graph, placed(graph, list(failing)))
        return {graph.codes[p]: found.down[p] for p in found.reached}

    assert moods(2) == {100: 0, 200: 0}
    assert moods(2, 4) == {100: 1, 200: 1}
    assert moods() == {}


def test_a_group_with_fewer_members_than_it_needs_needs_all_of_them() -> None:
    graph = graph_of([(100, 2, 7)], {7: 3})
    assert spread(graph, []).reached == []
    assert len(spread(graph, placed(graph, [2])).reached) == 1


@given(tangles(), st.integers(1, 6))
def test_a_sketch_holds_everything_once_and_links_nothing_to_itself(
    tangle: tuple[list[Edge], dict[int, int], list[int]], most: int
) -> None:
    edges, works_with, failing = tangle
    graph = graph_of(edges, works_with)
    found = spread(graph, placed(graph, failing))
    drawn = sketch(graph, found, most)
    held = sorted(place for heap in drawn.heaps for place in heap)
    assert held == sorted([*found.failing, *found.reached])
    assert all(one != other for one, other, _ in drawn.links)
    for heap in drawn.heaps:
        assert len({is_item(graph.codes[place]) for place in heap}) == 1


@given(st.dictionaries(st.sampled_from("abcde"), st.sets(st.sampled_from("abcde"))))
def test_a_circle_is_found_when_there_is_one(needs: dict[str, set[str]]) -> None:
    found = circle_in(needs)
    if found:
        steps = zip(found, [*found[1:], found[0]], strict=True)
        assert all(needed in needs[name] for name, needed in steps)
    reach = {name: set(needed) for name, needed in needs.items()}
    for _again in range(5):
        for beneath in reach.values():
            beneath |= {x for each in list(beneath) for x in reach.get(each, ())}
    assert bool(found) == any(name in beneath for name, beneath in reach.items())
