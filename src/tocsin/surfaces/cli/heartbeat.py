"""`tocsin heartbeat`: jobs that are missed when they are not heard."""

from datetime import timedelta
from typing import Annotated, Any

import typer
from django.utils.translation import gettext as _

from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.intake.heartbeats.actions.keeping import (
    add_heartbeat,
    delete_heartbeat,
    pause_heartbeat,
    resume_heartbeat,
    rotate_heartbeat_key,
)
from tocsin.intake.heartbeats.models import Heartbeat
from tocsin.intake.heartbeats.reads import address_of, heartbeats, state_of
from tocsin.intake.heartbeats.schedules import length_from, length_told
from tocsin.surfaces.cli.frame import Json, table, tell

app = typer.Typer(
    no_args_is_help=True,
    help="Heartbeats: add, list, pause, resume, rotate, delete.",
)

_BY = SYSTEM.through("cli")
_LENGTH = "90s, 5m, 1h30m, 2d"
Slug = Annotated[str, typer.Argument(metavar="HEARTBEAT", help="The heartbeat's id.")]
Why = Annotated[str, typer.Option(help="The reason, kept in the audit.")]


def _length(told: str) -> timedelta:
    found = length_from(told)
    if found is None:
        said = _("Tell a length such as {examples}.").format(examples=_LENGTH)
        raise typer.BadParameter(said)
    return found


@app.command("add")
def add(
    name: Annotated[str, typer.Argument(metavar="NAME", help="What people call it.")],
    every: Annotated[
        str, typer.Option("--every", help=f"How often it is heard: {_LENGTH}.")
    ] = "",
    cron: Annotated[
        str, typer.Option("--cron", help="Or as its crontab has it: '0 3 * * *'.")
    ] = "",
    zone: Annotated[
        str, typer.Option("--zone", help="By whose clock cron goes.")
    ] = "UTC",
    grace: Annotated[
        str, typer.Option("--grace", help="Waited beyond it before it is down.")
    ] = "5m",
    longest: Annotated[
        str, typer.Option("--longest-run", help="How long a run may take.")
    ] = "",
    service: Annotated[str, typer.Option("--service", help="A service's key.")] = "",
    severity: Annotated[
        str, typer.Option("--severity", help="critical, error, warning or info.")
    ] = "error",
    source: Annotated[
        str, typer.Option("--source", help="The id of the source it belongs to.")
    ] = "",
    json: Json = False,
) -> None:
    """Make an address at which a job says that it ran, and show it.

    tocsin heartbeat add "Nightly backup" --cron "0 3 * * *" --zone Europe/Berlin
    """
    schedule: dict[str, Any] = {"cron": cron, "zone": zone} if cron else {}
    if every:
        schedule["period"] = _length(every)
    made, key = add_heartbeat(
        name,
        by=_BY,
        source=source,
        service=service,
        severity=severity,
        grace=_length(grace),
        longest_run=_length(longest) if longest else None,
        **schedule,
    )
    lines = [
        address_of(made),
        "",
        _("As the last part of the job's line in a crontab:"),
        f"  … ; curl -fsS -m 10 --retry 5 -o /dev/null {address_of(made)}/$?",
    ]
    tell(_with_key(made, key), lines, as_json=json)


@app.command("list")
def list_(json: Json = False) -> None:
    """List heartbeats, when each was heard last, and how it stands."""
    held = heartbeats(_BY)
    heads = (_("id"), _("name"), _("expected"), _("last heard"), _("state"))
    tell([_facts(each) for each in held], table(heads, map(_row, held)), as_json=json)


@app.command("pause")
def pause(heartbeat: Slug, why: Why = "", json: Json = False) -> None:
    """Let nobody miss it until it is resumed; its alert ends."""
    paused = pause_heartbeat(heartbeat, by=_BY, why=why)
    said = _("Nobody misses {name} until it is resumed.").format(name=paused.name)
    tell(_facts(paused), said, as_json=json)


@app.command("resume")
def resume(heartbeat: Slug, why: Why = "", json: Json = False) -> None:
    """Let it be missed again, counted from now on."""
    resumed = resume_heartbeat(heartbeat, by=_BY, why=why)
    said = _("{name} is expected from now on.").format(name=resumed.name)
    tell(_facts(resumed), said, as_json=json)


@app.command("rotate")
def rotate(
    heartbeat: Slug,
    grace: Annotated[
        int, typer.Option(min=0, max=720, help="Hours that the old key works on.")
    ] = 24,
    why: Why = "",
    json: Json = False,
) -> None:
    """Give it a new key and show its address; the old one works a while on."""
    hours = timedelta(hours=grace)
    made, key = rotate_heartbeat_key(heartbeat, by=_BY, grace=hours, why=why)
    said = _("The address of before works for {n} more hours.").format(n=grace)
    tell(_with_key(made, key), [address_of(made), said], as_json=json)


@app.command("delete")
def delete(heartbeat: Slug, why: Why = "", json: Json = False) -> None:
    """Forget it and what was heard of it; its alert ends."""
    delete_heartbeat(heartbeat, by=_BY, why=why)
    tell({"id": heartbeat}, _("{id} is gone.").format(id=heartbeat), as_json=json)


def _row(beat: Heartbeat) -> tuple[str, ...]:
    last = f"{beat.last_at:%Y-%m-%d %H:%M}" if beat.last_at else _("never")
    return beat.slug, beat.name, _expected(beat), last, state_of(beat)


def _expected(beat: Heartbeat) -> str:
    if beat.cron:
        return f"{beat.cron} {beat.zone}"
    return _("every {length}").format(length=length_told(beat.period))


def _with_key(beat: Heartbeat, key: str) -> dict[str, Any]:
    return {**_facts(beat), "url": address_of(beat), "key": key}


def _facts(beat: Heartbeat) -> dict[str, Any]:
    return {
        "id": beat.slug,
        "name": beat.name,
        "source": beat.source.slug,
        "service": beat.service,
        "every": length_told(beat.period),
        "cron": beat.cron,
        "zone": beat.zone,
        "grace": length_told(beat.grace),
        "longest_run": length_told(beat.longest_run),
        "state": state_of(beat),
        "last": beat.last_at,
    }
