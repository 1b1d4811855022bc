"""`tocsin seed`: a register full of made-up incidents, to see what it bears."""

import time
from dataclasses import asdict
from typing import Annotated

import typer
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tocsin.kernel.refusal import Refusal
from tocsin.register.transfer.database import size_of_database, tidy_up
from tocsin.register.transfer.seeding.actions import seed as seed_register
from tocsin.surfaces.cli.frame import Json, tell
from tocsin.surfaces.cli.progress import progress


class NotConfirmed(Refusal):
    code = "not_confirmed"
    message = gettext_noop("Nothing was made up.")
    remedy = gettext_noop("Made-up incidents cannot be taken out again; say --yes.")


def seed(
    incidents: Annotated[
        int, typer.Option(min=1, help="How many; each has eight entries on average.")
    ] = 1_000_000,
    random_seed: Annotated[
        int, typer.Option(help="The same number makes the same incidents.")
    ] = 1,
    workers: Annotated[
        int | None, typer.Option(min=1, help="Processes; usually one per core.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    json: Json = False,
) -> None:
    """Fill the register with made-up incidents over three years, 3 % of them open.

    They are history: nobody is paged for them. They stay, so use a database for it:

    TOCSIN_HOME=/tmp/full tocsin seed --incidents 100000 --yes
    """
    if not yes and not _agreed(incidents):
        raise NotConfirmed
    begun = time.perf_counter()
    with progress(_("incidents"), as_json=json) as said:
        outcome = seed_register(
            incidents, random_seed=random_seed, workers=workers, tell=said
        )
    tidy_up()
    lasted = time.perf_counter() - begun
    facts = asdict(outcome) | {
        "seconds": round(lasted, 1),
        "entries_per_second": round(outcome.entries / lasted),
        "database_bytes": size_of_database(),
    }
    words = _(
        "{incidents:,} incidents with {entries:,} entries in {seconds} s"
        " ({entries_per_second:,} entries/s); the database has {megabytes:,} MB."
    ).format(**facts, megabytes=facts["database_bytes"] // 1_000_000)
    tell(facts, words, as_json=json)


def _agreed(incidents: int) -> bool:
    question = _("Make up {count:,} incidents in this database for good?")
    return typer.confirm(question.format(count=incidents), default=False, err=True)
