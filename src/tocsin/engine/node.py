"""This engine process among others: its heartbeat, and whether its clock is right."""

import os
import socket
from datetime import UTC, datetime, timedelta

from django.db import connection

from tocsin.engine.models import Node
from tocsin.kernel import clock

EVERY = timedelta(seconds=5)
# A node whose clock is further off than this does not run the engine: its due times
# would come early or late.
_TOLERANCE = timedelta(seconds=1)


def name() -> str:
    return f"{socket.gethostname()}/{os.getpid()}"


class Watch:
    """Beats for this process, and knows whether it may work: not before a first beat
    has compared the clocks."""

    def __init__(self) -> None:
        self.may_work = False

    def beat(self) -> int:
        """The node's row says that it lives; nodes silent for a day are forgotten."""
        offset = _offset()
        self.may_work = abs(offset) <= _TOLERANCE
        now = clock.now()
        off_by = int(offset / timedelta(milliseconds=1))
        beat = {"beat_at": now, "clock_offset_ms": off_by}
        Node.objects.update_or_create(
            name=name(),
            defaults=beat,
            create_defaults=beat | {"started_at": now},
        )
        Node.objects.filter(beat_at__lt=now - timedelta(days=1)).delete()
        return 0


def _offset() -> timedelta:
    """How far this machine's clock is ahead of the database's."""
    before = datetime.now(tz=UTC)
    with connection.cursor() as cursor:
        cursor.execute("select clock_timestamp()")
        (there,) = cursor.fetchone()
    after = datetime.now(tz=UTC)
    middle = before + (after - before) / 2
    offset: timedelta = middle - there
    return offset
