"""The way from team to team: what counts as handed over, and what as a bounce."""

from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.register.core.entries import Kind
from tocsin.register.work.moves import Move, came_by, way

TEAMS = st.sampled_from(["a", "b", "c"])


def given_to(*teams: str | None) -> list[Move]:
    return [Move(Kind.ASSIGNED, team, by_hand=True) for team in teams]


def test_to_and_fro() -> None:
    there_and_back = way(given_to("a", "b", "a", "c", "a"))
    assert there_and_back.reassigned == 4
    assert there_and_back.bounced == 2
    assert way(given_to("a", "b", "c")).bounced == 0
    assert way(given_to("a", "a", "b")).reassigned == 1
    assert way([]) == way(given_to())


def test_what_rules_say_at_first_is_no_handing_over() -> None:
    moves = [
        Move(Kind.ASSIGNED, "a"),
        Move(Kind.ROUTED, "b"),
        Move(Kind.ASSIGNED, "a", "b", by_hand=True),
        Move(Kind.RETURNED, "b", "a", by_hand=True),
        Move(Kind.RETURNED, None, "b", by_hand=True),
    ]
    found = way(moves)
    assert found.teams == ("b", "a", "b", None)
    assert (found.reassigned, found.bounced, found.returned) == (3, 1, 2)


def test_how_it_came() -> None:
    moves = [
        Move(Kind.ASSIGNED, "a"),
        Move(Kind.ASSIGNED, "b", "a", True, "p-ada"),
    ]
    assert came_by(moves, "a") is None, "a rule gave it"
    move = came_by(moves, "b")
    assert move is not None
    assert (move.from_team, move.who) == ("a", "p-ada")


@settings(max_examples=100, deadline=None)
@given(st.lists(TEAMS, max_size=12))
def test_bounces_are_what_is_more_than_the_teams_there_were(teams: list[str]) -> None:
    found = way(given_to(*teams))
    assert found.bounced == len(found.teams) - len(set(found.teams))
    assert found.bounced <= found.reassigned
