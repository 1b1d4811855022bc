"""Where one embedded database keeps what:

db/       the data, which belongs to the user the database runs as
run/      its socket, closed to everybody else; no TCP port is opened
log/      what the database says
lock      held while a server is being started or stopped
users     held, shared, by every process that uses the server
bound     the pid of the process the server ends with, where there is one
"""

import fcntl
import hashlib
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from tocsin.kernel.embedded.refusals import FolderClosed
from tocsin.kernel.processes import Identity

PORT = 5432
_LONGEST_SOCKET = 100


@dataclass(frozen=True, slots=True)
class Place:
    folder: Path

    @property
    def data(self) -> Path:
        return self.folder / "db"

    @property
    def log(self) -> Path:
        return self.folder / "log" / "database.log"

    @property
    def bound(self) -> Path:
        return self.folder / "bound"

    @property
    def sockets(self) -> Path:
        """A folder for the socket, whose whole path must fit in 107 bytes."""
        near = self.folder / "run"
        if len(os.fsencode(near / f".s.PGSQL.{PORT}")) < _LONGEST_SOCKET:
            return near
        name = hashlib.sha256(os.fsencode(self.folder)).hexdigest()[:12]
        return Path("/tmp") / f"tocsin-{name}"


def lay_out(place: Place) -> None:
    """The database's folder is there, and writable to us."""
    try:
        place.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        place.log.parent.mkdir(exist_ok=True, mode=0o755)
    except OSError:
        raise FolderClosed(folder=place.folder) from None
    if not os.access(place.folder, os.W_OK | os.X_OK):
        raise FolderClosed(folder=place.folder)


def open_to(place: Place, identity: Identity | None) -> None:
    """The socket's folder is theirs alone. Of all folders only the home, never one
    above it, is opened for passing through, and only when that is somebody else."""
    if identity and not place.folder.stat().st_mode & 0o001:
        place.folder.chmod(place.folder.stat().st_mode | 0o011)
    uid = identity.uid if identity else os.geteuid()
    _make_private(place.sockets, {uid, os.geteuid()})
    if identity:
        os.chown(place.sockets, identity.uid, identity.gid, follow_symlinks=False)


def _make_private(folder: Path, owners: set[int]) -> None:
    """In /tmp somebody else may have been here first, with a link or a folder."""
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
    except OSError:
        raise FolderClosed(folder=folder) from None
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in owners:
        raise FolderClosed(folder=folder)
    if stat.S_IMODE(found.st_mode) != 0o700:
        folder.chmod(0o700)


@contextmanager
def locked(place: Place) -> Iterator[None]:
    """Nobody else starts or stops this folder's server meanwhile."""
    with opened(place.folder / "lock") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def opened(file: Path) -> IO[str]:
    try:
        return os.fdopen(os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
    except OSError:
        raise FolderClosed(folder=file.parent) from None
