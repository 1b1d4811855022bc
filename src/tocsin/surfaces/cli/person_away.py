"""`tocsin person away` and `back`: who is away, and who answers meanwhile."""

from datetime import UTC, datetime
from typing import Annotated, Any

import typer
from django.utils.translation import gettext as _

from tocsin.foundation.accounts.absences import absences_of, answering_for
from tocsin.foundation.accounts.actions import end_absence, tell_absence
from tocsin.foundation.accounts.models import Person
from tocsin.foundation.accounts.reads import names_of, person_called
from tocsin.foundation.accounts.refusals import PersonUnknown
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.foundation.oncall.actions import write_what_is_due
from tocsin.kernel import clock
from tocsin.surfaces.cli.frame import Json, tell

_BY = SYSTEM.through("cli")
Username = Annotated[str, typer.Argument(help="The name they sign in with.")]


def away(
    username: Username,
    until: Annotated[
        datetime | None,
        typer.Option(help="In UTC; left out: until they are back."),
    ] = None,
    stands_in: Annotated[
        str, typer.Option(help="Who answers, by sign-in name; else their deputy.")
    ] = "",
    why: Annotated[str, typer.Option(help="The reason, kept in the audit.")] = "",
    json: Json = False,
) -> None:
    """Tell that somebody is away from now on, and who stands in.

    tocsin person away ada --until 2026-03-09T08:00:00 --stands-in grace
    """
    person = _person(username)
    other = _person(stands_in).key if stands_in else None
    end = until.replace(tzinfo=UTC) if until else None
    tell_absence(person.key, clock.now(), end, stands_in=other, why=why, by=_BY)
    write_what_is_due()
    _tell_who_answers(person, as_json=json)


def back(username: Username, json: Json = False) -> None:
    """Tell that somebody is back; what has not begun yet stays."""
    person = _person(username)
    for absence in absences_of(person):
        if absence.starts_at <= clock.now():
            end_absence(person.key, absence.id, by=_BY)
    write_what_is_due()
    _tell_who_answers(person, as_json=json)


def _tell_who_answers(person: Person, *, as_json: bool) -> None:
    told = answering_for(person.key)
    name = names_of([told.by]).get(told.by or "", _("nobody"))
    said = _("{by} answers for {name}.").format(by=name, name=person)
    facts: dict[str, Any] = {"key": person.key, "answering": told.by}
    tell({**facts, "until": told.until}, said, as_json=as_json)


def _person(username: str) -> Person:
    person = person_called(username)
    if person is None:
        raise PersonUnknown(key=username)
    return person
