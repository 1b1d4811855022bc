"""A yes means durable: killed with -9 at any instant, nothing accepted is lost."""

import os
import random
import time
from functools import partial

import pytest

from tests.front_door.running import until
from tests.senders.shooting import (
    Senders,
    everything_is_there_once,
    kill_all,
    kill_one,
)
from tests.senders.wire import Wire, wire_server


def _more(senders: Senders, before: int) -> bool:
    return len(senders.acknowledged) > before


def _shoot(wire: Wire, times: int, dice: random.Random) -> None:
    source = wire.source("alertmanager", f"shooting {dice.random()}")
    senders = Senders(wire, source["key"])
    for number in range(times):
        senders.begin(f"{number}-{dice.randrange(10**6)}")
        time.sleep(dice.uniform(0.2, 1.0))
        before = len(senders.acknowledged)
        if number % 2:
            kill_one(wire, dice)
        else:
            kill_all(wire)
        until(partial(_more, senders, before), "a yes", 60)
        senders.end()
    assert len(senders.acknowledged) > 20 * times
    everything_is_there_once(wire, senders.acknowledged)


def _dice() -> int:
    """What the instants depend on; a failing test names it, TOCSIN_DICE repeats it."""
    return int(os.environ.get("TOCSIN_DICE") or random.randrange(10**9))


@pytest.mark.parametrize("dice", [_dice()])
def test_killed_three_times_under_load_all_acknowledged_events_are_there(
    dice: int,
) -> None:
    with wire_server() as wire:
        _shoot(wire, 3, random.Random(dice))


@pytest.mark.soak
@pytest.mark.parametrize("dice", [_dice()])
def test_killed_twenty_times_under_load_all_acknowledged_events_are_there(
    dice: int,
) -> None:
    with wire_server() as wire:
        _shoot(wire, 20, random.Random(dice))
