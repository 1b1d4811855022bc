"""Killed with -9, in part or whole, it comes back with all it had said yes to."""

import os
import signal

import psutil

from tests.front_door.conftest import Start
from tests.front_door.running import Running, strike, until
from tocsin.kernel import postgres
from tocsin.kernel.embedded import remains


def _with_ada(running: Start) -> Running:
    tocsin = running(TOCSIN_SAMPLE="off", TOCSIN_PASSWORD="four words nobody joins")
    tocsin.start()
    tocsin.told("person", "add", "ada")
    return tocsin


def _names(tocsin: Running) -> list[str]:
    return [person["username"] for person in tocsin.told("person", "list")]


def test_a_killed_supervisor_takes_all_with_it_and_the_next_start_has_the_data(
    running: Start,
) -> None:
    tocsin = _with_ada(running)
    assert tocsin.process
    family = tocsin.family
    os.kill(tocsin.process.pid, signal.SIGKILL)
    tocsin.wait()
    tocsin.start()
    assert _names(tocsin) == ["ada"]
    assert not psutil.wait_procs(family, timeout=10)[1]


def test_a_killed_database_is_begun_again_under_those_it_serves(running: Start) -> None:
    tocsin = _with_ada(running)
    first = tocsin.database
    first.kill()
    until(lambda: "the database is back" in tocsin.said, "the database")
    assert tocsin.database.pid != first.pid
    assert _names(tocsin) == ["ada"]
    assert tocsin.get("/sign-in")[0] == 200
    assert tocsin.interrupt() == 0


def test_a_killed_part_is_begun_again(running: Start) -> None:
    tocsin = _with_ada(running)
    strike(tocsin.ours[1:], signal.SIGKILL)
    until(lambda: tocsin.said.count("begins again") == 2, "both again")
    until(tocsin.answers, "an answer")
    assert tocsin.interrupt() == 0


def test_after_everything_was_killed_the_next_start_recovers(running: Start) -> None:
    tocsin = _with_ada(running)
    strike(reversed(tocsin.family), signal.SIGKILL)
    tocsin.wait()
    tocsin.start()
    assert _names(tocsin) == ["ada"]


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
