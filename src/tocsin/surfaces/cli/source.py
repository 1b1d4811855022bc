"""`tocsin source`: who may send alerts."""

from typing import Annotated

import typer
from django.utils.translation import gettext as _

from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.intake.events.actions.sources import add_source
from tocsin.intake.events.reads import address_of
from tocsin.surfaces.cli.frame import Json, tell

app = typer.Typer(no_args_is_help=True, help="Sources of alerts.")

_BY = SYSTEM.through("cli")


@app.command("add")
def add(
    tool: Annotated[str, typer.Argument(help="Such as alertmanager or checkmk.")],
    name: Annotated[str, typer.Option("--name", help="What people call it.")],
    service: Annotated[
        str, typer.Option("--service", help="The service of alerts that name none.")
    ] = "",
    json: Json = False,
) -> None:
    """Let a tool send alerts, and show its address and key.

    tocsin source add alertmanager --name "Prometheus in Berlin" --service checkout
    """
    source, key = add_source(name, tool, service=service, by=_BY)
    facts = {"id": source.slug, "url": address_of(key), "key": key}
    lines = [facts["url"], _("Its key is {key}.").format(key=key)]
    tell(facts, lines, as_json=json)
