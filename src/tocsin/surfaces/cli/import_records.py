"""`tocsin import records`: anybody's register, mapped column by column."""

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
from tocsin.kernel.sheets import sheet_of
from tocsin.register.transfer.anyones.actions import (
    Plan,
    import_records,
    plan_records,
)
from tocsin.register.transfer.anyones.reads import (
    fit_mapping,
    mapping_for,
    mapping_in,
    mapping_named,
    rejects_of,
)
from tocsin.register.transfer.anyones.rules import Mapped
from tocsin.surfaces.cli.frame import Json, tell
from tocsin.surfaces.cli.progress import progress

_BY = SYSTEM.through("import")
_SHOWN = 20


def records(
    file: Annotated[
        Path,
        typer.Argument(help="CSV, JSON or JSON lines, packed or not.", exists=True),
    ],
    mapping: Annotated[
        str,
        typer.Option(help="A YAML file, or the name of a published mapping."),
    ] = "",
    show_mapping: Annotated[
        bool,
        typer.Option(
            "--show-mapping", help="Print the mapping as YAML, to be mended; no import."
        ),
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be; write nothing.")
    ] = False,
    zone: Annotated[
        str, typer.Option(help="The zone of local times; else as the mapping says.")
    ] = "",
    rejects: Annotated[
        Path | None,
        typer.Option(help="Where records go that cannot be used, with the reason."),
    ] = None,
    json: Json = False,
) -> None:
    """Import incidents from a file of any shape; first without --mapping, to see one.

    Safe to repeat: records that are here already are passed over, so an import that
    was broken off is finished by the same command.

    tocsin import records export.csv --show-mapping > mapping.yaml
    tocsin import records export.csv --mapping mapping.yaml --dry-run
    tocsin import records export.csv --mapping mapping.yaml
    """
    content = file.read_bytes()
    mapped = _mapping(file, content, mapping)
    if zone:
        mapped = fit_mapping(replace(mapped, zone=zone).body())
    if show_mapping:
        told = yaml.safe_dump(mapped.body(), sort_keys=False, allow_unicode=True)
        typer.echo(told, nl=False)
    elif dry_run:
        plan = plan_records(file.name, content, mapped)
        tell(_facts(plan), _planned(plan), as_json=json)
    else:
        _carry_out(file, content, mapped, rejects, as_json=json)


def _mapping(file: Path, content: bytes, named: str) -> Mapped:
    if not named:
        source = re.sub(r"[^a-z0-9._-]+", "-", file.name.lower().split(".")[0])
        return mapping_for(sheet_of(file.name, content), source.strip("-._") or "file")
    path = Path(named)
    return (
        mapping_in(path.read_text("utf-8")) if path.is_file() else mapping_named(named)
    )


def _facts(plan: Plan) -> dict[str, Any]:
    return {
        "rows": plan.rows,
        "created": plan.created,
        "passed_over": plan.passed_over,
        "flagged": plan.flagged,
        "rejected": plan.rejected,
        "flags": dict(plan.flags),
        "unusable": [
            {"column": column, "value": value, "count": count}
            for (column, value), count in plan.unusable.most_common(100)
        ],
        "rejects": [{"line": line, "why": why} for line, why in plan.rejects],
    }


def _planned(plan: Plan) -> Iterator[str]:
    yield _(
        "{rows:,} records: {created:,} new incidents, {flagged:,} of them to complete;"
        " {passed_over:,} here already, {rejected:,} that cannot be used."
    ).format(**_facts(plan))
    yield from (
        _("  to complete: {fact}, {n:,} times").format(fact=fact, n=n)
        for fact, n in plan.flags.most_common(_SHOWN)
    )
    yield from (
        _("  not known: {column} “{value}”, {n:,} times").format(
            column=column, value=value[:60], n=n
        )
        for (column, value), n in plan.unusable.most_common(_SHOWN)
    )
    for line, why in plan.rejects:
        yield _("  line {n}: {why}").format(n=line, why=why)
    yield _("Nothing was written.")


def _carry_out(
    file: Path, content: bytes, mapped: Mapped, rejects: Path | None, *, as_json: bool
) -> None:
    with progress(_("records"), as_json=as_json) as said:
        run = import_records(file.name, content, mapped, by=_BY, tell=said)
    beside = rejects or Path(f"{file.name.split('.')[0]}.rejects.csv")
    if run.rejected:
        with beside.open("w", newline="", encoding="utf-8") as out:
            writer = csv.writer(out)
            writer.writerows(rejects_of(run))
    names = "rows created entries passed_over flagged rejected"
    facts = {name: getattr(run, name) for name in names.split()}
    tell(facts, _words(facts, beside), as_json=as_json)


def _words(facts: dict[str, Any], beside: Path) -> Iterator[str]:
    yield _(
        "{rows:,} records: {entries:,} entries of {created:,} new incidents,"
        " {flagged:,} of them to complete."
    ).format(**facts)
    if facts["passed_over"]:
        yield _("{n:,} were here already and stay as they are.").format(
            n=facts["passed_over"]
        )
    if facts["rejected"]:
        yield _("{n:,} could not be used; see {file}.").format(
            n=facts["rejected"], file=beside
        )
