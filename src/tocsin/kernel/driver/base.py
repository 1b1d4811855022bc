"""Django's own backend for PostgreSQL, but that instants are read quickly.

Django takes psycopg's loader of instants that is written in Python, some 4 µs each; a
page of fifty rows reads hundreds, and verifying reads millions.
"""

from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from django.db.backends.postgresql import base
from psycopg.adapt import AdaptersMap
from psycopg.types.datetime import TimestamptzLoader


class InstantLoader(TimestamptzLoader):
    """Reads a `timestamptz` as text. What Python does not take for ISO 8601, as years
    before Christ or `infinity`, is told of as the driver does."""

    # Django compares this with the zone that a connection wants.
    timezone = UTC

    def load(self, data: Any) -> datetime:
        """The instant, in UTC. Raises psycopg's DataError for what Python has no
        instant for."""
        try:
            return datetime.fromisoformat(str(data, "ascii")).astimezone(UTC)
        except (ValueError, OverflowError):
            return super().load(data)


class DatabaseWrapper(base.DatabaseWrapper):
    def get_connection_params(self) -> dict[str, Any]:
        """As Django's, with instants loaded by `InstantLoader`."""
        params: dict[str, Any] = super().get_connection_params()
        if self.timezone is UTC:
            params["context"] = _quick(params["context"])
        return params


@lru_cache
def _quick(template: AdaptersMap) -> AdaptersMap:
    """One map for all connections: drivers keep what they know of it."""
    adapters = AdaptersMap(template)
    adapters.register_loader("timestamptz", InstantLoader)
    return adapters
