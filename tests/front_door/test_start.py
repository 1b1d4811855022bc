"""From nothing to serving, again, and the ways it says no."""

import socket
import stat
from pathlib import Path

import psutil

from tests.front_door.conftest import Start
from tests.front_door.laid import lay
from tests.front_door.running import free_port

QUICKLY = {"TOCSIN_SAMPLE": "off"}


def test_from_nothing_it_serves_and_a_second_start_keeps_the_data(
    running: Start,
) -> None:
    tocsin = running()
    tocsin.start()
    assert f"http://localhost:{tocsin.port}" in tocsin.said
    assert "tocsin-sample" in tocsin.said, "it says how to sign in"
    before = tocsin.told("person", "list")
    assert before, "the sample has people"
    family = tocsin.family
    assert tocsin.interrupt() == 0
    assert not psutil.wait_procs(family, timeout=5)[1], "nothing is left running"

    tocsin.start()
    assert tocsin.told("person", "list") == before
    assert tocsin.interrupt() == 0


def test_empty_it_invites_the_first_is_small_and_ends_the_database_last(
    running: Start,
) -> None:
    tocsin = running(**QUICKLY)
    tocsin.start()
    assert "be the first" in tocsin.said
    assert len(tocsin.ours) == 4
    assert sum(one.memory_full_info().pss for one in tocsin.ours) < 270_000_000
    assert tocsin.interrupt() == 0
    log = (tocsin.home / "log" / "database.log").read_text()
    assert "received fast shutdown request" in log
    assert "administrator command" not in log, "nobody was connected any more"
    assert "database system is shut down" in log


def test_a_taken_port_is_one_sentence_and_starts_nothing(running: Start) -> None:
    tocsin = running()
    with socket.socket() as other:
        other.bind(("127.0.0.1", tocsin.port))
        other.listen()
        done = tocsin.call("serve")
    assert done.returncode == 1
    assert done.stderr.startswith("Something else answers on port")
    assert len(done.stderr.splitlines()) == 1
    assert not (tocsin.home / "db").exists()


def test_an_unwritable_folder_is_one_sentence(running: Start, outside: Path) -> None:
    (outside / "file").write_text("in the way")
    tocsin = running("file/home")
    done = tocsin.call("person", "list")
    assert done.returncode == 1
    assert done.stderr.startswith("Tocsin may not write to ")
    assert len(done.stderr.splitlines()) == 1


def test_an_unreachable_database_is_one_sentence(running: Start) -> None:
    url = f"postgresql://tocsin:word@127.0.0.1:{free_port()}/tocsin"
    done = running(TOCSIN_DATABASE_URL=url).call("serve")
    assert done.returncode == 1
    assert done.stderr.startswith("No database could be reached at 127.0.0.1:")
    assert "word" not in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_setting_that_makes_no_sense_is_one_sentence(running: Start) -> None:
    for name, value in (
        ("TOCSIN_PORT", "eighty"),
        ("TOCSIN_URL", "tocsin.example"),
        ("TOCSIN_LOG", "loud"),
        ("TOCSIN_DATABASE_URL", "nonsense"),
    ):
        done = running(**{name: value}).call("serve")
        assert done.returncode == 1, name
        assert len(done.stderr.splitlines()) == 1, done.stderr


def test_keys_of_another_installation_are_refused(running: Start) -> None:
    tocsin = running(**QUICKLY)
    lay(tocsin.home)
    for key in (tocsin.home / "keys").iterdir():
        assert stat.S_IMODE(key.stat().st_mode) == 0o600
        key.unlink()
    done = tocsin.call("person", "list")
    assert done.returncode == 1
    assert "are not those of this database" in done.stderr


def test_what_the_environment_cannot_say_keeps_it_from_starting(
    running: Start,
) -> None:
    tocsin = running(**QUICKLY, TOCSIN_SMTP_TLS="none")
    done = tocsin.call("serve")
    assert done.returncode == 1
    assert "TOCSIN_SMTP_TLS to “none”" in done.stderr
    assert "required, off" in done.stderr
    assert "Traceback" not in done.stderr
