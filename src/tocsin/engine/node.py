"""This engine process among others: its heartbeat, and whether it may work."""

import logging
import os
import socket
import time
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from pkgutil import iter_modules

from django.apps import apps
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from tocsin.engine.models import Node
from tocsin.kernel import clock

_LOG = logging.getLogger(__name__)

EVERY = timedelta(seconds=5)
# A node whose clock is further off than this does not run the engine: its due times
# would come early or late.
_TOLERANCE = timedelta(seconds=1)


def name() -> str:
    return f"{socket.gethostname()}/{os.getpid()}"


def is_outdated() -> bool:
    """Whether a newer Tocsin than this process runs has migrated the database. What the
    tables hold now, and what must not be left out of them, this one does not know."""
    known = _migrations()
    ours = {app for app, _name in known}
    return any(
        each not in known
        for each in MigrationRecorder(connection).applied_migrations()
        if each[0] in ours
    )


@cache
def _migrations() -> frozenset[tuple[str, str]]:
    """Ours, by their files: importing them all would take megabytes."""
    return frozenset(
        (config.label, found.name)
        for config in apps.get_app_configs()
        if config.name.startswith("tocsin.")
        for found in iter_modules([str(Path(config.path) / "migrations")])
    )


class Version:
    """Knows whether this process is outdated; the database is asked now and then."""

    def __init__(self) -> None:
        self._is_outdated = False
        self._ask_at = 0.0

    def is_outdated(self) -> bool:
        if time.monotonic() >= self._ask_at:
            self._is_outdated = is_outdated()
            self._ask_at = time.monotonic() + EVERY.total_seconds()
        return self._is_outdated


class Watch:
    """Beats for this process, and knows whether it may work: not before a first beat
    has compared the clocks, and not once a newer Tocsin has migrated."""

    def __init__(self) -> None:
        self.may_work = False

    def beat(self) -> int:
        """The node's row says that it lives; nodes silent for a day are forgotten. An
        outdated one is silent, and leaves the work to those that are not."""
        if is_outdated():
            if self.may_work:
                _LOG.warning("a newer Tocsin has migrated; this engine rests")
            self.may_work = False
            return 0
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
