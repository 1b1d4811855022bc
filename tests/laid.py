"""What the migrations say to an empty database, written down as SQL.

`scripts/tables` writes it where `tocsin.kernel.tables` reads it.
"""

import os
import re
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import django

HEAD = """\
-- What the migrations say to an empty database, in their order. `scripts/tables` writes
-- it; the migrations are what counts, and what an older database gets.
"""
# What only asks changes nothing; transactions, and what is applied, are told apart.
_ASKING = ("SELECT", "SAVEPOINT", "RELEASE")
# A new column's default for the rows that there are: of which there are none.
_INSTANT = re.compile(r"'\d{4}-\d\d-\d\d \d\d:\d\d:[\d.]+\+00:00'::timestamptz")
_BOOKS = "django_migrations"


def said_by_migrations(address: str) -> str:
    """The empty database at this address has every table; what made them, as SQL."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    from tocsin.kernel import connecting, database_url

    connecting.use(database_url.settings(address))
    said = [HEAD]

    def note(action: str, migration: Any = None, fake: bool | None = None) -> None:
        if action == "apply_start":
            said.append(f"\n-- migration {migration.app_label}.{migration.name}\n")

    executor = MigrationExecutor(connection, note)
    with _overheard(said.append):
        executor.migrate(executor.loader.graph.leaf_nodes())
    connection.close()
    return "".join(said)


@contextmanager
def _overheard(tell: Callable[[str], None]) -> Iterator[None]:
    from django.db import connection

    def hear(execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        if statement := _written(str(sql), params):
            tell(statement)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(hear):
        yield


def _written(sql: str, params: Any) -> str:
    from django.db import connection
    from psycopg import ClientCursor

    words = sql.strip().rstrip(";")
    if words.upper().startswith(_ASKING) or _BOOKS in words:
        return ""
    if params:
        words = ClientCursor(connection.connection).mogrify(words, params)
    words = _INSTANT.sub("'epoch'::timestamptz", words)
    return f"{words};\n"


@contextmanager
def scratch() -> Iterator[str]:
    """The address of an empty database of a server that is gone afterwards."""
    from tocsin.kernel import postgres
    from tocsin.kernel.embedded.furniture import OWNER

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        postgres.start(folder)
        try:
            yield postgres.address(folder, OWNER)
        finally:
            postgres.stop(folder)


def main(told: str) -> None:
    """`--tell` only says it."""
    from tocsin.kernel.tables.laying import SAID

    with scratch() as address:
        said = said_by_migrations(address)
    if told:
        sys.stdout.write(said)
    else:
        SAID.write_text(said, "utf-8")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tocsin.settings")
    django.setup()
    main(*sys.argv[1:] or [""])
