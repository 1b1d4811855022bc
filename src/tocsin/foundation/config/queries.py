"""One typed function per statement of `queries.sql`."""

from dataclasses import dataclass

from tocsin.kernel import sql

_QUERIES = sql.load("tocsin.foundation.config")


@dataclass(frozen=True, slots=True)
class _Number:
    number: int


def newest(kind: str) -> int:
    return sql.fetch(_QUERIES["newest"], _Number, kind=kind)[0].number
