from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.foundation.accounts.refusals import NotAllowed
from tocsin.foundation.accounts.rules import SYSTEM, Actor
from tocsin.foundation.classification.actions import publish_matrix
from tocsin.foundation.classification.reads import matrix
from tocsin.foundation.classification.rules import (
    DEFAULT_MATRIX,
    LEVELS,
    check_matrix,
    priority_of,
)
from tocsin.foundation.config.refusals import NotPublishable

_priorities = st.integers(0, 6)
matrices = st.fixed_dictionaries(
    {
        "cells": st.lists(
            st.lists(_priorities, min_size=3, max_size=3), min_size=3, max_size=3
        )
    }
)


@pytest.mark.parametrize(
    ("impact", "urgency", "priority"),
    [
        (1, 1, 1), (1, 2, 2), (2, 1, 2), (1, 3, 3), (2, 2, 3),
        (3, 1, 3), (2, 3, 4), (3, 2, 4), (3, 3, 5),
    ],
)  # fmt: skip
def test_the_matrix_tocsin_comes_with(impact: int, urgency: int, priority: int) -> None:
    assert priority_of(DEFAULT_MATRIX, impact, urgency) == priority
    assert check_matrix(DEFAULT_MATRIX) == []


@given(matrices)
def test_what_passes_never_gives_less_trouble_a_higher_priority(body: Any) -> None:
    pairs = [(impact, urgency) for impact in LEVELS for urgency in LEVELS]
    is_good = all(
        1 <= priority_of(body, *pair) <= 5
        and all(
            priority_of(body, *pair) <= priority_of(body, *worse)
            for worse in pairs
            if worse[0] >= pair[0] and worse[1] >= pair[1]
        )
        for pair in pairs
    )
    assert (check_matrix(body) == []) is is_good


@pytest.mark.parametrize(
    "body",
    [None, [], {}, {"cells": []}, {"cells": [[1, 2, 3]] * 2}, {"cells": [[1, 2]] * 3},
     {"cells": [[True, 2, 3]] * 3}, {"cells": [["1", 2, 3]] * 3},
     {"cells": [[[1], 2, 3]] * 3}],
)  # fmt: skip
def test_what_is_no_matrix_is_complained_about(body: Any) -> None:
    assert check_matrix(body) != []


@pytest.mark.django_db
def test_the_published_matrix_is_the_one_in_force() -> None:
    assert matrix() == DEFAULT_MATRIX
    flat = {"cells": [[3, 3, 3]] * 3}
    publish_matrix(flat, by=SYSTEM, why="all alike")
    assert matrix() == flat


@pytest.mark.django_db
def test_a_bad_one_is_refused_naming_the_cell_and_anybody_else_is_too() -> None:
    bad = {"cells": [[1, 2, 3], [2, 3, 4], [3, 4, 1]]}
    with pytest.raises(NotPublishable, match="3/3: a lesser impact"):
        publish_matrix(bad, by=SYSTEM, why="slip")
    agent = Actor(kind="person", id="p", roles=frozenset({"agent"}))
    with pytest.raises(NotAllowed):
        publish_matrix(DEFAULT_MATRIX, by=agent, why="mine")
    assert matrix() == DEFAULT_MATRIX
