"""The shop's application: an order is a row in the database it was started with.

python -m tocsin.surfaces.cli.playing.shop.app PORT DSN CONNECTIONS
"""

import sys

import psycopg
from psycopg_pool import ConnectionPool, PoolTimeout

from tocsin.surfaces.cli.playing.shop.answering import Reply, server

_PATIENCE = 0.4
_ORDER = "insert into orders default values returning id"
Pool = ConnectionPool[psycopg.Connection]


def answer(pool: Pool, method: str, path: str) -> Reply:
    statement = _ORDER if (method, path) == ("POST", "/orders") else "select 1"
    try:
        with pool.connection() as connection:
            found = connection.execute(statement).fetchone()
    except (psycopg.Error, PoolTimeout) as flaw:
        return 503, {"error": str(flaw)[:200]}
    assert found
    return 201, {"order": found[0]}


def run(port: int, dsn: str, connections: int) -> None:
    pool: Pool = ConnectionPool(
        dsn,
        min_size=1,
        max_size=connections,
        timeout=_PATIENCE,
        open=True,
        kwargs={"autocommit": True, "application_name": "shop"},
    )
    server(port, lambda method, path, _body: answer(pool, method, path)).serve_forever()


if __name__ == "__main__":
    run(int(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
