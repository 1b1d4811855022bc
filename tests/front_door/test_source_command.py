"""Sources at the command line."""

import json
from typing import Any

import pytest
from typer.testing import CliRunner

from tocsin.intake.events.models import Source
from tocsin.intake.events.refusals import ToolUnknown
from tocsin.surfaces.cli import source

pytestmark = pytest.mark.django_db


def say(*words: str) -> str:
    done = CliRunner().invoke(source.app, words, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.stdout


def told(*words: str) -> Any:
    return json.loads(say(*words, "--json"))


def test_a_source_is_added_listed_rotated_stopped_and_started() -> None:
    made = told("add", "alertmanager", "--name", "Lyon")
    assert made["url"].endswith(f"/in/{made['key']}")
    assert made["id"] == "lyon"
    assert [each["id"] for each in told("list")] == ["lyon"]
    assert made["key"] not in say("list")
    fresh = told("rotate", "lyon", "--grace", "1")
    assert fresh["key"] != made["key"]
    assert not told("stop", "lyon", "--why", "Gone")["active"]
    assert told("start", "lyon")["active"]


def test_what_is_to_be_pasted_is_shown_with_the_address() -> None:
    said = say("add", "alertmanager", "--name", "Oslo")
    assert "/in/" in said.splitlines()[0]
    assert "{url}" not in said
    assert said.count(said.splitlines()[0]) > 1


def test_a_tool_nobody_knows_is_refused_with_those_near_it() -> None:
    with pytest.raises(ToolUnknown) as refused:
        say("add", "checkmkk", "--name", "Lyon")
    assert "checkmk" in refused.value.help
    assert not Source.objects.exists()
