"""Killed with -9, in part or whole, it comes back with all it had said yes to."""

import os
import signal

import psutil

from tests.front_door.conftest import Start
from tests.front_door.laid import lay
from tests.front_door.running import Running, strike, until
from tocsin.kernel import postgres
from tocsin.kernel.embedded import remains


def _names(tocsin: Running) -> list[str]:
    return [person["username"] for person in tocsin.told("person", "list")]


def test_whatever_is_killed_it_comes_back_with_the_data(running: Start) -> None:
    tocsin = running(TOCSIN_SAMPLE="off", TOCSIN_PASSWORD="four words nobody joins")
    lay(tocsin.home)
    tocsin.start()
    tocsin.told("person", "add", "ada")
    _kill_the_parts(tocsin)
    _kill_the_database(tocsin)
    assert _names(tocsin) == ["ada"]

    family = tocsin.family
    assert tocsin.process
    os.kill(tocsin.process.pid, signal.SIGKILL)
    tocsin.wait()
    tocsin.start()
    assert not psutil.wait_procs(family, timeout=10)[1], "all went with it"
    tocsin.told("person", "add", "ben")

    strike(reversed(tocsin.family), signal.SIGKILL)
    tocsin.wait()
    tocsin.start()
    assert _names(tocsin) == ["ada", "ben"]
    os.kill(tocsin.process.pid, signal.SIGTERM)
    assert tocsin.wait() == 0


def _kill_the_parts(tocsin: Running) -> None:
    strike(tocsin.ours[1:], signal.SIGKILL)
    until(lambda: tocsin.said.count("begins again") == 3, "all again")
    until(tocsin.answers, "an answer")


def _kill_the_database(tocsin: Running) -> None:
    first = tocsin.database
    first.kill()
    until(lambda: "the database is back" in tocsin.said, "the database")
    assert tocsin.database.pid != first.pid
    assert tocsin.get("/sign-in")[0] == 200


def test_a_pid_file_that_names_somebody_else_or_nobody_is_cleared_away(
    running: Start,
) -> None:
    home = running().home
    postgres.start(home)
    postgres.stop(home)
    for content in ("", "rubbish", f"{os.getpid()}\n{home}/db\n"):
        (home / "db" / "postmaster.pid").write_text(content)
        assert not postgres.is_running(home)
        postgres.start(home)
        assert postgres.is_running(home)
        postgres.stop(home)


def test_orphans_of_a_killed_database_are_ended(running: Start) -> None:
    home = running().home
    postgres.start(home)
    server = remains.postmaster(home.resolve() / "db")
    assert server
    orphans = server.children(recursive=True)
    strike(orphans, signal.SIGSTOP)
    server.kill()
    try:
        until(lambda: not postgres.is_running(home), "the end")
        postgres.start(home)
        assert not psutil.wait_procs(orphans, timeout=1)[1]
    finally:
        postgres.stop(home)


def test_starting_twice_finds_the_same_server(running: Start) -> None:
    home = running().home
    postgres.start(home)
    first = remains.postmaster(home.resolve() / "db")
    postgres.start(home)
    assert remains.postmaster(home.resolve() / "db") == first
    postgres.leave(home)
    assert not postgres.is_running(home), "the last one to leave stops it"
