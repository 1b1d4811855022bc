"""`tocsin directory`: people and teams from files and from directories."""

import csv
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer
import yaml
from django.utils.translation import gettext as _

from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.foundation.directory.actions import (
    carry_out,
    plan_run,
    set_secret,
    start_run,
)
from tocsin.foundation.directory.asking import FILE, LDAP, told_by_source
from tocsin.foundation.directory.kinds import (
    fit,
    mapping_called,
    source_named,
    sources,
)
from tocsin.foundation.directory.models import Run
from tocsin.foundation.directory.reads import refused_table, runs
from tocsin.foundation.directory.rules import Plan, Told
from tocsin.foundation.directory.secrets import has_secret
from tocsin.foundation.directory.tables import Mapped, guessed, told_in
from tocsin.kernel.sheets import sheet_of
from tocsin.surfaces.cli.frame import DIFFERS, Json, table, tell
from tocsin.surfaces.cli.progress import progress

app = typer.Typer(
    no_args_is_help=True,
    help="People and teams from elsewhere: import, sync, secret, runs.",
)
_BY = SYSTEM.through("cli")
_SHOWN = 20

Apply = Annotated[
    bool, typer.Option("--apply/--plan", help="Do it, or only say what would be.")
]
Confirm = Annotated[
    bool, typer.Option("--confirm", help="Even if more people leave than usual may.")
]
Rejects = Annotated[
    Path | None,
    typer.Option(help="Where those go who cannot be brought in, with the reason."),
]


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="CSV, JSON or JSON lines.", exists=True)],
    apply: Apply = False,
    mapping: Annotated[
        str, typer.Option(help="A YAML file, or the name of a published mapping.")
    ] = "",
    source: Annotated[
        str, typer.Option(help="Who tells of these people, such as hr.")
    ] = "",
    whole: Annotated[
        bool,
        typer.Option(
            "--whole", help="The file is all of that source: who is not in it left."
        ),
    ] = False,
    make_teams: Annotated[
        bool, typer.Option("--make-teams", help="Make teams that are not known.")
    ] = False,
    show_mapping: Annotated[
        bool, typer.Option("--show-mapping", help="Print the mapping as YAML.")
    ] = False,
    confirm: Confirm = False,
    rejects: Rejects = None,
    json: Json = False,
) -> None:
    """Bring people in from a file; say first what would change.

    Safe to repeat: the second time nothing changes. Nobody is deleted; with --whole,
    who is no longer in the file is deactivated.

    tocsin directory import people.csv --source hr --whole --apply
    """
    content = file.read_bytes()
    mapped = _mapping(file, content, mapping, source)
    mapped = replace(
        mapped,
        whole=whole or mapped.whole,
        makes_teams=make_teams or mapped.makes_teams,
    )
    if show_mapping:
        told = yaml.safe_dump(mapped.body(), sort_keys=False, allow_unicode=True)
        typer.echo(told, nl=False)
        return
    mapped = fit(mapped.body())
    people = told_in(file.name, content, mapped)
    beside = rejects or Path(f"{file.name.split('.')[0]}.rejects.csv")
    if not apply:
        _say_plan(plan_run(people), as_json=json)
        return
    run = start_run(
        mapped.source,
        FILE,
        by=_BY,
        name=file.name,
        mapping=mapped.body(),
        is_confirmed=confirm,
    )
    _carry_out(run, people, beside, as_json=json)


@app.command("sync")
def sync(
    name: Annotated[str, typer.Argument(help="The name of a published directory.")],
    apply: Apply = False,
    confirm: Confirm = False,
    rejects: Rejects = None,
    json: Json = False,
) -> None:
    """Ask a directory, and bring in what it says; say first what would change.

    tocsin directory sync corporate --apply
    """
    source_named(name)
    told = told_by_source(name)
    if not apply:
        _say_plan(plan_run(told), as_json=json)
        return
    run = start_run(name, LDAP, by=_BY, is_confirmed=confirm)
    _carry_out(run, told, rejects or Path(f"{name}.rejects.csv"), as_json=json)


