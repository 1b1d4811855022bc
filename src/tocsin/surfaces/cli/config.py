"""`tocsin config`: the set-up as YAML, to keep in git and to carry elsewhere."""

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated

import typer
import yaml
from django.utils.translation import gettext as _

from tocsin import wiring
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.register.transfer.setup.actions import apply_setup, plan_setup
from tocsin.register.transfer.setup.planning import ADD, CHANGE, RETIRE, Plan
from tocsin.register.transfer.setup.reads import export_files, export_setup
from tocsin.register.transfer.setup.sections import Section, sections
from tocsin.surfaces.cli.frame import DIFFERS, Json, tell

app = typer.Typer(no_args_is_help=True, help="The set-up: export, plan, apply.")

_BY = SYSTEM.through("cli")

File = Annotated[
    Path, typer.Argument(help="A set-up, or a folder of them; - is standard input.")
]
People = Annotated[
    bool, typer.Option("--people", help="Also who is in which team, by user name.")
]
Items = Annotated[
    bool, typer.Option("--items", help="Also configuration items and their needs.")
]
_MARKS = {ADD: "+", CHANGE: "~", RETIRE: "-"}


@app.command("export")
def export(
    out: Annotated[
        Path | None, typer.Option("-o", "--out", help="Into this file.")
    ] = None,
    folder: Annotated[
        Path | None, typer.Option("--dir", help="A file a section, into this folder.")
    ] = None,
    people: People = False,
    items: Items = False,
    json: Json = False,
) -> None:
    """Write teams, services, categories, options and everything published as YAML;
    with --json as JSON.

    tocsin config export -o tocsin.yaml
    tocsin config export --dir set-up
    """
    known = _known(people=people, items=items)
    if folder is not None:
        _into(folder, export_files(known), known)
    text = "" if folder else export_setup(known)
    if out is None and folder is None:
        told = yaml.safe_load(text) if json else None
        tell(told, text.rstrip("\n"), as_json=json)
        return
    if out is not None and text:
        out.write_text(text, "utf-8")
    if json:
        tell({"file": str(folder or out)}, (), as_json=True)


@app.command("plan")
def plan(file: File, json: Json = False) -> None:
    """Show what applying the file would change; status 3 when it is anything.

    tocsin config plan tocsin.yaml
    """
    known = _known(people=True, items=True)
    found = plan_setup(_read(file), known, by=_BY)
    tell(_facts(found), _lines(found), as_json=json)
    if not found.is_empty:
        raise typer.Exit(DIFFERS)


@app.command("apply")
def apply(
    file: File,
    why: Annotated[str, typer.Option(help="The reason, kept in the audit.")] = "",
    json: Json = False,
) -> None:
    """Set Tocsin up as the file says, all of it or nothing.

    tocsin config apply tocsin.yaml --why "As agreed on Monday"
    """
    known = _known(people=True, items=True)
    found = apply_setup(_read(file), known, by=_BY, why=why)
    tell(_facts(found), _lines(found), as_json=json)


def _known(*, people: bool, items: bool) -> list[Section]:
    return sections(wiring.OPTIONS, wiring.KINDS, people=people, items=items)


def _into(folder: Path, files: Mapping[str, str], known: list[Section]) -> None:
    """Each file is as told; that of a section which is no longer told is gone, or it
    would be applied again."""
    folder.mkdir(parents=True, exist_ok=True)
    for section in known:
        if f"{section.name}.yaml" not in files:
            (folder / f"{section.name}.yaml").unlink(missing_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text, "utf-8")


def _read(file: Path) -> str | Mapping[str, str]:
    if str(file) == "-":
        return sys.stdin.read()
    if file.is_dir():
        found = sorted([*file.glob("*.yaml"), *file.glob("*.yml")])
        return {each.name: each.read_text("utf-8", "replace") for each in found}
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
