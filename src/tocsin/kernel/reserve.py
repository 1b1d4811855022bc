"""A reserve of disk: a file that is given up when the disk is full, so that people
can still write while machines are turned away."""

import logging
import os
import shutil
from contextlib import suppress
from pathlib import Path

_LOG = logging.getLogger("tocsin.reserve")
SIZE = 64 * 1024 * 1024
_NAME = "reserve"


def look_after(folder: Path) -> bool:
    """The reserve is there while the disk has room, and is given up when it has none;
    says whether it is there. Never raises: a disk that is full is no reason to stop."""
    held = folder / _NAME
    with suppress(OSError):
        total, _used, free = shutil.disk_usage(folder)
        if held.exists():
            if free < SIZE // 2:
                held.unlink()
                _LOG.error("The disk is full: the reserve is given up for people.")
        elif free > max(4 * SIZE, total // 10):
            _make(held)
    return held.exists()


def _make(held: Path) -> None:
    fresh = held.with_suffix(".new")
    with fresh.open("wb") as out:
        os.posix_fallocate(out.fileno(), 0, SIZE)
    fresh.rename(held)
