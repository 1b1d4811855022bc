"""`tocsin audit`: who changed which setting or right."""

import json
from datetime import datetime
from typing import Annotated, Any

import typer
from django.utils import timezone
from django.utils.translation import gettext as _

from tocsin.foundation.accounts.reads import key_names, names_of
from tocsin.foundation.audit.reads import Wanted, find_changes
from tocsin.surfaces.cli.frame import Json, table, tell

_SHAPES = ["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"]
_COLUMNS = "at actor_kind actor_id subject verb before after why".split()
Day = datetime | None
Since = Annotated[Day, typer.Option("--since", formats=_SHAPES, help="From, in UTC.")]
Until = Annotated[Day, typer.Option("--until", formats=_SHAPES, help="Until, in UTC.")]


def audit(
    text: Annotated[str, typer.Argument(help="Words in subject, verb or reason.")] = "",
    subject: Annotated[str, typer.Option(help="Such as person:p-… or key:…")] = "",
    verb: Annotated[str, typer.Option(help="Such as created or published.")] = "",
    actor: Annotated[str, typer.Option(help="Who did it, by key or prefix.")] = "",
    since: Since = None,
    until: Until = None,
    limit: Annotated[int, typer.Option(min=1, max=100_000)] = 100,
    as_json: Json = False,
) -> None:
    """Every change of a setting or a right: who, when, from what, to what, and why.

    tocsin audit --since 2026-03-01 --subject key:probe
    """
    wanted = Wanted(text, subject, verb, actor, _utc(since), _utc(until))
    rows = find_changes(wanted, limit=limit)
    names = names_of(row.actor_id for row in rows) | key_names(
        row.actor_id for row in rows
    )
    heads = (_("when"), _("who"), _("subject"), _("verb"), _("to"), _("why"))
    lines = [_line(row, names.get(row.actor_id, row.actor_id)) for row in rows]
    facts = [{name: getattr(row, name) for name in _COLUMNS} for row in rows]
    tell(facts, table(heads, lines), as_json=as_json)


def _utc(told: datetime | None) -> datetime | None:
    return told.replace(tzinfo=timezone.get_fixed_timezone(0)) if told else None


def _line(row: Any, who: str) -> tuple[str, ...]:
    became = "" if row.after is None else json.dumps(row.after, ensure_ascii=False)
    when = f"{row.at:%Y-%m-%d %H:%M:%S}"
    return (when, who, row.subject, row.verb, became[:60], row.why[:60])
