"""`tocsin import`: a year of incidents from elsewhere, or a register brought back."""

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from django.utils.translation import gettext as _

from tocsin.register.transfer.portable.actions import Outcome as Return
from tocsin.register.transfer.portable.actions import import_register
from tocsin.register.transfer.uci.actions import Outcome, import_uci
from tocsin.surfaces.cli.frame import DIFFERS, Json, tell
from tocsin.surfaces.cli.import_items import items
from tocsin.surfaces.cli.import_records import records
from tocsin.surfaces.cli.progress import progress

app = typer.Typer(
    no_args_is_help=True,
    help="From elsewhere: records, uci and register (incidents), items (services too).",
)

File = Annotated[Path, typer.Argument(help="The file, packed with gzip or not.")]


@app.command("uci")
def uci(
    file: File,
    zone: Annotated[
        str, typer.Option(help="The time zone in which the log tells its times.")
    ] = "UTC",
    rejects: Annotated[
        Path | None,
        typer.Option(
            help="Where rows go that cannot be used, with the reason."
            " Usually NAME.rejects.csv in this folder."
        ),
    ] = None,
    workers: Annotated[
        int | None, typer.Option(min=1, help="Processes; usually one per core.")
    ] = None,
    json: Json = False,
) -> None:
    """Import the UCI incident event log: one entry per kind of thing a row says.

    Safe to repeat: incidents that are there already are passed over, so an import
    that was broken off is finished by the same command.

    tocsin import uci uci_incident_event_log.csv.gz --zone Europe/Lisbon
    """
    with progress(_("rows"), as_json=json) as said:
        outcome = import_uci(
            file, zone=zone, rejects=rejects, workers=workers, tell=said
        )
    tell(asdict(outcome), _words(outcome), as_json=json)


def _words(outcome: Outcome) -> Iterator[str]:
    yield _(
        "{rows:,} rows: {entries:,} entries of {incidents:,} new incidents."
    ).format(rows=outcome.rows, entries=outcome.entries, incidents=outcome.incidents)
    if outcome.passed_over:
        yield _("{count:,} incidents were here already and stay as they are.").format(
            count=outcome.passed_over
        )
    if outcome.rejected:
        yield _("{count:,} rows could not be used; see {file}:").format(
            count=outcome.rejected, file=outcome.rejects
        )
        yield from (f"  {reason}" for reason in outcome.reasons)


app.command("items")(items)
app.command("records")(records)


@app.command("register")
def register(file: File, json: Json = False) -> None:
    """Bring back what tocsin export wrote: chains, seals and facts as they were.

    Every chain is proved before it comes in. A line that was changed is refused and
    named, the rest goes on; then the exit status is 3. Safe to repeat: what is here
    already is passed over.

    tocsin import register register.jsonl.gz
    """
    with progress(_("lines"), as_json=json) as said:
        outcome = import_register(file, tell=lambda done: said(done, None))
    tell(asdict(outcome), _returned(outcome), as_json=json)
    if outcome.refused or outcome.differing:
        raise typer.Exit(DIFFERS)


def _returned(outcome: Return) -> Iterator[str]:
    yield _(
        "{incidents:,} incidents with {entries:,} entries, {seals:,} seals and"
        " {directory:,} people, teams and things they name came back."
    ).format(**asdict(outcome))
    if outcome.passed_over:
        yield _("{count:,} lines were here already.").format(count=outcome.passed_over)
    if outcome.refused:
        yield _("{count:,} lines were refused:").format(count=outcome.refused)
    yield from (f"  {sentence}" for sentence in outcome.named)
