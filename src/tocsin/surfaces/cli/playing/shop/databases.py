"""A real pair of PostgreSQL servers, the second streaming from the first, made by the
embedded server's own programs."""

import os
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

import psycopg

from tocsin.kernel.embedded import programs, remains
from tocsin.kernel.embedded.place import PORT, Place, lay_out, open_to

_PATIENCE = 60.0
_TABLE = "create table orders (id bigint generated always as identity primary key)"


class PairBroken(Exception):
    """The shop's databases do not do what the story needs."""


@dataclass(slots=True)
class Database:
    """One server, that ends with this process however that ends."""

    place: Place
    begun: subprocess.Popen[bytes] | None = None

    @property
    def dsn(self) -> str:
        sockets = self.place.sockets
        user = f"user={programs.SUPERUSER} dbname=postgres"
        return f"host={sockets} port={PORT} {user} connect_timeout=2"

    @property
    def pid(self) -> int:
        found = remains.postmaster(self.place.data)
        if found is None:
            raise PairBroken(f"no server runs on {self.place.data}")
        return int(found.pid)

    def ask(self, query: str) -> object:
        with psycopg.connect(self.dsn, autocommit=True) as connection:
            found = connection.execute(query).fetchone()
            return found[0] if found else None

    def start(self) -> None:
        self.begun = child = programs.spawn(self.place, bound=True)
        ends_at = time.monotonic() + _PATIENCE
        while remains.status(self.place.data) not in ("ready", "standby"):
            if child.poll() is not None or time.monotonic() > ends_at:
                raise PairBroken(self.place.log.read_text("utf-8", "replace")[-800:])
            time.sleep(0.05)

    def stop(self) -> None:
        if remains.postmaster(self.place.data):
            programs.stop_fast(self.place)
        if self.begun:
            self.begun.wait(_PATIENCE)

    def kill(self) -> None:
        """As the power goes: nothing is written down, nobody is told."""
        os.kill(self.pid, signal.SIGKILL)

    def promote(self) -> None:
        programs.run(self.place, "pg_ctl", "-D", str(self.place.data), "-w", "promote")


@dataclass(slots=True)
class Pair:
    primary: Database
    replica: Database

    @property
    def streams(self) -> bool:
        seen = self.primary.ask("select count(*) from pg_stat_replication")
        return bool(seen)

    def stop(self) -> None:
        for each in (self.replica, self.primary):
            each.stop()


def made(folder: Path) -> Pair:
    """Both run, and the replica has all that the primary has."""
    primary, replica = (_laid_out(folder / name) for name in ("primary", "replica"))
    programs.make(primary.place)
    primary.start()
    with psycopg.connect(primary.dsn, autocommit=True) as connection:
        connection.execute(_TABLE)
    _copy(primary, replica)
    replica.start()
    pair = Pair(primary, replica)
    ends_at = time.monotonic() + _PATIENCE
    while not pair.streams:
        if time.monotonic() > ends_at:
            raise PairBroken("the replica does not stream")
        time.sleep(0.05)
    _bind(primary)
    return pair


def _bind(primary: Database) -> None:
    """From now on an order that was taken is on the replica, too. Told to the primary
    alone, once it was copied: the replica, when promoted, waits for nobody."""
    with psycopg.connect(primary.dsn, autocommit=True) as connection:
        connection.execute("alter system set synchronous_standby_names = '*'")
        connection.execute("alter system set synchronous_commit = on")
        connection.execute("select pg_reload_conf()")


def _laid_out(folder: Path) -> Database:
    place = Place(folder.resolve())
    lay_out(place)
    open_to(place, programs.identity(place))
    return Database(place)


def _copy(primary: Database, replica: Database) -> None:
    """A base backup that knows whom to follow (-R)."""
    data, user = replica.place.data, programs.identity(replica.place)
    data.mkdir(mode=0o700)
    if user:
        os.chown(data, user.uid, user.gid)
    source = ["-h", str(primary.place.sockets), "-p", str(PORT)]
    source += ["-U", programs.SUPERUSER]
    how = ["-D", str(data), "-R", "-X", "stream", "-c", "fast"]
    programs.run(replica.place, "pg_basebackup", *source, *how)
