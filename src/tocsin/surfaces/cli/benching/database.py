"""A database for the figures alone: made for them, and dropped after them."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

import psycopg
from psycopg.conninfo import make_conninfo

from tocsin.kernel import alive, connecting, home, postgres
from tocsin.kernel.embedded.furniture import OWNER, SERVING
from tocsin.kernel.embedded.programs import SUPERUSER
from tocsin.surfaces.cli import ground

NAME = "tocsin_bench"
_URLS = ("TOCSIN_DATABASE_URL", "TOCSIN_DATABASE_OWNER_URL")


@contextmanager
def bench_database(*, keep: bool) -> Iterator[None]:
    """Inside, this process and all it starts use an empty database of their own."""
    signal.signal(signal.SIGTERM, _interrupt)  # so that ending us drops it too
    before = {name: os.environ.get(name) for name in _URLS}
    maker, serving, owning = _addresses()
    _make(maker, is_embedded=home.is_embedded())
    os.environ.update(zip(_URLS, (serving, owning), strict=True))
    connecting.use(home.database())
    try:
        ground.migrate()
        ground.check_keys()
        yield
    finally:
        # What stood for this process stood there.
        alive.leave()
        for name, value in before.items():
            os.environ.pop(name)
            if value is not None:
                os.environ[name] = value
        connecting.use(home.database())
        if not keep:
            _drop(maker)


def _addresses() -> tuple[str, str, str]:
    """Whence it is made, and as whom it is served and owned."""
    if home.is_embedded():
        folder = home.folder()
        return (
            postgres.address(folder, SUPERUSER, "postgres"),
            postgres.address(folder, SERVING, NAME),
            postgres.address(folder, OWNER, NAME),
        )
    url = os.environ["TOCSIN_DATABASE_OWNER_URL" if _is_owned() else _URLS[0]]
    return (
        make_conninfo(url, dbname="postgres"),
        make_conninfo(os.environ[_URLS[0]], dbname=NAME),
        make_conninfo(url, dbname=NAME),
    )


def _is_owned() -> bool:
    return bool(os.environ.get("TOCSIN_DATABASE_OWNER_URL"))


def _make(maker: str, *, is_embedded: bool) -> None:
    _drop(maker)
    with psycopg.connect(maker, autocommit=True) as connection:
        owner = f' owner "{OWNER}"' if is_embedded else ""
        connection.execute(f"create database {NAME}{owner}".encode())


def _drop(maker: str) -> None:
    with psycopg.connect(maker, autocommit=True) as connection:
        connection.execute(f"drop database if exists {NAME} with (force)".encode())


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise SystemExit(143)
