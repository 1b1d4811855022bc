"""`tocsin source`: the tools that send, their addresses and keys."""

from datetime import datetime, timedelta
from typing import Annotated, Any

import typer
from django.utils.translation import gettext as _

from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.intake.events.actions.sources import (
    add_source,
    change_source,
    rotate_source_key,
    stop_source,
)
from tocsin.intake.events.known_tools import tool, tool_named
from tocsin.intake.events.looking import sources_for
from tocsin.intake.events.models import Source
from tocsin.intake.events.reads import address_of
from tocsin.surfaces.cli.frame import Json, table, tell

app = typer.Typer(
    no_args_is_help=True, help="Sources of alerts: add, list, rotate, stop, start."
)

_BY = SYSTEM.through("cli")
Slug = Annotated[str, typer.Argument(metavar="SOURCE", help="The source's id.")]
Why = Annotated[str, typer.Option(help="The reason, kept in the audit.")]


@app.command("add")
def add(
    kind: Annotated[
        str, typer.Argument(metavar="TOOL", help="alertmanager, zabbix, …; or generic.")
    ],
    name: Annotated[str, typer.Option("--name", help="What people call it.")],
    service: Annotated[
        str, typer.Option("--service", help="For alerts that name no service.")
    ] = "",
    drill: Annotated[
        bool, typer.Option("--drill", help="All that it sends is a drill.")
    ] = False,
    json: Json = False,
) -> None:
    """Give a tool an address to send to, and show it with its key.

    tocsin source add alertmanager --name "Prometheus, Lyon" --service checkout
    """
    chosen = tool_named(kind)
    made, key = add_source(name, chosen, service=service, by=_BY, is_drill=drill)
    lines = [address_of(key), "", tool(chosen).setup_for(address_of(key), key)]
    tell(_with_key(made, key), lines, as_json=json)


@app.command("list")
def list_(json: Json = False) -> None:
    """List sources, their tools, and when they last sent."""
    held = sources_for(_BY)
    heads = (_("id"), _("name"), _("tool"), _("service"), _("last sent"), _("state"))
    facts = [_facts(each) for each in held]
    tell(facts, table(heads, map(_row, held)), as_json=json)


@app.command("rotate")
def rotate(
    source: Slug,
    grace: Annotated[
        int, typer.Option(min=0, max=720, help="Hours that the old key works on.")
    ] = 24,
    why: Why = "",
    json: Json = False,
) -> None:
    """Give a source a new key and show it; the old one works a while on."""
    hours = timedelta(hours=grace)
    made, key = rotate_source_key(source, by=_BY, grace=hours, why=why)
    said = _("The address of before works for {n} more hours.").format(n=grace)
    tell(_with_key(made, key), [address_of(key), said], as_json=json)


@app.command("stop")
def stop(source: Slug, why: Why = "", json: Json = False) -> None:
    """Turn away what a source sends, until it is started again."""
    stopped = stop_source(source, by=_BY, why=why)
    said = _("{name} is turned away from now on.").format(name=stopped.name)
    tell(_facts(stopped), said, as_json=json)


@app.command("start")
def start(source: Slug, why: Why = "", json: Json = False) -> None:
    """Take again what a source sends."""
    started = change_source(source, by=_BY, why=why, is_active=True)
    said = _("What {name} sends is taken again.").format(name=started.name)
    tell(_facts(started), said, as_json=json)


def _row(source: Source) -> tuple[str, ...]:
    state = _("active") if source.is_active else _("stopped")
    last = _instant(source.last_request_at)
    return source.slug, source.name, source.tool, source.service, last, state


def _instant(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M}" if moment else _("never")


def _with_key(source: Source, key: str) -> dict[str, Any]:
    return {**_facts(source), "url": address_of(key), "key": key}


def _facts(source: Source) -> dict[str, Any]:
    return {
        "id": source.slug,
        "name": source.name,
        "tool": source.tool,
        "service": source.service,
        "drill": source.is_drill,
        "active": source.is_active,
        "last": source.last_request_at,
    }
