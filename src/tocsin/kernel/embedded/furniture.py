"""The roles and the database that every embedded server has."""

import psycopg

from tocsin.kernel.embedded.place import PORT, Place
from tocsin.kernel.embedded.programs import SUPERUSER

OWNER = "tocsin_owner"
SERVING = "tocsin"
DATABASE = "tocsin"


def furnish(place: Place) -> None:
    """One role owns and migrates, the other serves; the database is there."""
    with psycopg.connect(
        host=str(place.sockets),
        port=PORT,
        user=SUPERUSER,
        dbname="postgres",
        connect_timeout=10,
        autocommit=True,
    ) as connection:
        for role in (OWNER, SERVING):
            if not _has(connection, "pg_roles", "rolname", role):
                connection.execute(f'create role "{role}" login')
        if not _has(connection, "pg_database", "datname", DATABASE):
            connection.execute(f'create database "{DATABASE}" owner "{OWNER}"')


def _has(connection: psycopg.Connection, table: str, column: str, name: str) -> bool:
    query = f"select 1 from {table} where {column} = %s"
    return connection.execute(query, [name]).fetchone() is not None
