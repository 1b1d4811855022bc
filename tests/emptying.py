"""Emptying a test's database: only what was written, which is a tenth of the time, and
though some of its tables refuse to be emptied."""

from collections.abc import Iterable, Sequence
from typing import Any

import pytest
from django.core.management.commands import flush
from django.db import connection
from django.db.backends.postgresql.operations import DatabaseOperations

# Tables in partitions have no models that Django would empty them by.
_NO_MODELS = ("events_request", "events_event")
# What Django would write anew at once, the same as before, by some hundred statements.
_STAY = {"django_content_type", "auth_permission"}


def _flush(
    self: DatabaseOperations, style: Any, tables: Sequence[str], **how: bool
) -> list[str]:
    """As nobody's triggers see it, but for those that see everything: these are off
    for the moment of the flush, in test databases only."""
    if not tables:
        return []
    filled = _filled({*tables, *_NO_MODELS} - _STAY)
    always = [each for each in _always() if each[0] in filled]
    # Their size is asked for, so they are cut and not only emptied.
    cut = [f"truncate {table}" for table in filled if table in _NO_MODELS]
    return [
        "set local session_replication_role = replica",
        *cut,
        *(f"alter table {table} disable trigger {name}" for table, name in always),
        *(f"delete from {table}" for table in filled if table not in _NO_MODELS),
        *(
            f"alter table {table} enable always trigger {name}"
            for table, name in always
        ),
    ]


def _filled(tables: Iterable[str]) -> list[str]:
    asked = (f"select '{each}' where exists (select from {each})" for each in tables)
    with connection.cursor() as cursor:
        cursor.execute(" union all ".join(asked))
        return sorted(name for (name,) in cursor.fetchall())


def _always() -> list[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select tgrelid::regclass::text, tgname from pg_trigger"
            " where not tgisinternal and tgenabled = 'A'"
        )
        found: list[tuple[str, str]] = cursor.fetchall()
    return found


def _nothing_to_write_anew(*_args: Any, **_how: Any) -> None:
    """Of what Django keeps, nothing was emptied."""


@pytest.fixture(scope="session", autouse=True)
def _only_what_was_written_is_emptied() -> Any:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseOperations, "sql_flush", _flush)
        patch.setattr(flush, "emit_post_migrate_signal", _nothing_to_write_anew)
        yield
