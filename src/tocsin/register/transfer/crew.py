"""Work on every core: forked processes that take one task after the other."""

import gc
import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from django.db import connection, connections

from tocsin.kernel.processes import end_with

Task = TypeVar("Task")
Done = TypeVar("Done")


def crew(
    work: Callable[[Task], Done], tasks: Sequence[Task], workers: int | None = None
) -> Iterator[Done]:
    """What `work` makes of each task, in the order in which they are done.

    Each process commits on its own, so inside a transaction there is but this one.
    They end with this process, however it ends.
    """
    workers = min(workers or os.cpu_count() or 1, len(tasks))
    if workers <= 1 or connection.in_atomic_block:
        yield from map(work, tasks)
        return
    connections.close_all()  # a connection does not survive a fork
    context = multiprocessing.get_context("fork")
    with context.Pool(workers, initializer=_begin, initargs=(os.getpid(),)) as pool:
        yield from pool.imap_unordered(work, tasks)


def _begin(parent: int) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Batches make hundreds of thousands of things that never refer in a circle;
    # looking for circles among them took a tenth of the time.
    gc.freeze()
    gc.set_threshold(200_000, 50, 50)
    end_with(parent, signal.SIGKILL)
