"""The proof in stretches against a run that is played at single instants."""

from datetime import datetime
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.response.escalation.coverage.playing import LEVEL, Play
from tocsin.response.escalation.coverage.rules import Climb, Share, Told, Way, prove
from tocsin.response.escalation.coverage.spans import (
    EVER,
    MINUTE,
    instant,
    present,
    ticks,
    united,
    working,
)
from tocsin.response.escalation.matrix import Level, Row
from tocsin.response.escalation.parsing import matrix_of

LAST = 400
WAYS = {"a": [Way(0, "push", True)], "b": [Way(5 * MINUTE, "voice", True)]}
WAYS |= {"m": [Way(0, "email", False)]}


def row(levels: list[dict[str, Any]]) -> Row:
    told = [{"target": {"kind": "on_call"}} | level for level in levels]
    return matrix_of(1, {"rows": [{"key": "row", "levels": told}]}).rows[0]


@st.composite
def levels(draw: st.DrawFn) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    after = 0
    for _level in range(draw(st.integers(1, 4))):
        after += draw(st.sampled_from([0, 5, 10, 30]))
        level: dict[str, Any] = {"after": after}
        if draw(st.integers(0, 3)) == 0:
            share = draw(st.sampled_from([50, 100]))
            level = {"after": {"percent": share, "of": "resolve"}}
            level["unless"] = draw(st.sampled_from(["acknowledged", "resolved"]))
        if draw(st.booleans()):
            level["acknowledge_within"] = draw(st.sampled_from([3, 7, 20]))
        if draw(st.integers(0, 3)) == 0:
            level["repeat"] = {"times": 2, "every": 4}
        found.append(level)
    return found


STRETCH = st.tuples(st.integers(0, LAST), st.integers(1, 150))


@st.composite
def duties(draw: st.DrawFn) -> Any:
    told = draw(st.lists(st.tuples(STRETCH, st.sampled_from("abm")), max_size=5))
    return present(
        [(at * MINUTE, (at + length) * MINUTE, who) for (at, length), who in told]
    )


@st.composite
def hours(draw: st.DrawFn) -> Any:
    """Working time: always, or some stretches of it."""
    if draw(st.booleans()):
        return working(((-LAST * MINUTE, 4 * LAST * MINUTE),))
    told = draw(st.lists(STRETCH, min_size=1, max_size=4))
    return working(united((at * MINUTE, (at + n) * MINUTE) for at, n in told))


@st.composite
def climbs(draw: st.DrawFn) -> Climb:
    path = row(draw(levels()))
    target = draw(st.sampled_from([20, 60, 200])) * MINUTE
    open_ = draw(hours())
    shares = {
        (level.measure, level.percent): Share(open_, target * level.percent // 100)
        for level in path.levels
        if level.percent is not None
    }
    whose = {level.number: draw(duties()) for level in path.levels}
    return Climb(path, whose, shares, WAYS)


def played(climb: Climb, registered: int) -> list[tuple[int, int, frozenset[str]]]:
    def find(level: Level, at: datetime) -> list[str]:
        return sorted(climb.whose[level.number].at(ticks(at)))

    dues = {key: share.due(registered) for key, share in climb.shares.items()}
    instants = {key: instant(at) for key, at in dues.items() if at is not None}
    play = Play(climb.row, instant(registered), find, instants=instants)
    return [
        (event.level, ticks(event.at), frozenset(event.people))
        for event in play.events()
        if event.does == LEVEL
    ]


def at(told: tuple[Told, ...], registered: int) -> list[tuple[int, int, Any]]:
    return [(each.level, each.at(registered), each.people) for each in told]


@given(climbs(), st.lists(st.integers(0, LAST * 60 - 1), min_size=12, max_size=12))
@settings(max_examples=100, deadline=None)
def test_every_stretch_meets_what_each_of_its_instants_meets(
    climb: Climb, seconds: list[int]
) -> None:
    """Instants lie beside whole seconds, as edges lie on them."""
    active = ((0, LAST * MINUTE),)
    pieces = sorted(climb.pieces(active))
    assert pieces[0][0] == 0
    assert pieces[-1][1] == LAST * MINUTE
    edges = [edge for begun, ended, _told in pieces for edge in (begun, ended)]
    assert edges[1:-1:2] == edges[2::2], "one after another, none left out"
    for second in seconds:
        registered = second * 1_000_000 + 499_979
        told = next(told for a, b, told in pieces if a <= registered < b)
        assert at(told, registered) == played(climb, registered)


@given(climbs(), st.lists(st.integers(0, LAST * 60 - 1), min_size=12, max_size=12))
@settings(max_examples=50, deadline=None)
def test_nobody_is_reached_exactly_where_it_is_said(
    climb: Climb, seconds: list[int]
) -> None:
    found = prove(climb, ((0, LAST * MINUTE),))
    for second in seconds:
        registered = second * 1_000_000 + 499_979
        told = played(climb, registered)
        heard = any(people & {"a", "b"} for _level, _at, people in told)
        said = any(a <= registered < b for a, b in found.nobody)
        assert said == (not heard)
        for level, when, people in told:
            gaps = found.empty.get(level, set())
            if not people:
                assert any(a <= when < b for a, b in gaps)
            assert all(b == EVER[1] or a < b for a, b in gaps)
            if "m" in people:
                assert any(a <= when < b for a, b in found.mute[level, "m"])
