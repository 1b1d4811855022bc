"""A home as a first start leaves it, laid once for all tests that are about something
else: making a server, its tables and the sample takes longer than most of them."""

import fcntl
import os
import subprocess
import tempfile
from functools import cache
from pathlib import Path

from tests.front_door.running import Running


@cache
def _own() -> tempfile.TemporaryDirectory[str]:
    """Where this run keeps them when it is alone; gone when it ends."""
    return tempfile.TemporaryDirectory(prefix="tocsin-laid-", dir="/tmp")


def _kept() -> Path:
    """Two runs that share the tests (tests/sharing.py) share these as well."""
    kept = Path(os.environ.get("TOCSIN_TEST_SHARED") or _own().name)
    kept.chmod(0o755)
    return kept


def _laid_once(sample: bool) -> Path:
    name = "laid-with-sample" if sample else "laid-empty"
    kept = _kept()
    with (kept / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (done := kept / f"{name}.done").exists():
            home = Running(kept / name, {"TOCSIN_SAMPLE": "on" if sample else "off"})
            home.told(*(("sample", "load") if sample else ("person", "list")))
            done.touch()
    return kept / name


def lay(home: Path, sample: bool = False) -> None:
    """`home` holds what a first start lays, with the sample or empty; nothing runs
    there. Its folder is there already, and `home` is not."""
    # Owners too: the database's files are not ours.
    subprocess.run(["cp", "-a", _laid_once(sample), home], check=True)
