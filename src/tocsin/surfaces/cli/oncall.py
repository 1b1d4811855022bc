"""`tocsin oncall`: who is on call, now or at any instant."""

from datetime import UTC, datetime
from typing import Annotated

import typer
from django.utils.translation import gettext as _

from tocsin.foundation.accounts.reads import names_of
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.foundation.oncall import reads
from tocsin.kernel import clock
from tocsin.surfaces.cli.frame import Json, table, tell


def oncall(
    at: Annotated[
        datetime | None, typer.Option(help="An instant in UTC; left out: now.")
    ] = None,
    team: Annotated[str, typer.Option(help="Of this team only, by key.")] = "",
    json: Json = False,
) -> None:
    """Tell who is on call, now or as it was or will be at an instant.

    tocsin oncall --team database --at 2026-11-27T02:00:00
    """
    moment = at.replace(tzinfo=UTC) if at else clock.now()
    chosen = reads.schedules(SYSTEM, team)
    keys = {each.key for each in chosen}
    duties = [d for d in reads.on_call(moment) if not team or d.team == team]
    names = names_of(duty.person for duty in duties)
    rows = [
        (d.team, d.rank, names.get(d.person, d.person), f"{d.ends_at:%Y-%m-%d %H:%M}")
        for d in duties
    ]
    missing = sorted(keys - {duty.schedule for duty in duties})
    heads = (_("Team"), _("Rank"), _("On call"), _("Until, UTC"))
    words = table(heads, rows)
    words += [_("Nobody on {name}.").format(name=key) for key in missing]
    facts = {"at": moment, "on_call": [_told(d) for d in duties], "nobody": missing}
    tell(facts, words, as_json=json)


def _told(duty: reads.Duty) -> dict[str, object]:
    return {
        name: getattr(duty, name)
        for name in ("schedule", "team", "rank", "person", "starts_at", "ends_at")
    }
