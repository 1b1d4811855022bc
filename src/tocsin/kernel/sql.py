"""Named queries kept in `queries.sql`, next to the package that owns them."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from importlib import resources
from typing import Any, TypeVar

from django.db import connection
from psycopg import Cursor

Row = TypeVar("Row")

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
NULL = r"\N"
_QUOTED = re.compile(r'["\\]')
_ODD = re.compile(r"[\\\n\r]")
_ESCAPES = str.maketrans({"\\": r"\\", "\n": r"\n", "\r": r"\r", "\t": r"\t"})
_HEADER = re.compile(r"^-- ([a-z_]+) --\n", re.MULTILINE)


def load(package: str) -> Mapping[str, str]:
    """Read a package's `queries.sql`: `-- name --`, why it exists, the statement."""
    text = (resources.files(package) / "queries.sql").read_text("utf-8")
    _preamble, *parts = _HEADER.split(text)
    return dict(zip(parts[::2], parts[1::2], strict=True))


def fetch(query: str, row: type[Row], /, **values: Any) -> list[Row]:
    """Run a query and build one `row` per result, matching columns by name."""
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        names = [column.name for column in cursor.description]
        if names == _fields(row)[: len(names)]:
            return [row(*found) for found in cursor]
        return [row(**dict(zip(names, found, strict=True))) for found in cursor]


def fetch_bodies(query: str, row: type[Row], /, **values: Any) -> list[Row]:
    """As `fetch`, in PostgreSQL's binary format and by position: for rows with much in
    them, whose bytes would else be written out as hexadecimal figures and read back.
    The server binds the values, so that each is to say its type."""
    connection.ensure_connection()
    with (
        connection.wrap_database_errors,
        Cursor(connection.connection) as cursor,
    ):
        cursor.execute(query, values, prepare=False, binary=True)
        return [row(*found) for found in cursor]


def _fields(row: type) -> list[str]:
    """A class's fields in their order: of a dataclass, or of a struct of msgspec."""
    held: Iterable[str] = getattr(row, "__struct_fields__", ())
    return list(held or getattr(row, "__dataclass_fields__", ()))


def instant(micros: int) -> datetime:
    """The instant so many microseconds after 1970 in UTC: where thousands of rows a
    second are read, a number is read faster than PostgreSQL's text of an instant."""
    return _EPOCH + timedelta(microseconds=micros)


def numbers(values: Iterable[int | None]) -> str:
    """An array of numbers as PostgreSQL writes it, for `%(…)s::text::bigint[]`."""
    told = ["null" if value is None else str(value) for value in values]
    return "{" + ",".join(told) + "}"


def texts(values: Sequence[str]) -> str:
    """An array of texts as PostgreSQL writes it, for `%(…)s::text::text[]`."""
    told = '","'.join(values)
    if "\\" in told or told.count('"') != 2 * max(len(values) - 1, 0):
        told = '","'.join([_QUOTED.sub(r"\\\g<0>", value) for value in values])
    return '{"' + told + '"}' if values else "{}"


def micros(at: datetime | None) -> int | None:
    """Microseconds since 1970 of an instant; None of none."""
    return None if at is None else (at - _EPOCH) // _MICROSECOND


def execute(query: str, /, **values: Any) -> int:
    """Run a query for its effect; says how many rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return int(cursor.rowcount)


def copy_rows(
    table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]
) -> None:
    """Append rows to a table by COPY: the fastest way in, triggers still fire."""
    statement = f"copy {table} ({', '.join(columns)}) from stdin"
    # The driver's own errors are turned into Django's, as for every other statement.
    with (
        connection.wrap_database_errors,
        connection.cursor() as cursor,
        cursor.copy(statement) as copy,
    ):
        for row in rows:
            copy.write_row(row)


def copy_lines(table: str, columns: Sequence[str], lines: Iterable[str]) -> None:
    """Append rows that are written as COPY's text format wants them, see `line`: where
    thousands a second go in, this takes half the time of `copy_rows`."""
    statement = f"copy {table} ({', '.join(columns)}) from stdin"
    with (
        connection.wrap_database_errors,
        connection.cursor() as cursor,
        cursor.copy(statement) as copy,
    ):
        copy.write("\n".join([*lines, ""]))


def line(texts: Sequence[str], *others: str) -> str:
    """A row of COPY's text format: texts as they are, then columns that need no
    escaping, such as numbers, instants and `NULL`."""
    told = "\t".join(texts)
    if told.count("\t") >= len(texts) or _ODD.search(told):
        told = "\t".join(each.translate(_ESCAPES) for each in texts)
    return "\t".join((told, *others))


def copy_out(query: str, /, **values: Any) -> Iterator[bytes]:
    """What a query finds, row by row in PostgreSQL's text COPY format: columns apart by
    tabs, a newline at the end, `\\N` for null. Holds nothing but one row: messages of
    COPY from the server "will always correspond to single data rows" (PostgreSQL's
    documentation, Message Formats, CopyData)."""
    statement = f"copy ({query.rstrip().removesuffix(';')}) to stdout"
    with connection.cursor() as cursor, cursor.copy(statement, values) as copy:
        for block in copy:
            yield bytes(block)
