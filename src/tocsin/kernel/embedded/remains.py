"""What a killed database leaves behind: its pid file, its sockets, its orphans."""

import os
import time
from collections.abc import Iterator
from pathlib import Path

import psutil

_PATIENCE = 2.0


def postmaster(data: Path) -> psutil.Process | None:
    """The live server on this data folder, if there is one.

    A pid alone proves nothing: it may have been given to somebody else since. The
    server is the process called postgres whose working folder is our data folder.
    """
    pid = _pid_in(data)
    if pid is None:
        return None
    try:
        process = psutil.Process(pid)
        ours = process.name() == "postgres" and _works_in(process, data)
    except psutil.Error:
        return None
    return process if ours else None


def status(data: Path) -> str:
    """What the server last said of itself: starting, ready, stopping, or nothing."""
    lines = _lines_of(data)
    return lines[7].strip() if len(lines) > 7 else ""


def clear(data: Path, sockets: Path) -> None:
    """Nothing is left that would keep a new server from starting.

    Only for a folder without a live server. Orphans end first: as long as one
    lives, the pid file's note of their shared memory is what keeps data whole.
    """
    _end_orphans(data)
    if _pid_in(data) is None or _pid_is_taken(data):
        (data / "postmaster.pid").unlink(missing_ok=True)
    for file in sockets.glob(".s.PGSQL.*"):
        file.unlink(missing_ok=True)


def _pid_in(data: Path) -> int | None:
    lines = _lines_of(data)
    return int(lines[0]) if lines and lines[0].strip().isdigit() else None


def _lines_of(data: Path) -> list[str]:
    try:
        return (data / "postmaster.pid").read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return []


def _pid_is_taken(data: Path) -> bool:
    """PostgreSQL clears away a dead pid itself, but believes in any living one."""
    pid = _pid_in(data)
    return pid is not None and psutil.pid_exists(pid)


def _works_in(process: psutil.Process, data: Path) -> bool:
    return Path(process.cwd()) == data.resolve()


def _end_orphans(data: Path) -> None:
    orphans = list(_orphans(data))
    for orphan in orphans:
        _ask(orphan)
    _gone, stubborn = psutil.wait_procs(orphans, timeout=_PATIENCE)
    for orphan in stubborn:
        orphan.kill()
    psutil.wait_procs(stubborn, timeout=_PATIENCE)


def _orphans(data: Path) -> Iterator[psutil.Process]:
    for process in psutil.process_iter():
        try:
            if process.pid != os.getpid() and _works_in(process, data):
                yield process
        except psutil.Error:
            continue


def _ask(orphan: psutil.Process) -> None:
    try:
        orphan.terminate()
    except psutil.Error:
        time.sleep(0)
