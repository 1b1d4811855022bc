"""A bar on standard error while a long command works; none for machines."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeRemainingColumn,
)

Tell = Callable[[int, int | None], None]


@contextmanager
def progress(words: str, *, as_json: bool) -> Iterator[Tell]:
    """Gives a function that hears how much is done, and of how much if known."""
    if as_json or not sys.stderr.isatty():
        yield lambda done, whole: None
        return
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
    )
    with bar:
        task = bar.add_task(words, total=None)
        yield lambda done, whole: bar.update(task, completed=done, total=whole)
