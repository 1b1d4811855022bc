"""On which server tests make their database: the named one, or one of our own."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection
from pytest_django import DjangoDbBlocker

from tocsin.kernel import alive, connecting, database_url, postgres
from tocsin.kernel.embedded.programs import SUPERUSER

_CHECKOUT = Path(__file__).parents[1]
_STRANGERS = """
select query, pg_terminate_backend(pid)
  from pg_stat_activity
 where datname = current_database()
   and pid <> pg_backend_pid()
   and backend_type = 'client backend'
"""
HOME = _CHECKOUT / os.environ.get("TOCSIN_TEST_HOME", ".tocsin-test")


@pytest.fixture(scope="session")
def django_db_modify_db_settings() -> None:
    """Overrides pytest-django's: called before the test database is made."""
    os.environ.setdefault("TOCSIN_HOME", str(HOME))
    if "TOCSIN_DATABASE_URL" not in os.environ:
        postgres.start(HOME)
        url = postgres.address(HOME, SUPERUSER)
        os.environ["TOCSIN_DATABASE_URL"] = url
        connecting.use(database_url.settings(url))


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    pytestconfig: pytest.Config,
) -> Iterator[None]:
    """pytest-django's; who still holds a connection when all is over is named and let
    go, since the database is dropped afterwards. (Django's client for asynchronous
    views closes none, so their threads keep theirs.)"""
    yield
    alive.leave()
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(_STRANGERS)
        for query, _gone in cursor.fetchall():
            line = f"a connection was left behind by: {query[:300]}"
            pytestconfig.get_terminal_writer().line(line)
