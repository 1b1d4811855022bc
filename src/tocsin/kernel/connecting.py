"""To which database, as which role and how this process speaks."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from django.db import connection, connections
from django.utils.translation.trans_real import gettext_noop as _

from tocsin.kernel import home
from tocsin.kernel.refusal import Refusal

OLDEST = 15
_POOL = {"min_size": 1, "max_size": 10, "timeout": 10}
# What Django adds to a connection's parameters, and the driver does not know.
_ONLY_DJANGO_KNOWS = (
    "pool",
    "server_side_binding",
    "isolation_level",
    "assume_role",
    "cursor_factory",
    "context",
)
_IDLE_IN_TRANSACTION = "-c idle_in_transaction_session_timeout=5s"


class DatabaseUnreachable(Refusal):
    code = "database_unreachable"
    status = 503
    message = _("No database could be reached at {where}: {why}")
    remedy = _("Start it, or correct TOCSIN_DATABASE_URL.")


class DatabaseTooOld(Refusal):
    code = "database_too_old"
    status = 503
    message = _("The database at {where} is PostgreSQL {found}; {oldest} is needed.")
    remedy = _("Upgrade it, or leave TOCSIN_DATABASE_URL out to use the embedded one.")


class DatabaseReadOnly(Refusal):
    code = "database_read_only"
    status = 503
    message = _("The database at {where} is a standby, which takes no writes.")
    remedy = _("Name all its hosts and target_session_attrs=read-write in the URL.")


def use(database: dict[str, Any]) -> None:
    """From now on every connection of this process goes to that database."""
    connection.close()
    connection.settings_dict.update(database)


@contextmanager
def as_owner() -> Iterator[None]:
    """Inside, we own the tables and may change them."""
    before = dict(connection.settings_dict)
    use(home.owner_database())
    try:
        yield
    finally:
        use(before)


def serve_as(name: str) -> None:
    """A process that serves shares a few connections, says who it is, and leaves no
    transaction lying about, since an idle one holds up the whole feed."""
    options = dict(connection.settings_dict["OPTIONS"])
    given = options.get("options", "")
    options["options"] = f"{given} {_IDLE_IN_TRANSACTION}".strip()
    use({"OPTIONS": {**options, "pool": _POOL, "application_name": f"tocsin {name}"}})


def parameters() -> dict[str, Any]:
    """For a session of one's own, outside of the pool and of Django."""
    found = connections.create_connection("default").get_connection_params()
    return {k: v for k, v in found.items() if k not in _ONLY_DJANGO_KNOWS}


def check() -> None:
    """The database answers, is new enough, and takes writes."""
    params = connection.get_connection_params()
    where = _where()
    try:
        with psycopg.connect(**params) as asked:
            found = asked.info.server_version // 10000
            standby = asked.execute("select pg_is_in_recovery()").fetchone() == (True,)
    except psycopg.Error as told:
        why = str(told).strip().splitlines()[-1].rstrip(".") + "."
        raise DatabaseUnreachable(where=where, why=why) from None
    if found < OLDEST:
        raise DatabaseTooOld(where=where, found=found, oldest=OLDEST)
    if standby:
        raise DatabaseReadOnly(where=where)


def _where() -> str:
    settings = connection.settings_dict
    hosts = str(settings["HOST"] or "the local socket").split(",")
    ports = str(settings["PORT"] or "5432").split(",")
    ports = ports * len(hosts) if len(ports) == 1 else ports
    pairs = zip(hosts, ports, strict=False)
    return ", ".join(f"{host}:{port}" for host, port in pairs)
