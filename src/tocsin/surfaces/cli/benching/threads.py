"""Work that several threads take from the same rows, as an engine process does it."""

import threading
from collections.abc import Callable

from django.db import connection


def take_all(take: Callable[[], int], threads: int) -> None:
    """Nothing is left that `take` finds; each thread had a connection of its own."""

    def work() -> None:
        while take():
            pass
        connection.close()

    begun = [threading.Thread(target=work) for _thread in range(threads)]
    for thread in begun:
        thread.start()
    for thread in begun:
        thread.join()
