"""What no key can be is not known; nobody is answered with a broken program."""

from collections.abc import Callable

import pytest

from tocsin.foundation.accounts.reads import (
    names_of,
    people,
    person_called,
    person_for,
    team_for,
    team_names,
)
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.foundation.classification.actions import publish_matrix
from tocsin.foundation.classification.reads import (
    category_for,
    category_names,
    team_for_category,
)
from tocsin.foundation.classification.rules import DEFAULT_MATRIX
from tocsin.foundation.services.reads import service_for, service_names, teams_of
from tocsin.kernel import clock
from tocsin.kernel.refusal import Refusal

pytestmark = pytest.mark.django_db
ODD = ["a\x00b", "\ud800", "' or 1=1 --", "x" * 5000]


@pytest.mark.parametrize("odd", ODD)
def test_what_is_asked_for_by_an_odd_key_is_unknown(odd: str) -> None:
    gates: list[Callable[[], object]] = [
        lambda: person_for(SYSTEM, odd),
        lambda: team_for(SYSTEM, odd),
        lambda: service_for(SYSTEM, odd),
        lambda: category_for(SYSTEM, odd),
        lambda: team_for_category(odd, clock.now()),
    ]
    for gate in gates:
        with pytest.raises(Refusal) as refused:
            gate()
        assert refused.value.status == 404
        assert str(refused.value).encode()
    for names in (names_of, team_names, service_names, category_names, teams_of):
        assert names([odd]) == {}
    assert people(odd) == []
    assert person_called(odd) is None


def test_a_document_with_an_odd_text_can_still_be_published() -> None:
    body = {**DEFAULT_MATRIX, "note\x00": ["a\ud800"]}
    kept = publish_matrix(body, by=SYSTEM, why="pasted\x00")
    kept.refresh_from_db()
    assert kept.body["note\ufffd"] == ["a\ufffd"]
    assert kept.why == "pasted\ufffd"
