"""`tocsin person`: who may sign in, and what they may do."""

from dataclasses import asdict
from typing import Annotated, Any

import typer
from django.utils.translation import gettext as _

from tocsin.foundation.accounts.actions import (
    add_person,
    end_sessions,
    invite,
    reactivate,
    seal_break_glass,
    set_password,
    set_roles,
)
from tocsin.foundation.accounts.models import Person
from tocsin.foundation.accounts.reads import (
    BREAK_GLASS,
    people,
    person_called,
    person_named,
    roles_of,
)
from tocsin.foundation.accounts.refusals import PersonUnknown
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.kernel import home
from tocsin.register.leaving.actions import DUTY_MANAGER, TEAM, let_go
from tocsin.register.work.actions import erase_person_everywhere
from tocsin.surfaces.cli import person_away
from tocsin.surfaces.cli.frame import Json, table, tell

app = typer.Typer(
    no_args_is_help=True,
    help="People: add, invite, password, roles, deactivate …",
)

app.command("away")(person_away.away)
app.command("back")(person_away.back)

_BY = SYSTEM.through("cli")
_ROLES = "agent, major_incident_manager, auditor or administrator; may be repeated."

Username = Annotated[str, typer.Argument(help="The name they sign in with, or key.")]
Roles = Annotated[list[str] | None, typer.Option("--role", help=_ROLES)]


@app.command("add")
def add(
    username: Username,
    name: Annotated[str, typer.Option(help="What people call them.")] = "",
    email: Annotated[str, typer.Option(help="Their address.")] = "",
    role: Roles = None,
    password: Annotated[
        str | None,
        typer.Option(
            envvar="TOCSIN_PASSWORD",
            help="Better asked for; '-' reads it from standard input.",
        ),
    ] = None,
    no_password: Annotated[
        bool, typer.Option(help="They are known, but cannot sign in.")
    ] = False,
    json: Json = False,
) -> None:
    """Add a person, by name, with their roles; without any they may only report.

    tocsin person add ada --name "Ada Laurent" --role agent
    """
    word = None if no_password else _password(password)
    person = add_person(
        username, by=_BY, roles=role or (), password=word, name=name, email=email
    )
    said = _("{name} is known and signs in as {username}.")
    tell(
        _facts(person),
        said.format(name=person, username=person.username),
        as_json=json,
    )


@app.command("list")
def list_(
    text: Annotated[str, typer.Argument(help="Part of a name or address.")] = "",
    json: Json = False,
) -> None:
    """List active people and their roles."""
    found = [_facts(person) for person in people(text, limit=100_000)]
    rows = [
        (it["username"], it["name"], ", ".join(it["roles"]), it["key"]) for it in found
    ]
    heads = (_("signs in as"), _("name"), _("roles"), _("key"))
    tell(found, table(heads, rows), as_json=json)


@app.command("password")
def password(
    username: Username,
    password: Annotated[
        str | None,
        typer.Option(envvar="TOCSIN_PASSWORD", help="Better asked for; '-' reads it."),
    ] = None,
    json: Json = False,
) -> None:
    """Give somebody a new password; their other sessions end."""
    person = _person(username)
    set_password(person.key, _password(password), by=_BY)
    said = _("{username} has a new password.").format(username=person.username)
    tell(_facts(person), said, as_json=json)


@app.command("roles")
def roles(
    username: Username,
    role: Roles = None,
    why: Annotated[str, typer.Option(help="The reason, kept in the audit.")] = "",
    json: Json = False,
) -> None:
    """Give somebody exactly these roles; without --role, none.

    tocsin person roles ada --role agent --role auditor
    """
    person = set_roles(_person(username).key, role or (), by=_BY, why=why)
    held = ", ".join(roles_of(person)) or _("no roles")
    said = _("{username} now has: {roles}.").format(
        username=person.username, roles=held
    )
    tell(_facts(person), said, as_json=json)


@app.command("break-glass")
def break_glass(
    why: Annotated[str, typer.Option(help="The reason, kept in the audit.")] = "",
    json: Json = False,
) -> None:
    """Seal the account that signs in when nobody else can; print its secret once.

    It opens once, past second factors and past a provider that is down. Every
    administrator is told until it is sealed anew, which this does as well.
    """
    secret = seal_break_glass(by=_BY, why=why)
    said = _("Name: {name}\nPassword: {secret}\nWrite it on paper and seal it.")
    tell(
        {"username": BREAK_GLASS, "password": secret},
        said.format(name=BREAK_GLASS, secret=secret),
        as_json=json,
    )


