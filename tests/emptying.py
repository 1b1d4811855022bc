"""Emptying a test's database, though some of its tables refuse to be emptied."""

from collections.abc import Sequence
from typing import Any

import pytest
from django.db import connection
from django.db.backends.postgresql.operations import DatabaseOperations

# Tables in partitions have no models that Django would empty them by.
_NO_MODELS = "truncate events_request, events_event"
_plain = DatabaseOperations.execute_sql_flush


def _flush(self: DatabaseOperations, statements: Sequence[str]) -> None:
    """As the tables' owner, for the moment of the flush and in test databases only."""
    triggers = _final_triggers()
    off = [f"alter table {table} disable trigger {name}" for table, name, _ in triggers]
    on = [
        f"alter table {table} enable {'always' if mode == 'A' else ''} trigger {name}"
        for table, name, mode in triggers
    ]
    _plain(self, [*off, *statements, *on, _NO_MODELS])


def _final_triggers() -> list[tuple[str, str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select tgrelid::regclass::text, tgname, tgenabled from pg_trigger"
            " where not tgisinternal and tgenabled in ('A', 'O')"
            " and tgname ~ 'final|emptied'"
        )
        found: list[tuple[str, str, str]] = cursor.fetchall()
    return found


@pytest.fixture(scope="session", autouse=True)
def _final_tables_can_be_emptied() -> Any:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseOperations, "execute_sql_flush", _flush)
        yield
