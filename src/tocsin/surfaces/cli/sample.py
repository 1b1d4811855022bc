"""`tocsin sample`: the organisation shipped for a first look, and leaving it."""

import os
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Annotated, Any

import typer
from django.db import connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tocsin.foundation.accounts.models import Person
from tocsin.foundation.accounts.reads import nobody_yet
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.foundation.config.actions import publish_new
from tocsin.foundation.config.reads import published
from tocsin.foundation.notify.sample import load_sample_providers, load_sample_rooms
from tocsin.improvement.reviews.sample import reviews_told
from tocsin.intake.correlation.sample import load_sample_alerts
from tocsin.kernel import clock, connecting
from tocsin.kernel.refusal import Refusal
from tocsin.register.transfer.sample import load_sample, sign_in_hints
from tocsin.register.work.reads import Filters, find
from tocsin.response.clocks.sample import load_sample_targets
from tocsin.response.escalation.sample import load_sample_matrix
from tocsin.response.major.sample import load_sample_majors, majors_told
from tocsin.response.rapid_response.sample import load_sample_squads
from tocsin.response.reports.sample import load_sample_reports
from tocsin.response.routing.sample import load_sample_routes
from tocsin.response.stakeholders.sample import load_sample_stakeholders
from tocsin.response.statuspage.sample import load_sample_pages
from tocsin.response.swarm.sample import swarms_told
from tocsin.surfaces.cli import ground
from tocsin.surfaces.cli.frame import Json, tell

app = typer.Typer(no_args_is_help=True, help="The sample organisation: load, leave.")

_KIND = "organisation"
_BY = ("system", "tocsin")
_SERVING = """
select count(*)
  from pg_stat_activity
 where datname = current_database()
   and application_name in ('tocsin web', 'tocsin engine')
"""


class DatabaseNotEmpty(Refusal):
    code = "database_not_empty"
    message = gettext_noop("This database holds people or incidents already.")
    remedy = gettext_noop("Set TOCSIN_HOME to another folder and load it there.")


class NotTheSample(Refusal):
    code = "not_the_sample"
    message = gettext_noop("This database does not hold the sample organisation.")
    remedy = gettext_noop("Nothing needs leaving; a real one is never emptied.")


class StillServing(Refusal):
    code = "still_serving"
    message = gettext_noop("Tocsin is serving this database.")
    remedy = gettext_noop("Stop it first with Ctrl-C, then leave the sample.")


class NotConfirmed(Refusal):
    code = "not_confirmed"
    message = gettext_noop("The sample organisation is still here.")
    remedy = gettext_noop("Say --yes, or type leave when asked.")


@app.command("load")
def load(json: Json = False) -> None:
    """Fill an empty database with the sample organisation."""
    if not is_empty():
        raise DatabaseNotEmpty
    _load()
    hints = sign_in_hints()
    lines = [_("The sample organisation is here. Sign in as")]
    lines += [f"  {name:<10} {word:<24} {who}" for name, word, who in hints]
    tell({"sign_in": hints}, lines, as_json=json)


@app.command("leave")
def leave(
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask again.")] = False,
    json: Json = False,
) -> None:
    """Start over with an empty database. What was tried out in the sample is gone."""
    if not is_sample():
        raise NotTheSample
    with connection.cursor() as cursor:
        cursor.execute(_SERVING)
        if cursor.fetchone() != (0,):
            raise StillServing
    if not yes and _asked() != "leave":
        raise NotConfirmed
    _empty()
    said = _("The database is empty. Start Tocsin and be its first administrator.")
    tell({"left": True}, said, as_json=json)


def load_if_empty() -> None:
    """A database that never held anything gets the sample, unless told not to."""
    is_wanted = os.environ.get("TOCSIN_SAMPLE", "on").lower() not in ("off", "no", "0")
    if is_wanted and published(_KIND) is None and is_empty():
        _load()


def is_sample() -> bool:
    kind = published(_KIND)
    return kind is not None and kind.body == {"kind": "sample"}


def is_empty() -> bool:
    """Whether nobody and nothing was ever put in."""
    found = find(SYSTEM, Filters(), limit=1)
    return not Person.objects.exists() and not found.rows


def sign_in() -> list[tuple[str, str, str]]:
    """Names and passwords that are no secret: those of the sample."""
    return list(sign_in_hints()) if is_sample() else []


def nobody_can_sign_in() -> bool:
    return nobody_yet()


@transaction.atomic
def _load() -> None:
    """All of it or nothing, so that a broken start never leaves half a company."""
    load_sample(clock.now(), _meanwhile)
    load_sample_alerts(clock.now())
    load_sample_providers()
    load_sample_rooms()
    load_sample_matrix()
    load_sample_targets()
    load_sample_routes()
    load_sample_pages()
    load_sample_majors()
    load_sample_stakeholders()
    load_sample_squads()
    load_sample_reports()
    publish_new(_KIND, "default", {"kind": "sample"}, by=_BY)


def _meanwhile(cast: Any) -> Iterator[tuple[datetime, Callable[[], Any]]]:
    """What rooms above the register did, each act with its moment."""
    for tells in (swarms_told, majors_told, reviews_told):
        yield from tells(cast)


def _empty() -> None:
    """The tables are new; which keys and which kind of database, told anew."""
    with connecting.as_owner(), connection.cursor() as cursor:
        cursor.execute("drop schema public cascade")
        cursor.execute("create schema public")
        cursor.execute("grant usage on schema public to public")
    ground.migrate()
    ground.check_keys()
    publish_new(_KIND, "default", {"kind": "real"}, by=_BY)


def _asked() -> str:
    question = _("Everything in the sample goes. Type leave to go on")
    answer: str = typer.prompt(question, default="", show_default=False, err=True)
    return answer.strip()