@app.command("secret")
def secret(
    name: Annotated[str, typer.Argument(help="The name of a directory.")],
    remove: Annotated[bool, typer.Option("--remove", help="Forget it.")] = False,
    json: Json = False,
) -> None:
    """Keep the password with which a directory is asked; it is read from the terminal
    or from standard input, encrypted, and never shown."""
    password = ""
    if not remove:
        password = typer.prompt(_("Password"), hide_input=True, err=True)
    set_secret(name, password, by=_BY)
    said = _("The password of {name} is kept.") if password else _("{name} has none.")
    tell({"name": name, "kept": bool(password)}, said.format(name=name), as_json=json)


@app.command("runs")
def runs_(json: Json = False) -> None:
    """List the runs of all sources, the newest first, and the directories."""
    found = [_run_facts(run) for run in runs(_BY)]
    heads = ("id", "source", "state", "told", "added", "changed", "deactivated")
    rows = [[it[head] for head in heads] for it in found]
    known = [{"name": n, "password": has_secret(n)} for n in sources()]
    tell({"runs": found, "sources": known}, table(heads, rows), as_json=json)


def _mapping(file: Path, content: bytes, named: str, source: str) -> Mapped:
    path = Path(named) if named else None
    if path and path.is_file():
        mapped = fit(yaml.safe_load(path.read_text("utf-8")))
    elif named:
        mapped = mapping_called(named)
    else:
        word = re.sub(r"[^a-z0-9._-]+", "-", file.name.lower().split(".")[0])
        columns = sheet_of(file.name, content).columns
        mapped = guessed(columns, word.strip("-._")[:40] or "file")
    return replace(mapped, source=source) if source else mapped


def _say_plan(plan: Plan, *, as_json: bool) -> None:
    tell({**plan.counts, **_details(plan)}, _planned(plan), as_json=as_json)


def _details(plan: Plan) -> dict[str, Any]:
    return {
        "refusals": [{"line": f.line, "ref": f.ref, "why": f.why} for f in plan.faults],
        "leaving": [{"ref": move.ref, "person": move.key} for move in plan.leaving],
    }


def _planned(plan: Plan) -> Iterator[str]:
    yield _(
        "{told:,} people: {added:,} new, {changed:,} changed, {deactivated:,} to"
        " deactivate, {unchanged:,} as they were, {refused:,} refused."
    ).format(**plan.counts)
    for heading, moves in (
        (_("new"), plan.new),
        (_("changed"), plan.changed),
        (_("leaves"), plan.leaving),
    ):
        for move in moves[:_SHOWN]:
            names = ", ".join(name for name, _was, _is in move.differing)
            yield f"  {heading:<8} {move.ref}  {names}"
        if len(moves) > _SHOWN:
            yield "  …"
    for fault in plan.faults[:100]:
        yield _("  line {n}, {ref}: {why}").format(
            n=fault.line, ref=fault.ref, why=fault.why
        )
    yield _("Nothing was changed yet: give --apply to do it.")


def _carry_out(run: Run, told: Told, beside: Path, *, as_json: bool) -> None:
    with progress(_("people"), as_json=as_json) as said:
        run = carry_out(run, told, by=_BY, tell=said)
    if run.refused:
        with beside.open("w", newline="", encoding="utf-8") as out:
            csv.writer(out).writerows(refused_table(run))
    facts = _run_facts(run)
    tell(facts, _done(facts, beside), as_json=as_json)
    if run.state != Run.State.DONE:
        raise typer.Exit(DIFFERS)


def _run_facts(run: Run) -> dict[str, Any]:
    names = """id source kind state told added changed deactivated unchanged passed_over
    refused why"""
    return {name: getattr(run, name) for name in names.split()}


def _done(facts: dict[str, Any], beside: Path) -> Iterator[str]:
    if facts["state"] == Run.State.HELD:
        yield _("{why} Nothing was changed; --confirm does it.").format(**facts)
        return
    yield _(
        "{told:,} people: {added:,} new, {changed:,} changed, {deactivated:,}"
        " deactivated, {unchanged:,} as they were."
    ).format(**facts)
    if facts["refused"]:
        yield _("{n:,} could not be brought in; see {file}.").format(
            n=facts["refused"], file=beside
        )
