"""Clockwork runs when it is due, once in the whole cluster."""

from datetime import timedelta

import pytest

from tocsin import wiring
from tocsin.engine.models import Turn
from tocsin.engine.parts import Clockwork
from tocsin.engine.tests.ears import noted, opened
from tocsin.engine.turn import advance
from tocsin.kernel.clock import Hands
from tocsin.register.core.models import Seal
from tocsin.register.core.tests.crowd import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_seals_are_made_every_sixty_seconds(hands: Hands) -> None:
    (seals,) = (part for part in wiring.CLOCKWORK if part.name == "seal")
    incident = opened()
    advance(seals)
    assert Seal.objects.count() == 1
    noted(incident, 1)
    hands.forward(seconds=59, microseconds=999_999)
    advance(seals)
    assert Seal.objects.count() == 1, "a microsecond too early"
    hands.forward(microseconds=1)
    advance(seals)
    assert Seal.objects.count() == 2
    hands.forward(seconds=60)
    advance(seals)
    assert Seal.objects.count() == 2, "nothing moved"


def test_of_many_engines_one_runs_it(hands: Hands) -> None:
    ran: list[int] = []

    def run() -> int:
        ran.append(1)
        return 0

    clockwork = Clockwork("once", run, every=timedelta(seconds=10))
    assert at_once([lambda: advance(clockwork)] * 5) == []
    assert ran == [1]
    hands.forward(seconds=10)
    assert at_once([lambda: advance(clockwork)] * 5) == []
    assert ran == [1, 1]


def test_a_failure_is_kept_where_people_see_it_and_tried_again(hands: Hands) -> None:
    fails = [True, True, False]

    def run() -> int:
        if fails.pop(0):
            raise ValueError("no ink left")
        return 7

    clockwork = Clockwork("clumsy", run)
    for failures in (1, 2):
        assert advance(clockwork) == 0
        row = Turn.objects.get(name="clumsy")
        assert (row.failures, row.said) == (failures, "ValueError: no ink left")
        hands.forward(seconds=1)
    assert advance(clockwork) == 7
    assert Turn.objects.get(name="clumsy").failures == 0
