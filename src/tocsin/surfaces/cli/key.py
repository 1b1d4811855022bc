"""`tocsin key`: how machines sign in."""

from datetime import datetime, timedelta
from typing import Annotated, Any

import typer
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tocsin.foundation.accounts.actions import create_key, revoke_key, rotate_key
from tocsin.foundation.accounts.reads import end_of_key, keys_for
from tocsin.foundation.accounts.rules import SYSTEM, KeyStanding
from tocsin.surfaces.cli.frame import Json, table, tell

app = typer.Typer(no_args_is_help=True, help="API keys: create, list, rotate, revoke.")

_BY = SYSTEM.through("cli")
_SCOPES = "read, work, intake, directory or admin; may be repeated."

_STATES = {
    "live": gettext_lazy("in use"),
    "ending": gettext_lazy("ends soon"),
    "expired": gettext_lazy("expired"),
    "revoked": gettext_lazy("revoked"),
}

Name = Annotated[str, typer.Option("--name", help="What the key is for.")]


@app.command("create")
def create(
    name: Name,
    scope: Annotated[list[str], typer.Option("--scope", help=_SCOPES)],
    expires: Annotated[
        int | None, typer.Option("--expires", min=0, help="In so many days; 0: never.")
    ] = None,
    json: Json = False,
) -> None:
    """Make an API key and show it, this once. Unless told, it ends after the days
    that Settings, Options names.

    tocsin key create --name dashboards --scope read
    """
    made, secret = create_key(name, scope, by=_BY, expires_at=end_of_key(expires))
    lines = [secret, _("It is not kept and will not be shown again.")]
    tell({**_facts(made), "key": secret}, lines, as_json=json)


@app.command("list")
def list_(json: Json = False) -> None:
    """List API keys, what they may do and when they were last used."""
    held = keys_for(_BY)
    heads = (_("name"), _("begins with"), _("scopes"), _("last used"), _("state"))
    rows = [_row(each) for each in held]
    facts = [
        {**_facts(each.key), "state": each.state, "maker_left": each.maker_left}
        for each in held
    ]
    tell(facts, table(heads, rows), as_json=json)


@app.command("rotate")
def rotate(
    name: Name,
    grace: Annotated[
        int, typer.Option(min=0, max=720, help="Hours that the old secret lives on.")
    ] = 24,
    expires: Annotated[
        int | None,
        typer.Option("--expires", min=1, help="In so many days; else as before."),
    ] = None,
    why: Annotated[str, typer.Option(help="The reason, kept in the audit.")] = "",
    json: Json = False,
) -> None:
    """Give a key a new secret and show it, this once; the old one works a while on.

    tocsin key rotate --name dashboards
    """
    end = end_of_key(expires) if expires else None
    hours = timedelta(hours=grace)
    made, secret = rotate_key(name, by=_BY, grace=hours, expires_at=end, why=why)
    said = _("The secret of before opens for {n} more hours.").format(n=grace)
    tell({**_facts(made), "key": secret}, [secret, said], as_json=json)


@app.command("revoke")
def revoke(
    name: Name,
    why: Annotated[str, typer.Option(help="The reason, kept in the audit.")] = "",
    json: Json = False,
) -> None:
    """Make a key open nothing any more, for good."""
    revoked = revoke_key(name, by=_BY, why=why)
    said = _("The key {name} opens nothing any more.").format(name=name)
    tell(_facts(revoked), said, as_json=json)


def _row(held: KeyStanding) -> tuple[str, ...]:
    key, said = held.key, _STATES[held.state]
    used = _day(key.last_used_at)
    state = f"{said}, {_('its maker has left')}" if held.maker_left else str(said)
    return (key.name, key.prefix, ", ".join(key.scopes), used, state)


def _day(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d}" if moment else _("never")


def _facts(held: Any) -> dict[str, Any]:
    return {
        "name": held.name,
        "prefix": held.prefix,
        "scopes": held.scopes,
        "created": held.created_at,
        "expires": held.expires_at,
        "revoked": held.revoked_at,
        "used": held.last_used_at,
    }
