"""Several at once, each with a connection of its own."""

import threading
import time
from collections.abc import Callable, Sequence

from django.db import connection


def at_once(
    works: Sequence[Callable[[], object]], seconds: float = 10
) -> list[Exception]:
    """Everything starts at one moment; what went wrong comes back."""
    start, faults = threading.Barrier(len(works)), list[Exception]()

    def run(work: Callable[[], object]) -> None:
        try:
            start.wait(seconds)
            work()
        except Exception as fault:
            faults.append(fault)
        finally:
            connection.close()

    threads = [
        threading.Thread(target=run, args=(work,), daemon=True) for work in works
    ]
    began = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(max(0.1, seconds - (time.monotonic() - began)))
    assert not any(thread.is_alive() for thread in threads), "somebody waits for ever"
    return faults
