"""What a sender held that is gone is free for others."""

import threading
import time

from tocsin.foundation.notify import queries
from tocsin.kernel import alive, clock

# So often it is looked who is gone. Whoever merely lost the database, as when that was
# begun again, is seen to live again within this grace, and keeps what they held.
OFTEN, GRACE = 1.0, 3.0

_missed: dict[int, float] = {}
_looked = -OFTEN
_looking = threading.Lock()


def release_what_the_gone_held() -> int:
    """Messages of senders that are gone are due at once; says how many. It is looked
    now and then only, by one thread of a process."""
    global _looked
    if not _looking.acquire(blocking=False):
        return 0
    try:
        now = time.monotonic()
        if now < _looked + OFTEN:
            return 0
        _looked = now
        gone = _gone_for_good(now)
        return queries.release(gone, now=clock.now()) if gone else 0
    finally:
        _looking.release()


def _gone_for_good(now: float) -> list[int]:
    """Who holds something, and has been missed at every look for as long as the grace.
    Who lives is asked last: they were there before they took anything."""
    holders = queries.holders()
    missing = holders - alive.living() if holders else set[int]()
    for number in _missed.keys() - missing:
        del _missed[number]
    for number in missing:
        _missed.setdefault(number, now)
    return [number for number, since in _missed.items() if now - since >= GRACE]
