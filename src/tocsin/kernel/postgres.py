"""The embedded PostgreSQL: one server per folder, found running or started anew."""

import atexit
import fcntl
import os
import subprocess
import time
from pathlib import Path
from typing import IO
from urllib.parse import quote

from tocsin.kernel.embedded import programs, remains
from tocsin.kernel.embedded.furniture import DATABASE, SERVING, furnish
from tocsin.kernel.embedded.place import PORT, Place, lay_out, locked, open_to, opened
from tocsin.kernel.embedded.refusals import DatabaseWillNotStart

_START_LASTS = 600.0
_HELD_LASTS = 30.0
_HOLDING = ("lock file", "shared memory", "is still in use", "in use by")

_users: dict[Path, IO[str]] = {}
_children: dict[Path, subprocess.Popen[bytes]] = {}


def address(folder: Path, role: str = SERVING, database: str = DATABASE) -> str:
    """The URL of what `start(folder)` serves, for one of its roles."""
    sockets = quote(str(_place(folder).sockets), safe="")
    return f"postgresql://{role}@/{database}?host={sockets}&port={PORT}"


def start(folder: Path, *, bound: bool = False) -> None:
    """A server runs on this folder, with its roles and database; twice is no mistake.

    Bound, it ends with this process however that ends. Otherwise it stays until
    the last process that uses it has left.
    """
    place = _place(folder)
    lay_out(place)
    with locked(place):
        open_to(place, programs.identity(place))
        _join(place)
        if not _adopt(place):
            _launch(place, bound=bound)
        furnish(place)


def is_running(folder: Path) -> bool:
    place = _place(folder)
    _reap(place)
    return remains.postmaster(place.data) is not None


def stop(folder: Path) -> None:
    """The server has written everything down and is gone."""
    place = _place(folder)
    with locked(place):
        _stop(place)
        _forget(place)


def leave(folder: Path) -> None:
    """This process needs the server no longer. The last one to leave stops it, and
    so does the one it is bound to, with whom it would end anyway."""
    place = _place(folder)
    users = _users.get(place.folder)
    if users is None:
        return
    with locked(place):
        if _is_last(users) or _is_bound_to_us(place):
            _stop(place)
        _forget(place)


def _place(folder: Path) -> Place:
    return Place(folder.resolve())


def _is_last(users: IO[str]) -> bool:
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _stop(place: Place) -> None:
    _reap(place)
    if remains.postmaster(place.data):
        programs.stop_fast(place)
    child = _children.pop(place.folder, None)
    if child:
        child.wait()


def _forget(place: Place) -> None:
    users = _users.pop(place.folder, None)
    if users:
        users.close()


def _join(place: Place) -> None:
    if place.folder in _users:
        return
    users = opened(place.folder / "users")
    fcntl.flock(users, fcntl.LOCK_SH)
    _users[place.folder] = users
    atexit.register(_leave_unless_forked, place, os.getpid())


def _leave_unless_forked(place: Place, pid: int) -> None:
    if os.getpid() == pid and place.folder.exists():
        leave(place.folder)


def _adopt(place: Place) -> bool:
    """Whether a server was found that will stay.

    One that is stopping, or that was bound to a process now gone and so will stop
    any moment, is waited for instead.
    """
    deadline = time.monotonic() + _HELD_LASTS
    while is_running(place.folder):
        if _is_staying(place):
            return True
        if time.monotonic() > deadline:
            return remains.status(place.data) == "ready"
        time.sleep(0.05)
    return False


def _is_staying(place: Place) -> bool:
    server = remains.postmaster(place.data)
    if server is None or remains.status(place.data) != "ready":
        return False
    keeper = _keeper(place)
    return keeper is None or server.ppid() == keeper


def _is_bound_to_us(place: Place) -> bool:
    return place.folder in _children and _keeper(place) == os.getpid()


def _keeper(place: Place) -> int | None:
    told = place.bound.read_text().strip() if place.bound.exists() else ""
    return int(told) if told.isdigit() else None


def _reap(place: Place) -> None:
    child = _children.get(place.folder)
    if child and child.poll() is not None:
        del _children[place.folder]


def _launch(place: Place, *, bound: bool) -> None:
    """A new server is ready. What an old one left behind is cleared away first,
    and while somebody still holds the folder it is tried again."""
    deadline = time.monotonic() + _HELD_LASTS
    if not place.data.exists():
        programs.make(place)
    while not _launched(place, bound=bound):
        why = _last_words(place)
        if time.monotonic() > deadline or not any(word in why for word in _HOLDING):
            raise DatabaseWillNotStart(folder=place.folder, why=why, log=place.log)
        time.sleep(0.5)


def _launched(place: Place, *, bound: bool) -> bool:
    remains.clear(place.data, place.sockets)
    child = programs.spawn(place, bound=bound)
    deadline = time.monotonic() + _START_LASTS
    while child.poll() is None and time.monotonic() < deadline:
        if remains.status(place.data) == "ready" and is_running(place.folder):
            _children[place.folder] = child
            return True
        time.sleep(0.02)
    return False


def _last_words(place: Place) -> str:
    lines = place.log.read_text("utf-8", "replace").splitlines()[-20:]
    grave = [line for line in lines if "FATAL:" in line or "PANIC:" in line]
    said = grave or lines or ["it said nothing."]
    return said[-1].split(":  ", 1)[-1]
