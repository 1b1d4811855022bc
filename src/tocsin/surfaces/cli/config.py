"""`tocsin config`: the set-up as YAML, to keep in git and to carry elsewhere."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer
from django.utils.translation import gettext as _

from tocsin import wiring
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.register.transfer.setup.actions import apply_setup, plan_setup
from tocsin.register.transfer.setup.planning import ADD, CHANGE, RETIRE, Plan
from tocsin.register.transfer.setup.reads import export_setup
from tocsin.register.transfer.setup.sections import sections
from tocsin.surfaces.cli.frame import DIFFERS, Json, tell

app = typer.Typer(no_args_is_help=True, help="The set-up: export, plan, apply.")

_BY = SYSTEM.through("cli")

File = Annotated[Path, typer.Argument(help="A set-up; - is standard input.")]
People = Annotated[
    bool, typer.Option("--people", help="Also who is in which team, by user name.")
]
_MARKS = {ADD: "+", CHANGE: "~", RETIRE: "-"}


@app.command("export")
def export(
    out: Annotated[
        Path | None, typer.Option("-o", "--out", help="Into this file.")
    ] = None,
    people: People = False,
) -> None:
    """Write teams, services, categories, options and everything published as YAML.

    tocsin config export -o tocsin.yaml
    """
    text = export_setup(sections(wiring.OPTIONS, wiring.KINDS, people=people))
    if out is None:
        typer.echo(text, nl=False)
    else:
        out.write_text(text, "utf-8")


@app.command("plan")
def plan(file: File, people: People = False, json: Json = False) -> None:
    """Show what applying the file would change; status 3 when it is anything.

    tocsin config plan tocsin.yaml
    """
    known = sections(wiring.OPTIONS, wiring.KINDS, people=people)
    found = plan_setup(_read(file), known, by=_BY)
    tell(_facts(found), _lines(found), as_json=json)
    if not found.is_empty:
        raise typer.Exit(DIFFERS)


@app.command("apply")
def apply(
    file: File,
    why: Annotated[str, typer.Option(help="The reason, kept in the audit.")] = "",
    people: People = False,
    json: Json = False,
) -> None:
    """Set Tocsin up as the file says, all of it or nothing.

    tocsin config apply tocsin.yaml --why "As agreed on Monday"
    """
    known = sections(wiring.OPTIONS, wiring.KINDS, people=people)
    found = apply_setup(_read(file), known, by=_BY, why=why)
    tell(_facts(found), _lines(found), as_json=json)


def _read(file: Path) -> str:
    if str(file) == "-":
        return sys.stdin.read()
    if not file.is_file():
        raise typer.BadParameter(_("there is no file {file}").format(file=file))
    return file.read_text("utf-8", "replace")


def _facts(found: Plan) -> list[dict[str, object]]:
    return [
        {
            "verb": step.verb,
            "place": step.place,
            "before": step.before,
            "after": step.after,
        }
        for step in found.steps
    ]


def _lines(found: Plan) -> Iterator[str]:
    if found.is_empty:
        yield _("Everything is as the file says.")
    for step in found.steps:
        yield f"{_MARKS[step.verb]} {step.place}"
        if step.verb == CHANGE:
            for each in step.differences:
                yield f"    {each.path}: {each.before} → {each.after}"
