"""`tocsin key`: how machines sign in."""

from datetime import datetime, timedelta
from typing import Annotated, Any

import typer
from django.utils.translation import gettext as _

from tocsin.foundation.accounts.actions import create_key, revoke_key, rotate_key
from tocsin.foundation.accounts.reads import api_keys
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.kernel import clock
from tocsin.surfaces.cli.frame import Json, table, tell

app = typer.Typer(no_args_is_help=True, help="API keys: create, list, rotate, revoke.")

_BY = SYSTEM.through("cli")
_SCOPES = "read, work, intake or admin; may be repeated."

Name = Annotated[str, typer.Option("--name", help="What the key is for.")]


@app.command("create")
def create(
    name: Name,
    scope: Annotated[list[str], typer.Option("--scope", help=_SCOPES)],
    expires: Annotated[
        int | None, typer.Option("--expires", min=1, help="In so many days.")
    ] = None,
    json: Json = False,
) -> None:
    """Make an API key and show it, this once.

    tocsin key create --name dashboards --scope read
    """
    until = clock.now() + timedelta(days=expires) if expires else None
    made, secret = create_key(name, scope, by=_BY, expires_at=until)
    lines = [secret, _("It is not kept and will not be shown again.")]
    tell({**_facts(made), "key": secret}, lines, as_json=json)


@app.command("list")
def list_(json: Json = False) -> None:
    """List API keys, what they may do and when they were last used."""
    found = [_facts(held) for held in api_keys()]
    heads = (_("name"), _("begins with"), _("scopes"), _("last used"), _("state"))
    rows = [
        (it["name"], it["prefix"], ", ".join(it["scopes"]), _day(it["used"]), _of(it))
        for it in found
    ]
    tell(found, table(heads, rows), as_json=json)


@app.command("rotate")
def rotate(
    name: Name,
    grace: Annotated[
        int, typer.Option(min=0, max=720, help="Hours that the old secret lives on.")
    ] = 24,
    why: Annotated[str, typer.Option(help="The reason, kept in the audit.")] = "",
    json: Json = False,
) -> None:
    """Give a key a new secret and show it, this once; the old one works a while on.

    tocsin key rotate --name dashboards
    """
    hours = timedelta(hours=grace)
    made, secret = rotate_key(name, by=_BY, grace=hours, why=why)
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


def _of(facts: dict[str, Any]) -> str:
    if facts["revoked"]:
        return _("revoked")
    if facts["expires"] and facts["expires"] <= clock.now():
        return _("expired")
    return _("in use")


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
