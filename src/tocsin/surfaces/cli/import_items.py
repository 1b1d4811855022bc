"""`tocsin import items`: services, items and sites from CSV or YAML."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer
from django.utils.translation import gettext as _

from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.foundation.services.actions import apply_import, plan_import
from tocsin.foundation.services.importing.planning import Plan
from tocsin.foundation.services.refusals import PlanRefused
from tocsin.surfaces.cli.frame import REFUSED, Json, tell

_BY = SYSTEM.through("import")
_SHOWN = 20


def items(
    file: Annotated[Path, typer.Argument(help="The file, .csv or .yaml.", exists=True)],
    apply: Annotated[
        bool, typer.Option("--apply/--plan", help="Do it, or only say what would be.")
    ] = False,
    source: Annotated[
        str, typer.Option(help="Who tells of these items, such as cmdb.")
    ] = "",
    whole: Annotated[
        bool,
        typer.Option(
            "--whole", help="The file is all of that source: retire what it lacks."
        ),
    ] = False,
    json: Json = False,
) -> None:
    """Bring in sites, services, items and what they need; say first what would change.

    Safe to repeat. Nothing is deleted. With one line that cannot be used, nothing is
    changed.

    tocsin import items cmdb.csv --source cmdb --whole --apply
    """
    content = file.read_bytes()
    told: Any = {"by": _BY, "source": source, "whole": whole}
    try:
        bring = apply_import if apply else plan_import
        plan = bring(file.name, content, **told)
    except PlanRefused:
        plan = plan_import(file.name, content, **told)
    tell(_facts(plan, apply), _words(plan, apply), as_json=json)
    if plan.faults:
        raise typer.Exit(REFUSED)


def _facts(plan: Plan, apply: bool) -> dict[str, Any]:
    faults = [{"line": each.line, "why": each.why} for each in plan.faults]
    return {"applied": apply and not faults, **plan.counts, "refused": faults}


def _words(plan: Plan, apply: bool) -> Iterator[str]:
    yield _(
        "{lines:,} lines: {added:,} new, {changed:,} changed, {retired:,} retired,"
        " {unchanged:,} as they were;"
        " {links_added:,} needs new, {links_removed:,} gone."
    ).format(**plan.counts)
    for heading, moves in (
        (_("new"), plan.added),
        (_("changed"), plan.changed),
        (_("retired"), plan.retired),
    ):
        for move in moves[:_SHOWN]:
            yield f"  {heading:<10} {':'.join(move.name)}  {', '.join(move.differing)}"
        if len(moves) > _SHOWN:
            yield "  …"
    if plan.faults:
        yield _("{n:,} lines cannot be used, so nothing is changed:").format(
            n=len(plan.faults)
        )
        for fault in plan.faults[:100]:
            yield _("  line {n}: {why}").format(n=fault.line, why=fault.why)
    elif not apply:
        yield _("Nothing was changed yet: give --apply to do it.")
