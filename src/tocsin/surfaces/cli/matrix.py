"""`tocsin matrix`: the escalation matrix as YAML, to keep in git and to compare."""

import sys
from pathlib import Path
from typing import Annotated, Any

import typer
import yaml
from django.utils.translation import gettext as _

from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.foundation.config.actions import save_draft
from tocsin.foundation.config.rules import Difference, differences
from tocsin.response.escalation.actions import publish_matrix
from tocsin.response.escalation.kinds import MATRIX_KIND
from tocsin.response.escalation.reads import body_in_force
from tocsin.response.escalation.refusals import MatrixUnfit
from tocsin.surfaces.cli import matrix_try
from tocsin.surfaces.cli.frame import DIFFERS, Json, tell

app = typer.Typer(
    no_args_is_help=True, help="The escalation matrix: export, diff, apply, try."
)

_BY = SYSTEM.through("cli")
File = Annotated[Path, typer.Argument(help="A matrix as YAML; - is standard input.")]


@app.command("export")
def export(
    out: Annotated[
        Path | None, typer.Option("-o", "--out", help="Into this file.")
    ] = None,
    json: Json = False,
) -> None:
    """Write the matrix in force as YAML; with --json as JSON.

    tocsin matrix export -o matrix.yaml
    """
    told = dict(body_in_force())
    text = yaml.safe_dump(told, allow_unicode=True, sort_keys=False, width=88)
    if out is None:
        tell(told, text.rstrip("\n"), as_json=json)
        return
    out.write_text(text, "utf-8")
    if json:
        tell({"file": str(out)}, (), as_json=True)


@app.command("diff")
def diff(file: File, json: Json = False) -> None:
    """Show where the file differs from the matrix in force; status 3 when it does.

    tocsin matrix diff matrix.yaml
    """
    found = list(differences(body_in_force(), _read(file)))
    tell(_facts(found), _lines(found), as_json=json)
    if found:
        raise typer.Exit(DIFFERS)


@app.command("apply")
def apply(
    file: File,
    why: Annotated[str, typer.Option(help="The reason, kept with the version.")] = "",
    draft: Annotated[
        bool, typer.Option("--draft", help="For somebody to review; nothing uses it.")
    ] = False,
    despite_holes: Annotated[
        bool, typer.Option("--despite-holes", help="Though somebody is not reached.")
    ] = False,
    json: Json = False,
) -> None:
    """Publish the file as the matrix, and show what changes; the same again changes
    nothing.

    tocsin matrix apply matrix.yaml --why "Agreed on Monday"
    """
    body = _read(file)
    found = list(differences(body_in_force(), body))
    if complaints := MATRIX_KIND.check(body):
        raise MatrixUnfit(complaints=" ".join(complaints[:10]))
    if found and draft:
        save_draft(MATRIX_KIND, "default", body, by=_BY, why=why)
    elif found:
        publish_matrix(body, by=_BY, why=why, override=despite_holes)
    tell(_facts(found), _lines(found), as_json=json)


app.command("try")(matrix_try.try_it)
app.command("holes")(matrix_try.holes)
app.command("replay")(matrix_try.replay)


def _read(file: Path) -> Any:
    text = sys.stdin.read() if str(file) == "-" else file.read_text("utf-8")
    try:
        return yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, RecursionError) as flaw:
        told = _("It cannot be read: {told}").format(told=str(flaw)[:200])
        raise MatrixUnfit(complaints=told) from flaw


def _facts(found: list[Difference]) -> dict[str, Any]:
    told = [{"path": d.path, "before": d.before, "after": d.after} for d in found]
    return {"differences": told}


def _lines(found: list[Difference]) -> list[str]:
    if not found:
        return [_("Nothing differs from the matrix in force.")]
    return [_line(each) for each in found]


def _line(each: Difference) -> str:
    if each.before is None:
        return f"+ {each.path}: {each.after}"
    if each.after is None:
        return f"- {each.path}: {each.before}"
    return f"~ {each.path}: {each.before} → {each.after}"
