"""`tocsin matrix try`, `holes`, `replay`: who is reached, would be, would have been."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Annotated, Any

import typer
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from tocsin.foundation.accounts.reads import names_of
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.kernel import clock
from tocsin.response.escalation.coverage.actions import keep_proof
from tocsin.response.escalation.coverage.reads import holes_for
from tocsin.response.escalation.replaying import Replayed, replay_incident
from tocsin.response.escalation.trying import (
    Hypothetical,
    Moment,
    Tried,
    people_in,
    try_matrix,
)
from tocsin.surfaces.cli.frame import DIFFERS, Json, table, tell

_BY = SYSTEM.through("cli")
Version = Annotated[
    int | None, typer.Option("--version", min=1, help="Not the one in force.")
]


def try_it(
    category: Annotated[str, typer.Argument(help="A category's key.")],
    priority: Annotated[int, typer.Argument(min=1, max=5, help="1 to 5.")],
    at: Annotated[
        str, typer.Option("--at", help="2026-03-02T02:00+01:00; usually now.")
    ] = "",
    service: Annotated[str, typer.Option("--service", help="A service's key.")] = "",
    version: Version = None,
    json: Json = False,
) -> None:
    """Show who would be told, when and by what, while nobody answers.

    tocsin matrix try infrastructure/server 1 --at 2026-12-24T23:00+01:00
    """
    asked = Hypothetical(category, priority, _instant(at), service)
    tried = try_matrix(_BY, asked, number=version)
    tell(_facts(tried), _words(tried), as_json=json)


def holes(json: Json = False) -> None:
    """Prove the matrix in force now and list its holes; status 3 where there is one.

    tocsin matrix holes
    """
    keep_proof()
    found = holes_for(_BY)
    facts = [{"code": e.hole.code, "sentence": e.sentence} for e in found]
    lines = [f"{e.sentence} {e.remedy}" for e in found]
    tell(facts, lines or _("Somebody is reached, always."), as_json=json)
    if found:
        raise typer.Exit(DIFFERS)


def replay(
    ref: Annotated[str, typer.Argument(help="An incident's reference.")],
    version: Version = None,
    json: Json = False,
) -> None:
    """Show whom a version of the matrix would have told, beside who was told.

    tocsin matrix replay INC-01042 --version 7
    """
    found = replay_incident(_BY, ref, number=version)
    tell(_compared(found), _comparison(found), as_json=json)


def _instant(told: str) -> datetime:
    if not told:
        return clock.now()
    try:
        found = parse_datetime(told)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        said = _("Tell an instant with its offset, such as {example}.")
        example = "2026-03-02T02:00+01:00"
        raise typer.BadParameter(said.format(example=example))
    return found.astimezone(UTC)


def _facts(tried: Tried) -> dict[str, Any]:
    row = tried.choice.row
    return {
        "team": tried.team.team,
        "row": row.key if row else None,
        "moments": [
            {
                "at": each.at,
                "does": each.does,
                "level": each.level,
                "because": each.because,
                "people": [heard.person for heard in each.heard],
            }
            for each in tried.moments
        ],
    }


def _words(tried: Tried) -> Iterator[str]:
    row = tried.choice.row
    yield tried.team.why
    if row is None:
        yield _("No row holds for it: nobody would be told.")
        return
    yield _("It goes by the row {row}.").format(row=row.name)
    named = names_of(people_in(tried.moments))
    rows = [
        (f"{each.at:%Y-%m-%d %H:%M}Z", each.level or "", _told(each, named))
        for each in tried.moments
    ]
    yield from table((_("at"), _("level"), _("whom")), rows)


def _told(each: Moment, named: Any) -> str:
    if each.is_end:
        return _("nobody is left to tell")
    people = [
        f"{named.get(heard.person, heard.person)} ({_channels(heard)})"
        for heard in each.heard
    ]
    return ", ".join(people) or _("nobody: the next level comes at once")


def _channels(heard: Any) -> str:
    sent = [message.channel for message in heard.messages]
    return ", ".join(sent) or _("no verified channel")


def _compared(found: Replayed) -> list[dict[str, Any]]:
    return [
        {
            "level": each.level,
            "promised_at": each.promised_at,
            "promised": each.promised,
            "happened_at": each.happened_at,
            "happened": each.happened,
        }
        for each in found.levels
    ]


def _comparison(found: Replayed) -> Iterator[str]:
    rows = [
        (each.level, _shown(each.promised_at), _shown(each.happened_at))
        for each in found.levels
    ]
    yield from table((_("level"), _("promised"), _("happened")), rows)


def _shown(at: datetime | None) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S}Z" if at else "–"
