"""Processes that end with their parent, and that run as somebody else than root."""

import ctypes
import os
import signal
import sys
from dataclasses import dataclass
from pathlib import Path

_LIBC = ctypes.CDLL(None, use_errno=True)
_PR_SET_PDEATHSIG = 1
_PR_SET_KEEPCAPS = 8
_PR_CAP_AMBIENT = 47
_PR_CAP_AMBIENT_RAISE = 2
_CAP_DAC_READ_SEARCH = 2
_CAPABILITY_VERSION_3 = 0x20080522


@dataclass(frozen=True, slots=True)
class Identity:
    """As whom a process runs. `reads_all` lets it pass folders closed to that user."""

    uid: int
    gid: int
    reads_all: bool = False


class _Header(ctypes.Structure):
    _fields_ = [("version", ctypes.c_uint32), ("pid", ctypes.c_int)]


class _Sets(ctypes.Structure):
    _fields_ = [
        ("effective", ctypes.c_uint32),
        ("permitted", ctypes.c_uint32),
        ("inheritable", ctypes.c_uint32),
    ]


def end_with(parent: int, by: signal.Signals) -> None:
    """From now on the kernel sends this process `by` when `parent` is gone.

    A change of user clears that wish, so this comes after it. On systems without
    it (macOS) the child outlives a killed parent, and the next start adopts it.
    """
    if sys.platform == "linux":
        _prctl(_PR_SET_PDEATHSIG, by)
    if os.getppid() != parent:
        os.kill(os.getpid(), signal.SIGKILL)


def become(identity: Identity) -> None:
    """This process, root until now, is that user's for good."""
    if identity.reads_all:
        _prctl(_PR_SET_KEEPCAPS, 1)
    os.setgroups([])
    os.setgid(identity.gid)
    os.setuid(identity.uid)
    if identity.reads_all:
        _keep(_CAP_DAC_READ_SEARCH)


def may_pass(path: Path, identity: Identity) -> bool:
    """Whether that user may walk down to `path`, going by the folders' modes."""
    return all(_may_enter(folder, identity) for folder in path.resolve().parents)


def _may_enter(folder: Path, identity: Identity) -> bool:
    found = folder.stat()
    if found.st_uid == identity.uid:
        return bool(found.st_mode & 0o100)
    if found.st_gid == identity.gid:
        return bool(found.st_mode & 0o010)
    return bool(found.st_mode & 0o001)


def _keep(capability: int) -> None:
    """Only this capability stays, and it survives the coming exec."""
    bit = 1 << capability
    sets = (_Sets * 2)(_Sets(bit, bit, bit), _Sets(0, 0, 0))
    header = _Header(_CAPABILITY_VERSION_3, 0)
    if _LIBC.capset(ctypes.byref(header), ctypes.byref(sets)):
        raise OSError(ctypes.get_errno(), "capset")
    _prctl(_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_RAISE, capability)


def _prctl(*arguments: int) -> None:
    padded = [ctypes.c_ulong(value) for value in (*arguments, 0, 0, 0, 0, 0)[:5]]
    if _LIBC.prctl(*padded):
        raise OSError(ctypes.get_errno(), "prctl")
