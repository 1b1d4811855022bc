"""As root and as an ordinary user, under folders that are open and that are not."""

import pwd
import stat
import sys
from pathlib import Path

import psycopg
import pytest

from tests.front_door.conftest import Start
from tocsin.kernel import postgres
from tocsin.kernel.embedded import remains
from tocsin.kernel.embedded.furniture import OWNER, SERVING
from tocsin.kernel.embedded.place import Place
from tocsin.kernel.embedded.refusals import FolderClosed
from tocsin.kernel.processes import Identity, may_pass


@pytest.mark.usefixtures("as_root")
def test_root_never_runs_the_database_and_opens_no_folder_above(
    running: Start, outside: Path
) -> None:
    closed = outside / "closed"
    closed.mkdir(mode=0o700)
    tocsin = running("closed/home", TOCSIN_SAMPLE="off")
    tocsin.start()
    assert tocsin.database.uids().effective != 0
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700
    assert stat.S_IMODE((tocsin.home / "run").stat().st_mode) == 0o700
    assert tocsin.interrupt() == 0


@pytest.mark.usefixtures("as_root")
def test_an_ordinary_user_runs_all_of_it(running: Start, outside: Path) -> None:
    nobody = pwd.getpwnam("nobody")
    outside.chmod(0o777)
    plain = Identity(nobody.pw_uid, nobody.pw_gid)
    # Only so that this Python can be read where it lies under somebody's home.
    read = [Path(sys.executable), Path(__file__)]
    reads = not all(may_pass(path, plain) for path in read)
    tocsin = running(TOCSIN_SAMPLE="off")
    tocsin.identity = Identity(nobody.pw_uid, nobody.pw_gid, reads_all=reads)
    tocsin.start()
    assert {one.uids().effective for one in tocsin.family} == {nobody.pw_uid}
    assert tocsin.told("person", "list") == []
    assert tocsin.interrupt() == 0


def test_no_port_is_opened_and_outsiders_cannot_come_in(running: Start) -> None:
    home = running().home
    postgres.start(home)
    server = remains.postmaster(home.resolve() / "db")
    assert server
    assert server.net_connections("tcp") == []
    postgres.stop(home)


def test_who_serves_may_add_entries_and_not_change_them(running: Start) -> None:
    tocsin = running(TOCSIN_SAMPLE="off")
    tocsin.told("person", "list")
    postgres.start(tocsin.home)
    try:
        serving = postgres.address(tocsin.home, SERVING)
        with psycopg.connect(serving, autocommit=True) as asked:
            for table in ("register_entry", "register_seal", "audit_change"):
                asked.execute(f"select count(*) from {table}")
                for verb in (f"delete from {table}", f"truncate {table}"):
                    with pytest.raises(psycopg.errors.InsufficientPrivilege):
                        asked.execute(verb)
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                asked.execute("create table mine (a int)")
        with psycopg.connect(postgres.address(tocsin.home, OWNER)) as owner:
            owner.execute("create table mine (a int)")
    finally:
        postgres.stop(tocsin.home)


def test_a_link_that_somebody_left_where_the_socket_goes_is_refused(
    running: Start, outside: Path
) -> None:
    home = running("x" * 90).home
    sockets = Place(home).sockets
    assert sockets.parent == Path("/tmp")
    sockets.symlink_to(outside)
    try:
        with pytest.raises(FolderClosed):
            postgres.start(home)
    finally:
        sockets.unlink()
