"""Channels of one process take turns, so that one message of it is not written down.

A slow one is not waited for: not by whoever waits already, once it takes too long, and
not at all where its channel has been slow lately.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

# Seconds for which a message of another channel is waited for.
SLOW = 0.1

_turn = threading.Condition()
_began: list[float] = []


@contextmanager
def one_in_this_process() -> Iterator[None]:
    """Inside it is our turn; or that of another whose message takes too long, too."""
    with _turn:
        while _began and (left := _began[-1] + SLOW - time.monotonic()) > 0:
            _turn.wait(left)
        ours = time.monotonic()
        _began.append(ours)
    try:
        yield
    finally:
        with _turn:
            _began.remove(ours)
            _turn.notify()
