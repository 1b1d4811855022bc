"""What is said at the command line, to people and to machines."""

import json
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from tests.front_door.conftest import Start
from tests.front_door.laid import lay
from tocsin.surfaces.cli import audit, key, person

PASSWORD = "four words nobody joins"


def _say(app: typer.Typer, *words: str) -> str:
    done = CliRunner().invoke(app, words, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.stdout


def _told(app: typer.Typer, *words: str) -> Any:
    return json.loads(_say(app, *words, "--json"))


@pytest.mark.django_db
def test_people_come_and_change_at_the_command_line(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TOCSIN_PASSWORD", PASSWORD)
    said = _say(person.app, "add", "ada", "--name", "Ada Laurent", "--role", "agent")
    assert said == "Ada Laurent is known and signs in as ada.\n"
    _say(person.app, "roles", "ADA", "--role", "auditor", "--why", "asked for")
    (ada,) = _told(person.app, "list", "laurent")
    assert (ada["username"], ada["roles"]) == ("ada", ["auditor"])
    assert "has a new password" in _say(person.app, "password", "ada")
    assert "ada" in _say(person.app, "list")
    _say(person.app, "add", "ben", "--name", "Ben", "--no-password")
    until = ["--until", "2100-01-01T08:00:00", "--stands-in", "ben", "--why", "Leave"]
    assert _say(person.app, "away", "ada", *until) == "Ben answers for Ada Laurent.\n"
    told = _told(person.app, "back", "ada")
    assert (told["answering"], told["until"]) == (ada["key"], None)


@pytest.mark.django_db
def test_a_key_is_shown_once() -> None:
    made = _told(key.app, "create", "--name", "lamp", "--scope", "read")
    assert made["key"].startswith("tk_")
    listed = _say(key.app, "list")
    assert "lamp" in listed
    assert made["key"] not in listed
    assert _told(key.app, "revoke", "--name", "lamp")["revoked"]
    assert "revoked" in _say(key.app, "list")


@pytest.mark.django_db
def test_the_audit_is_read_at_the_command_line() -> None:
    alone = typer.Typer()
    alone.command()(audit.audit)
    _told(key.app, "create", "--name", "lamp", "--scope", "read", "--expires", "30")
    _say(key.app, "rotate", "--name", "lamp", "--why", "It was in a log.")
    rotated, created = _told(alone, "--subject", "key:lamp")
    assert (rotated["verb"], rotated["why"]) == ("rotated", "It was in a log.")
    assert created["after"]["scopes"] == ["read"]
    assert "key:lamp" in _say(alone, "in a log")
    assert _told(alone, "--until", "2020-01-01") == []


def test_outcomes_have_their_status_in_words_and_in_json(running: Start) -> None:
    tocsin = running(TOCSIN_SAMPLE="off")
    done = tocsin.call("person", "add", "--help")
    assert done.returncode == 0
    assert "tocsin person add ada" in done.stdout
    assert tocsin.call("no-such-thing").returncode == 2
    assert not (tocsin.home / "db").exists(), "neither needed a database"

    done = tocsin.call("key", "create", "--name", "lamp", "--scope", "all")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("all is not among the scopes")
    done = tocsin.call("person", "roles", "nobody", "--json")
    assert done.returncode == 1
    assert json.loads(done.stdout)["code"] == "person_unknown"


def test_the_sample_is_left_for_an_empty_database_and_stays_away(
    running: Start,
) -> None:
    tocsin = running()
    lay(tocsin.home, sample=True)
    done = tocsin.call("sample", "leave")
    assert done.returncode == 1, "it asks, and got no answer"
    assert tocsin.told("sample", "leave", "--yes") == {"left": True}
    tocsin.start()
    assert "be the first" in tocsin.said
    done = tocsin.call("sample", "leave", "--yes")
    assert done.stderr.startswith("This database does not hold the sample")
    assert tocsin.told("person", "list") == []
