"""The collector of cycles keeps still while a set of rows is worked on.

A set makes objects by the ten thousand that hold no cycles, and looking through them
again and again takes a good part of the time.
"""

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_lock = threading.Lock()
_inside = 0


@contextmanager
def uncollected() -> Iterator[None]:
    """Inside, nothing is looked through, whichever thread of this process made it; what
    there is then, is so once the last is outside again."""
    global _inside
    with _lock:
        _inside += 1
        gc.disable()
    try:
        yield
    finally:
        with _lock:
            _inside -= 1
            if not _inside:
                gc.enable()
