"""What is asked for several times while one answer is made, and read once."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

T = TypeVar("T")

# Within `read_once`: by what is asked for, key → value, or nothing where there is none.
_read: ContextVar[dict[str, dict[str, Any]] | None] = ContextVar("read", default=None)
_NOTHING = object()


@contextmanager
def read_once() -> Iterator[None]:
    """Inside, `each` remembers what it read: for what only reads, for one answer."""
    token = _read.set({})
    try:
        yield
    finally:
        _read.reset(token)


def each(
    what: str, keys: Iterable[str], read: Callable[[set[str]], Mapping[str, T]]
) -> dict[str, T]:
    """By key, as far as there are any, what `read` tells of these keys; within
    `read_once` it is asked only for those that it was not asked for before."""
    wanted, read_before = set(keys), _read.get()
    held = {} if read_before is None else read_before.setdefault(what, {})
    if unread := wanted - held.keys():
        held |= dict.fromkeys(unread, _NOTHING) | dict(read(unread))
    told = {key: held[key] for key in wanted}
    return {key: value for key, value in told.items() if value is not _NOTHING}
