"""A session by which others see that this process lives, however long it stalls.

It holds an advisory lock under the process's number. PostgreSQL lets go of that when
the session ends: at once where the process is gone, and after some ten seconds where
its machine is cut off or has lost its power. A process that merely waits, for a disk or
because it was stopped, keeps it. After a restart of the database it has it again within
a moment; whoever takes somebody for gone gives them that moment.
"""

import atexit
import logging
import os
import threading
from secrets import randbelow

import psycopg
from django.db import OperationalError, connection

from tocsin.kernel import connecting

_LOG = logging.getLogger(__name__)

# Advisory locks of ours are told from any others by their first number.
_PLACE = 0x70C51
_LIVING = """
select lock.objid::bigint
  from pg_locks as lock
 where lock.locktype = 'advisory'
   and lock.database = (select oid from pg_database where datname = current_database())
   and lock.classid = %s
   and lock.objsubid = 2
   and lock.granted
"""
# Both ends notice within some ten seconds that the other can be reached no more. On a
# socket of the same machine these say nothing.
_OURS = {
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
}
_THEIRS = """
select set_config('tcp_keepalives_idle', '5', false),
       set_config('tcp_keepalives_interval', '2', false),
       set_config('tcp_keepalives_count', '3', false)
"""
# Shared, so that a new session need not wait until the one before is known to be lost.
_HELD = "select pg_advisory_lock_shared(%s, %s)"
_AGAIN, _LOOKS, _PATIENCE = 0.2, 1.0, 10.0


class _Life:
    """A number, and the thread that keeps it alive until it is told to stop."""

    def __init__(self) -> None:
        self.pid, self.number = os.getpid(), randbelow(2**31 - 1) + 1
        self.begun, self._stop = threading.Event(), threading.Event()
        self._session: psycopg.Connection | None = None
        self._is_known = True
        threading.Thread(target=self._live, name="alive", daemon=True).start()

    def end(self) -> None:
        self._stop.set()
        if self._session is not None:
            self._session.close()

    def _live(self) -> None:
        while not self._stop.is_set():
            try:
                self._live_once()
            except psycopg.Error as flaw:
                # Once for each time that it is away: it is tried five times a second.
                if self._is_known and not self._stop.is_set():
                    _LOG.warning("The database does not know that we live: %s", flaw)
                self._is_known = False
                self._stop.wait(_AGAIN)

    def _live_once(self) -> None:
        told = _OURS | connecting.parameters() | {"autocommit": True}
        with psycopg.connect(**told) as session:
            self._session = session
            session.execute(_THEIRS)
            session.execute(_HELD, [_PLACE, self.number])
            self._is_known = True
            self.begun.set()
            while not self._stop.is_set():
                # Nothing is listened for: it waits, and raises when the session ends.
                for _notice in session.notifies(timeout=_LOOKS):
                    pass


_life: _Life | None = None
_beginning = threading.Lock()


def number() -> int:
    """By which others know this process. From the first time on that it is asked for, a
    session of its own stands for it."""
    global _life
    with _beginning:
        if _life is None or _life.pid != os.getpid():
            _life = _Life()
        ours = _life
    if not ours.begun.wait(_PATIENCE):
        raise OperationalError("the database does not know yet that we live")
    return ours.number


def living() -> set[int]:
    """The numbers of all processes that live."""
    with connection.cursor() as cursor:
        cursor.execute(_LIVING, [_PLACE])
        return {found for (found,) in cursor.fetchall()}


def leave() -> None:
    """The session has ended, as it does when the process ends; who asks for the number
    next has another."""
    global _life
    with _beginning:
        ours, _life = _life, None
    if ours is not None and ours.pid == os.getpid():
        ours.end()


atexit.register(leave)
