from dataclasses import dataclass

from tocsin.kernel import sql

_QUERIES = sql.load("tocsin.foundation.changes")


@dataclass(frozen=True, slots=True)
class _Drawn:
    number: int


def new_number() -> int:
    (drawn,) = sql.fetch(_QUERIES["new_number"], _Drawn)
    return drawn.number
