"""An empty database gets every table from one file, which the migrations wrote."""

import re
from pathlib import Path

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from tocsin.kernel import clock

SAID = Path(__file__).with_name("laid.sql")
_HEAD = re.compile(r"^-- migration ([a-z_]+)\.(\w+)$", re.MULTILINE)


def lay(connection: BaseDatabaseWrapper) -> bool:
    """An empty database holds what all migrations named in `laid.sql` would have made,
    and they are recorded as applied. False, and nothing was done, where the database
    has tables already or a migration named there is none of ours: then the migrations
    themselves say what is missing."""
    text = SAID.read_text("utf-8")
    named = _HEAD.findall(text)
    if not _is_empty(connection) or not _are_ours(named):
        return False
    with transaction.atomic(using=connection.alias):
        with connection.cursor() as cursor:
            cursor.execute(text)
        _record(connection, named)
    return True


def _is_empty(connection: BaseDatabaseWrapper) -> bool:
    with connection.cursor() as cursor:
        return not connection.introspection.table_names(cursor)


def _are_ours(named: list[tuple[str, str]]) -> bool:
    return set(named) <= set(
        MigrationLoader(None, ignore_no_migrations=True).graph.nodes
    )


def _record(connection: BaseDatabaseWrapper, named: list[tuple[str, str]]) -> None:
    recorder = MigrationRecorder(connection)
    recorder.ensure_schema()
    model, now = recorder.Migration, clock.now()
    recorder.migration_qs.bulk_create(
        model(app=app, name=name, applied=now) for app, name in named
    )
