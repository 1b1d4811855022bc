"""An empty database is laid with just what the migrations would have said to it."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from tests.house.source import ROOT
from tocsin.kernel.tables import laying


def test_what_is_laid_is_what_the_migrations_say() -> None:
    told = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "tests.laid", "--tell"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout == laying.SAID.read_text("utf-8"), "run scripts/tables"


@contextmanager
def bare() -> Iterator[Any]:
    """Within, the database seems to have no tables."""
    with connection.cursor() as cursor:
        cursor.execute("create schema bare")
        cursor.execute("set local search_path to bare")
        yield cursor
        cursor.execute("set local search_path to public")


@pytest.mark.django_db
def test_a_database_with_tables_is_left_to_the_migrations() -> None:
    assert laying.lay(connection) is False


@pytest.mark.django_db
def test_what_names_a_migration_of_nobody_is_not_laid(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stranger = tmp_path / "laid.sql"
    stranger.write_text("-- migration nobody.0001_initial\ncreate table stranger ();\n")
    monkeypatch.setattr(laying, "SAID", stranger)
    with bare() as cursor:
        assert laying.lay(connection) is False
        assert connection.introspection.table_names(cursor) == []


@pytest.mark.django_db
def test_an_empty_database_is_laid_and_its_migrations_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = tmp_path / "laid.sql"
    known.write_text("-- migration audit.0001_initial\ncreate table known ();\n")
    monkeypatch.setattr(laying, "SAID", known)
    with bare() as cursor:
        assert laying.lay(connection) is True
        cursor.execute("select app, name from django_migrations")
        assert cursor.fetchall() == [("audit", "0001_initial")]
        tables = set(connection.introspection.table_names(cursor))
        assert tables == {"known", "django_migrations"}
