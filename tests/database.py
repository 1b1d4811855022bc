"""On which server tests make their database: the named one, or one of our own."""

import os
from pathlib import Path

import pytest

from tocsin.kernel import connecting, database_url, postgres
from tocsin.kernel.embedded.programs import SUPERUSER

_CHECKOUT = Path(__file__).parents[1]
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