@app.command("invite")
def invite_(
    email: Annotated[str, typer.Argument(help="Where the link is sent.")],
    name: Annotated[str, typer.Option(help="What people call them.")] = "",
    role: Roles = None,
    team: Annotated[
        list[str] | None, typer.Option("--team", help="A team's key; may be repeated.")
    ] = None,
    language: Annotated[str, typer.Option(help="In which the mail is written.")] = "en",
    show_link: Annotated[
        bool, typer.Option(help="Say the link, too, where no mail leaves.")
    ] = False,
    json: Json = False,
) -> None:
    """Ask somebody to come: they choose name and password by a link sent to them.

    tocsin person invite zoe@example.org --role agent --team service-desk
    """
    found, token = invite(
        email, by=_BY, name=name, roles=role or (), teams=team or (), language=language
    )
    link = f"{home.url()}/welcome/{token}" if show_link else ""
    facts = {"number": found.id, "email": found.email, "ends_at": found.ends_at}
    lines = [_("An invitation to {email} is on its way.").format(email=found.email)]
    lines += [link] if link else []
    tell(facts | ({"link": link} if link else {}), lines, as_json=json)


@app.command("deactivate")
def deactivate(
    username: Username,
    to: Annotated[
        str,
        typer.Option(help="Who has their open work: a name, team or duty_manager."),
    ] = DUTY_MANAGER,
    why: Annotated[str, typer.Option(help="The reason, kept in the audit.")] = "",
    keep_keys: Annotated[
        bool, typer.Option(help="API keys that they made go on.")
    ] = False,
    json: Json = False,
) -> None:
    """They cannot sign in any more, and their open work is handed over.

    tocsin person deactivate ada --to grace --why "Left for another company."
    """
    person = _person(username)
    to = to if to in (TEAM, DUTY_MANAGER) else _person(to).key
    done = let_go(person.key, by=_BY, to=to, why=why, keep_keys=keep_keys)
    said = _("{name} is out. Handed over: {incidents} incidents, {tasks} tasks.")
    told = asdict(done)
    tell({"key": person.key} | told, said.format(name=person, **told), as_json=json)


@app.command("reactivate")
def reactivate_(
    username: Username,
    why: Annotated[str, typer.Option(help="The reason, kept in the audit.")] = "",
    json: Json = False,
) -> None:
    """They can sign in again."""
    person = reactivate(_person(username).key, by=_BY, why=why)
    said = _("{username} can sign in again.").format(username=person.username)
    tell(_facts(person), said, as_json=json)


@app.command("sign-out")
def sign_out(username: Username, json: Json = False) -> None:
    """End all their sessions."""
    person = _person(username)
    count = end_sessions(person.key, by=_BY)
    said = _("{username} is signed out in {count} places.")
    said = said.format(username=person.username, count=count)
    tell({"key": person.key, "sessions": count}, said, as_json=json)


@app.command("erase")
def erase(
    username: Username,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask again.")] = False,
    json: Json = False,
) -> None:
    """Erase all that somebody said and all that tells who they were.

    The entries stay, with their hashes, and `tocsin verify` still proves the
    register. This cannot be undone.
    """
    person = _person(username)
    if not yes:
        asked = _("Erase {name} for good?").format(name=person)
        typer.confirm(asked, abort=True, err=True)
    count = erase_person_everywhere(person.key, by=_BY)
    said = _("{key} is erased; {count} incidents held words of theirs.")
    tell(
        {"key": person.key, "incidents": count},
        said.format(key=person.key, count=count),
        as_json=json,
    )


def _person(username: str) -> Person:
    person = person_called(username) or person_named(username)
    if person is None:
        raise PersonUnknown(key=username)
    return person


def _password(given: str | None) -> str:
    if given == "-":
        return typer.get_text_stream("stdin").readline().rstrip("\n")
    if given is not None:
        return given
    asked: str = typer.prompt(
        _("Password"), hide_input=True, confirmation_prompt=True, err=True
    )
    return asked


def _facts(person: Person) -> dict[str, Any]:
    return {
        "key": person.key,
        "username": person.username,
        "name": str(person),
        "email": person.email,
        "roles": roles_of(person),
    }
