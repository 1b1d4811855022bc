"""The bell wakes whoever hears what is told, and nobody who does not."""

import threading
import time

from tocsin.engine.bell import Bell

_RESOLVED = frozenset({"resolved", "closed"})


def test_a_stroke_is_for_those_who_hear_one_of_its_kinds() -> None:
    bell = Bell()
    bell.ring("noted acknowledged")
    assert (bell.strokes(), bell.strokes({"noted"}), bell.strokes(_RESOLVED)) == (
        1,
        1,
        0,
    )
    bell.ring("resolved", "noted")
    assert (bell.strokes(), bell.strokes({"noted"}), bell.strokes(_RESOLVED)) == (
        2,
        2,
        1,
    )


def test_a_stroke_that_tells_no_kind_is_for_everybody() -> None:
    bell = Bell()
    bell.ring()
    bell.ring("noted", "")
    assert (bell.strokes(), bell.strokes({"noted"}), bell.strokes(_RESOLVED)) == (
        2,
        3,
        2,
    )


def test_whoever_waits_sleeps_on_through_what_they_do_not_hear() -> None:
    bell, woken = Bell(), list[int]()
    waits = threading.Thread(
        target=lambda: woken.append(bell.wait(0, 20, _RESOLVED)), daemon=True
    )
    waits.start()
    bell.ring("noted")
    time.sleep(0.05)
    assert not woken
    bell.ring("closed")
    waits.join(5)
    assert woken == [1]
