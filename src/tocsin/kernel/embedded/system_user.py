"""As whom the embedded database runs when we are root, which it refuses to be."""

import os
import pwd
import subprocess
from dataclasses import replace
from pathlib import Path

from tocsin.kernel.embedded.refusals import NoSystemUser, UserWithoutName
from tocsin.kernel.processes import Identity, may_pass

_WANTED = "tocsin"
_SPARE = ("postgres", "nobody")


def name_of(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        raise UserWithoutName(uid=uid) from None


def identity_for(data: Path, programs: Path) -> Identity | None:
    """Whom the database in `data` runs as; None means as whoever we are.

    A folder that has an owner keeps it. Where that user may not walk down to the
    folder or to the programs, it is given the right to read and search, rather
    than the folders above being opened to everybody.
    """
    if os.geteuid() != 0:
        return None
    identity = _owner_of(data) or _system_user()
    passes = may_pass(data, identity) and may_pass(programs / "postgres", identity)
    return replace(identity, reads_all=not passes)


def _owner_of(data: Path) -> Identity | None:
    if not data.exists() or data.stat().st_uid == 0:
        return None
    found = data.stat()
    return Identity(found.st_uid, found.st_gid)


def _system_user() -> Identity:
    for name in (_WANTED, None, *_SPARE):
        found = _named(name) if name else _made()
        if found:
            return found
    raise NoSystemUser


def _named(name: str) -> Identity | None:
    try:
        found = pwd.getpwnam(name)
    except KeyError:
        return None
    return Identity(found.pw_uid, found.pw_gid) if found.pw_uid else None


def _made() -> Identity | None:
    command = ["useradd", "--system", "--user-group", "--no-create-home"]
    shell = ["--shell", "/usr/sbin/nologin", "--home-dir", "/nonexistent", _WANTED]
    try:
        subprocess.run([*command, *shell], check=True, capture_output=True, timeout=30)
    except (OSError, subprocess.SubprocessError):
        return None
    return _named(_WANTED)
