"""The matrix and runs by programs and by command."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.testing import CliRunner

from tests.api.conftest import Callers, code_of
from tests.company import Company
from tocsin.kernel.refusal import Refusal
from tocsin.response.escalation.published import matrix_in_force
from tocsin.response.escalation.tests.matrices import duty, publish, settle
from tocsin.surfaces.cli import matrix

RUN = CliRunner()
ROW: dict[str, Any] = {"key": "all", "levels": [{"target": {"kind": "on_call"}}]}


def test_the_matrix_is_compared_and_published(callers: Callers) -> None:
    held = callers.read.get("/matrix").json()
    assert (held["version"], len(held["rows"])) == (0, 2)
    found = callers.admin.post("/matrix/diff", {"rows": [ROW]}).json()
    assert found["complaints"] == []
    assert "rows.1.key" in [each["path"] for each in found["differences"]]
    asked = {"rows": [ROW], "why": "Simpler."}
    assert code_of(callers.admin.post("/matrix", asked)) == "published_in_doubt"
    made = callers.admin.post("/matrix", asked | {"override": True})
    assert made.status_code == 200, made.content
    assert callers.read.get("/matrix").json() == {"version": 1, "rows": [ROW]}
    body = {"rows": [{"key": "all"}], "why": "Wrong."}
    assert code_of(callers.admin.post("/matrix", body)) == "not_publishable"
    assert code_of(callers.work.post("/matrix", body)) == "scope_missing"


def test_an_incident_tells_its_run_and_is_escalated(
    callers: Callers, company: Company
) -> None:
    duty("infrastructure", "p-ada")
    second = {"after": 10, "target": {"kind": "role", "role": "duty_manager"}}
    publish({"key": "all", "levels": [*ROW["levels"], second]})
    incident = company.open()
    settle()
    told = callers.read.get(f"/escalations/{incident.ref}").json()
    assert (told["level"], told["next_level"], told["next_people"]) == (1, 2, ["Marc"])
    assert told["due_at"].startswith("2026-03-02T09:10")
    done = callers.work.post(f"/incidents/{incident.ref}/escalate")
    assert done.status_code == 200, done.content
    assert callers.read.get(f"/escalations/{incident.ref}").json()["level"] == 2
    again = callers.work.post(f"/incidents/{incident.ref}/escalate")
    assert code_of(again) == "no_level_left"
    assert code_of(callers.read.get("/escalations/INC-1")) == "no_such_incident"


@pytest.mark.django_db
def test_the_command_exports_compares_and_applies(tmp_path: Path) -> None:
    file = tmp_path / "matrix.yaml"
    assert RUN.invoke(matrix.app, ["export", "-o", str(file)]).exit_code == 0
    same = RUN.invoke(matrix.app, ["diff", str(file)])
    assert (same.exit_code, "Nothing differs" in same.stdout) == (0, True)
    told = yaml.safe_load(file.read_text())
    told["rows"] = [ROW]
    file.write_text(yaml.safe_dump(told))
    differs = RUN.invoke(matrix.app, ["diff", str(file)])
    assert differs.exit_code == 3
    assert "~ rows.1.key: minor-application-fault → all" in differs.stdout
    over = ["--why", "x", "--despite-holes"]
    assert RUN.invoke(matrix.app, ["apply", str(file), *over]).exit_code == 0
    assert [row.key for row in matrix_in_force().rows] == ["all"]
    again = RUN.invoke(matrix.app, ["apply", str(file), "--why", "x"])
    assert "Nothing differs" in again.stdout
    assert matrix_in_force().number == 1
    file.write_text("rows: [")
    assert isinstance(RUN.invoke(matrix.app, ["apply", str(file)]).exception, Refusal)
