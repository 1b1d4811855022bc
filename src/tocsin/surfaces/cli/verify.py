"""`tocsin verify`: is the register what it was?"""

import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tocsin.kernel import home
from tocsin.register.core.reads.entries import drifted_incidents
from tocsin.register.core.reads.parallel import verify_all
from tocsin.register.core.reads.verify import Finding, Verdict
from tocsin.register.tasks.reads import drifted_tasks
from tocsin.surfaces.cli.frame import DIFFERS, Json, tell

_SHOWN = 50


def verify(
    seals: Annotated[
        list[Path] | None,
        typer.Option(
            "--seals",
            exists=True,
            dir_okay=False,
            help="A seals.jsonl kept elsewhere. Repeat for several. Without it, the"
            " one in TOCSIN_HOME.",
        ),
    ] = None,
    key: Annotated[
        str | None,
        typer.Option(help="The public key that seals must bear, in hexadecimal."),
    ] = None,
    rows: Annotated[
        bool,
        typer.Option("--rows", help="Also fold every timeline and compare the rows."),
    ] = False,
    as_json: Json = False,
) -> None:
    """Compute every chain anew and hold it against the seals.

    Names each incident whose entries were changed, removed or reordered, and each
    incident that is gone. Entries younger than the last seal are listed: they are
    chained, and not yet under evidence outside the database. Exit status 3 when
    anything differs.
    """
    own = home.folder() / "seals.jsonl"
    files = seals or [file for file in [own] if file.exists()]
    verdict = verify_all(files, key=key, tell=None if as_json else _progress)
    if rows:
        verdict.findings += _drifted()
    told = asdict(verdict) | {"files": [str(file) for file in files]}
    tell(told, _words(verdict, files), as_json=as_json)
    if not verdict.is_clean:
        raise typer.Exit(DIFFERS)


def _progress(incidents: int, entries: int) -> None:
    if sys.stderr.isatty():
        typer.echo(
            f"\r{incidents:,} incidents, {entries:,} entries", nl=False, err=True
        )


def _drifted() -> Iterator[Finding]:
    for ref, columns in drifted_incidents():
        yield Finding(ref, None, f"its row differs in {', '.join(sorted(columns))}")
    for ref, numbers in drifted_tasks():
        yield Finding(ref, None, f"its tasks differ: {', '.join(map(str, numbers))}")


def _words(verdict: Verdict, files: list[Path]) -> Iterator[str]:
    yield _("{entries:,} entries of {incidents:,} incidents, {seals:,} seals.").format(
        entries=verdict.entries, incidents=verdict.incidents, seals=verdict.seals
    )
    if not files:
        yield _("No seals.jsonl was given: only the database vouches for itself.")
    for finding in verdict.findings[:_SHOWN]:
        entry = f" #{finding.seq}" if finding.seq else ""
        yield f"  {finding.ref}{entry}: {finding.what}"
    if len(verdict.findings) > _SHOWN:
        yield _("  and {more} more").format(more=len(verdict.findings) - _SHOWN)
    if verdict.unsealed:
        count = len(verdict.unsealed)
        words = ngettext(
            "{count} incident has entries younger than the last seal: {refs}",
            "{count} incidents have entries younger than the last seal: {refs}",
            count,
        )
        refs = ", ".join(str(row.ref) for row in verdict.unsealed[:10])
        yield words.format(count=count, refs=refs + (" …" if count > 10 else ""))
    yield _("All is as it was recorded.") if verdict.is_clean else _("It differs.")
