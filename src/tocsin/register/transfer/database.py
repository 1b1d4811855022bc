"""The database as a whole: how much room it takes, and what its planner knows."""

from dataclasses import dataclass

from tocsin.kernel import connecting, sql


@dataclass(frozen=True, slots=True)
class _Size:
    bytes: int


def size_of_database() -> int:
    """In bytes, tables and indexes and all."""
    query = "select pg_database_size(current_database()) as bytes"
    return sql.fetch(query, _Size)[0].bytes


def tidy_up() -> None:
    """Queries are planned for the tables as they are now, and what only an index
    need be asked for is read from no table; after great changes."""
    with connecting.as_owner():
        sql.execute("vacuum (analyze)")
