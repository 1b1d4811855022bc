"""Processes that one parent forks, watches and ends."""

import gc
import logging
import multiprocessing
import os
import signal
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tocsin.kernel.processes import end_with

_log = logging.getLogger("tocsin.serve")

_WATCHED = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGCHLD)
_ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_LOOK_EVERY = 1.0
_STEADY_AFTER = 10.0
_LONGEST_PAUSE = 30.0
_GRACE = 8.0


@dataclass(slots=True)
class Child:
    """One part of the program in a process of its own, begun again when it dies."""

    name: str
    run: Callable[[], None]
    pid: int = 0
    begun_at: float = 0.0
    due_at: float = 0.0
    pause: float = 0.0


def keep(children: Sequence[Child], *, look: Callable[[], None]) -> None:
    """Every child runs until we are asked to end; then all have ended.

    `look` is called about once a second, between forks, for whatever else must
    be kept alive. The signals are taken here alone: children sit in sessions of
    their own, where the terminal's do not reach them.
    """
    signal.pthread_sigmask(signal.SIG_BLOCK, _WATCHED)
    gc.collect()
    gc.freeze()
    try:
        _begin_due(children)
        while not _asked_to_end():
            _reap(children)
            look()
            _begin_due(children)
    finally:
        _end(children)


def _asked_to_end() -> bool:
    caught = signal.sigtimedwait(_WATCHED, _LOOK_EVERY)
    return caught is not None and caught.si_signo in _ENDING


def _begin_due(children: Sequence[Child]) -> None:
    now = time.monotonic()
    for child in children:
        if not child.pid and child.due_at <= now:
            child.begun_at = now
            child.pid = _fork(child)


def _fork(child: Child) -> int:
    parent = os.getpid()
    pid = os.fork()
    if pid:
        return pid
    status = 1
    try:
        _settle(child, parent)
        child.run()
        status = 0
    except Exception:
        _log.exception("%s ended by a fault", child.name)
    finally:
        logging.shutdown()
        os._exit(status)


def _settle(child: Child, parent: int) -> None:
    os.setsid()
    for one in _ENDING:
        signal.signal(one, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_SETMASK, ())
    end_with(parent, signal.SIGKILL)
    multiprocessing.current_process().name = child.name


def _reap(children: Sequence[Child]) -> None:
    for child in children:
        if child.pid and _has_ended(child):
            _plan_again(child)


def _has_ended(child: Child) -> bool:
    pid, status = os.waitpid(child.pid, os.WNOHANG)
    if pid:
        how = os.waitstatus_to_exitcode(status)
        said = f"signal {-how}" if how < 0 else f"status {how}"
        _log.warning("%s (process %d) ended with %s", child.name, pid, said)
    return bool(pid)


def _plan_again(child: Child) -> None:
    """One that ran well begins again at once, one that keeps dying ever later."""
    now = time.monotonic()
    steady = now - child.begun_at > _STEADY_AFTER
    child.pause = 0.0 if steady else min(max(child.pause * 2, 0.5), _LONGEST_PAUSE)
    child.due_at = now + child.pause
    child.pid = 0
    _log.warning("%s begins again in %.1f s", child.name, child.pause)


def _end(children: Sequence[Child]) -> None:
    _send(children, signal.SIGTERM)
    deadline = time.monotonic() + _GRACE
    while any(child.pid for child in children) and time.monotonic() < deadline:
        for child in children:
            if child.pid and os.waitpid(child.pid, os.WNOHANG)[0]:
                child.pid = 0
        time.sleep(0.02)
    _send(children, signal.SIGKILL)


def _send(children: Sequence[Child], one: signal.Signals) -> None:
    for child in children:
        if child.pid:
            os.kill(child.pid, one)
