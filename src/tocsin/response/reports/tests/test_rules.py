"""Whether words are about what is known."""

from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.response.reports.rules import fitness, words_in

TOLD = [("Checkout takes no orders", 3), ("Nobody can pay in the shop.", 1)]


def test_words_of_a_title_weigh_more_than_those_of_the_text() -> None:
    assert fitness("checkout", TOLD) == 3
    assert fitness("I cannot pay", TOLD) == 1
    assert fitness("I cannot pay at the checkout", TOLD) == 4


def test_how_a_word_ends_does_not_matter() -> None:
    assert fitness("order", TOLD) == fitness("Ordering", TOLD) == 3
    assert fitness("checkouts", TOLD) == 3
    assert fitness("check", TOLD) == 3, "while one types"


def test_words_that_say_nothing_find_nothing() -> None:
    assert fitness("it does not work for me", TOLD) == 0
    assert fitness("", TOLD) == 0
    assert fitness("printer", TOLD) == 0
    assert words_in("it is not me") == set()


@settings(max_examples=60, deadline=None)
@given(
    st.text(max_size=60), st.lists(st.tuples(st.text(max_size=40), st.integers(1, 3)))
)
def test_more_words_never_fit_less(asked: str, told: list[tuple[str, int]]) -> None:
    some = fitness(asked, told)
    assert some >= 0
    assert fitness(f"{asked} checkout", told) >= some
    assert fitness(asked, [*told, ("checkout", 1)]) >= some
