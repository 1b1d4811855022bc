"""Instants come out of the database as they went in."""

from datetime import UTC, datetime

import pytest
from django.db import DataError, connection
from hypothesis import given
from hypothesis import strategies as st
from psycopg.types.datetime import TimestamptzLoader

from tocsin.kernel.driver.base import InstantLoader
from tocsin.kernel.sql import instant

_OURS, _THEIRS = InstantLoader(1184), TimestamptzLoader(1184)


def written(at: datetime, zone: str) -> bytes:
    """As PostgreSQL writes it: no more figures of a fraction than there are."""
    fraction = f".{at.microsecond:06}".rstrip("0").rstrip(".")
    return f"{at:%Y-%m-%d %H:%M:%S}{fraction}{zone}".encode()


@given(
    st.integers(1, 250_000_000_000_000_000).map(instant),
    st.sampled_from(["+00", "-03", "+05:30", "+00:53:28"]),
)
def test_it_reads_what_the_drivers_own_reads(at: datetime, zone: str) -> None:
    read = _OURS.load(written(at, zone))
    assert read == _THEIRS.load(written(at, zone))
    assert read.tzinfo is UTC


@pytest.mark.django_db
def test_connections_use_it_and_say_what_no_instant_is() -> None:
    at = datetime(2026, 3, 29, 1, 30, 0, 120_000, tzinfo=UTC)
    with connection.cursor() as cursor:
        cursor.execute("select %s::timestamptz", [at])
        assert cursor.fetchone() == (at,)
        loader = cursor.connection.adapters.get_loader(1184, 0)
        assert loader is InstantLoader
        cursor.execute("select 'infinity'::timestamptz")
        with pytest.raises(DataError, match="too large"):
            cursor.fetchone()
