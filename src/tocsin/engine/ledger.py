"""What was handed over lately, and written down without waiting for the disk.

PostgreSQL says "committed" at once, and it is on the disk within three times its
`wal_writer_delay`, 0.6 s ("Asynchronous Commit" in its manual). It is true from the
first moment on, also when the sender is killed. Only a crash of the server itself can
lose it, and then this process still knows: what was written is looked at once more, and
written anew where it is gone. While this process lives nobody else takes it.
"""

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from tocsin.foundation.notify.actions.recording import messages_were_taken
from tocsin.foundation.notify.channels.contract import Provider
from tocsin.foundation.notify.queries import Took
from tocsin.kernel import clock

# By then it is on the disk, if it will ever be; and so often it is looked at.
_SURELY, _OFTEN = 2.0, 1.0

_known: list["_Written"] = []
_knowing = threading.Lock()


@dataclass(frozen=True, slots=True)
class _Written:
    taken: Sequence[Took]
    provider: Provider
    at: datetime
    since: float


def write_down(taken: Sequence[Took], provider: Provider) -> None:
    """A provider took these: that is true now, and will be on the disk."""
    at = clock.now()
    messages_were_taken(taken, provider)
    # Inside of a transaction that is what is waited for.
    if taken and not connection.in_atomic_block:
        with _knowing:
            _known.append(_Written(taken, provider, at, time.monotonic()))


def look_again() -> None:
    """What was written down a while ago stands there: nothing changes by that, unless
    the server has crashed. Raises what the database does while it is away, and forgets
    nothing then."""
    due = _due(time.monotonic())
    try:
        for provider in {each.provider.key: each.provider for each in due}.values():
            ours = [each for each in due if each.provider.key == provider.key]
            taken = [took for each in ours for took in each.taken]
            messages_were_taken(taken, provider, at=ours[0].at)
    except BaseException:
        with _knowing:
            _known[:0] = due
        raise


def _due(now: float) -> list[_Written]:
    """What has waited for long enough; nothing, where that was asked just now."""
    with _knowing:
        if not _known or _known[0].since > now - _SURELY - _OFTEN:
            return []
        due = [each for each in _known if each.since <= now - _SURELY]
        del _known[: len(due)]
    return due


def forget() -> None:
    """Nothing is known any more: the database is another."""
    with _knowing:
        _known.clear()
