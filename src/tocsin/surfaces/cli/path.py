"""`tocsin path`: Tocsin's own drill, hop by hop."""

from typing import Annotated, Any

import typer
from django.utils.translation import gettext as _

from tocsin.engine.path.actions import send_trip
from tocsin.engine.path.reads import Told, standing, trips
from tocsin.engine.path.rules import HOPS
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.surfaces.cli.frame import DIFFERS, Json, table, tell

app = typer.Typer(
    no_args_is_help=True, help="Tocsin's own drill goes the whole way: show, send."
)

_BY = SYSTEM.through("cli")


@app.command("show")
def show(
    limit: Annotated[int, typer.Option(help="So many trips.", min=1, max=500)] = 10,
    json: Json = False,
) -> None:
    """Show the latest trips, seconds by hop; status 3 where somebody should look.

    tocsin path show --limit 3
    """
    found, rows = standing(), trips(limit)
    heads = (_("begun"), _("state"), _("total"), *HOPS)
    lines = table(heads, map(_row, rows))
    facts = {"minutes": found.minutes, "complaint": found.complaint}
    tell(
        facts | {"trips": [_facts(told) for told in rows]},
        [*lines, *filter(None, [found.complaint])],
        as_json=json,
    )
    if found.complaint:
        raise typer.Exit(DIFFERS)


@app.command("send")
def send(json: Json = False) -> None:
    """Send one now, whatever the minutes say; the engine helps it on.

    tocsin path send
    """
    trip = send_trip(by=_BY)
    said = _("Number {number} is on its way.").format(number=trip.pk)
    tell({"number": trip.pk}, said, as_json=json)


def _row(told: Told) -> list[str]:
    cells = [f"{told.seconds[hop]:.1f}" if hop in told.seconds else "" for hop in HOPS]
    state = told.trip.state + (f": {told.trip.late}" if told.trip.late else "")
    return [
        f"{told.trip.begun_at:%Y-%m-%d %H:%M:%S}",
        state,
        f"{told.total:.1f}",
        *cells,
    ]


def _facts(told: Told) -> dict[str, Any]:
    trip = told.trip
    return {
        "number": trip.pk,
        "state": trip.state,
        "begun_at": trip.begun_at.isoformat(),
        "seconds": dict(told.seconds),
        "incident": trip.ref,
        "late": trip.late,
        "said": trip.said,
        "alarm": trip.alarm,
    }
