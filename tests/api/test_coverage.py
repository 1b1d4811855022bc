"""Who is reached, asked by programs."""

from typer.testing import CliRunner

from tests.api.conftest import Callers, code_of
from tests.company import Company
from tocsin.register.work.actions import restrict
from tocsin.response.escalation.coverage.actions import keep_proof
from tocsin.response.escalation.tests.matrices import duty, publish, settle
from tocsin.surfaces.cli import matrix

ROW = {"key": "all", "levels": [{"target": {"kind": "on_call"}}]}


def test_holes_are_told_the_worst_first(callers: Callers) -> None:
    assert callers.read.get("/coverage").json()["made_at"] is None
    duty("infrastructure", "p-ada")
    publish(ROW)
    keep_proof()
    told = callers.read.get("/coverage").json()
    assert told["version"] == 1
    assert told["holes"][0]["code"] == "nobody"
    assert told["holes"][0]["weight"] == 1
    assert {cover["team"] for cover in told["covers"]} == {
        "application",
        "infrastructure",
    }
    assert all(cover["worst_seconds"] is None for cover in told["covers"])
    assert code_of(callers.read.get("/coverage?color=1")) == "unknown_shape"


def test_the_matrix_is_tried_and_an_incident_replayed(
    callers: Callers, company: Company
) -> None:
    duty("infrastructure", "p-ada")
    publish(ROW)
    path = "/coverage/try?category=infrastructure&priority=1&at=2026-03-03T02:00:00Z"
    tried = callers.read.get(path).json()
    assert (tried["row"], tried["team"]) == ("all", "infrastructure")
    first, *_end = tried["moments"]
    assert first["at"] == "2026-03-03T02:00:00Z"
    assert [heard["person"] for heard in first["people"]] == ["p-ada"]
    unknown = callers.read.get("/coverage/try?category=nothing&priority=1")
    assert unknown.status_code == 404
    assert callers.read.get(f"{path}&version=99").status_code == 404

    incident = company.open()
    settle()
    replayed = callers.read.get(f"/coverage/replay/{incident.ref}").json()
    (level,) = replayed["levels"]
    assert level["promised"] == level["happened"] == ["p-ada"]
    restrict(incident.id, by=company.actor("marc"), people=["p-marc"])
    hidden = callers.read.get(f"/coverage/replay/{incident.ref}")
    assert hidden.status_code == 404


def test_the_command_tries_proves_and_replays(company: Company) -> None:
    run = CliRunner()
    duty("infrastructure", "p-ada")
    publish(ROW)
    asked = ["try", "infrastructure/server", "1", "--at", "2026-03-03T02:00+01:00"]
    tried = run.invoke(matrix.app, asked)
    assert tried.exit_code == 0, tried.output
    assert "2026-03-03 01:00Z  1" in tried.stdout
    assert "Ada (no verified channel)" in tried.stdout
    assert run.invoke(matrix.app, [*asked[:-1], "tomorrow"]).exit_code == 2
    holes = run.invoke(matrix.app, ["holes"])
    assert holes.exit_code == 3
    assert "Application has no schedule of rank 1" in holes.stdout
    incident = company.open()
    settle()
    replayed = run.invoke(matrix.app, ["replay", incident.ref])
    assert "2026-03-02 09:00:00Z  2026-03-02 09:00:00Z" in replayed.stdout
