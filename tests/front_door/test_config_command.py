"""`tocsin config`: what it says, and with which status."""

import json
from pathlib import Path

import yaml
from typer.testing import CliRunner

from tests.company import Company
from tocsin.foundation.accounts.models import Team
from tocsin.kernel.refusal import Refusal
from tocsin.surfaces.cli import config, matrix

RUN = CliRunner()


def test_a_set_up_is_exported_planned_and_applied(
    company: Company, tmp_path: Path
) -> None:
    file = tmp_path / "tocsin.yaml"
    assert RUN.invoke(config.app, ["export", "-o", str(file)]).exit_code == 0
    again = RUN.invoke(config.app, ["plan", str(file)])
    assert (again.exit_code, again.stdout) == (0, "Everything is as the file says.\n")
    told = yaml.safe_load(file.read_text())
    told["teams"]["application"]["name"] = "Applications"
    file.write_text(yaml.safe_dump(told))
    planned = RUN.invoke(config.app, ["plan", str(file)])
    assert planned.exit_code == 3
    assert "name: Application → Applications" in planned.stdout
    RUN.invoke(config.app, ["apply", str(file), "--why", "Two of them"])
    assert Team.objects.get(key="application").name == "Applications"


def test_what_is_not_known_is_refused_with_its_line(
    company: Company, tmp_path: Path
) -> None:
    file = tmp_path / "tocsin.yaml"
    file.write_text("teems: {}\n")
    found = RUN.invoke(config.app, ["plan", str(file)]).exception
    assert isinstance(found, Refusal)
    assert "Line 1" in str(found)
    assert RUN.invoke(config.app, ["plan", "nowhere.yaml"]).exit_code == 2


def test_a_folder_holds_a_file_for_each_section(
    company: Company, tmp_path: Path
) -> None:
    folder = tmp_path / "set-up"
    (folder).mkdir()
    (folder / "members.yaml").write_text("members: {}\n")
    told = ["export", "--dir", str(folder), "--people"]
    assert RUN.invoke(config.app, told).exit_code == 0
    assert "ada: lead" in (folder / "members.yaml").read_text()
    teams = folder / "teams.yaml"
    teams.write_text(teams.read_text().replace("Application", "Applications"))
    planned = RUN.invoke(config.app, ["plan", str(folder)])
    assert (planned.exit_code, planned.stdout.splitlines()[0]) == (
        3,
        "~ teams.application",
    )
    RUN.invoke(config.app, ["apply", str(folder), "--why", "Many"])
    assert Team.objects.get(key="application").name == "Applications"
    again = RUN.invoke(config.app, ["plan", str(folder)])
    assert again.exit_code == 0


def test_a_set_up_and_a_matrix_are_read_as_json(company: Company) -> None:
    told = json.loads(RUN.invoke(config.app, ["export", "--json"]).stdout)
    assert told["teams"]["application"]["name"] == "Application"
    held = json.loads(RUN.invoke(matrix.app, ["export", "--json"]).stdout)
    assert held == yaml.safe_load(RUN.invoke(matrix.app, ["export"]).stdout)
