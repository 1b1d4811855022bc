"""Whom a SCIM client keeps here, one by one."""

from django.utils.translation import gettext as _

from tocsin.foundation.accounts.models import Person, Team
from tocsin.foundation.accounts.refusals import PersonUnknown, TeamUnknown
from tocsin.foundation.directory.models import Tie
from tocsin.foundation.directory.refusals import PersonRefused
from tocsin.kernel.text import holdable

# All clients are one source: an organisation has one identity provider, and may give
# it another key.
SCIM = "scim"


def locked_person(key: str) -> Person:
    """The person, whom nobody else changes until this is over."""
    rows = Person.objects.select_for_update(no_key=True).filter(erased_at=None)
    person = rows.filter(key=holdable(key)).first()
    if person is None:
        raise PersonUnknown(key=holdable(key)[:80])
    return person


def locked_team(key: str) -> Team:
    team = Team.objects.select_for_update(no_key=True).filter(key=holdable(key)).first()
    if team is None:
        raise TeamUnknown(key=holdable(key)[:80])
    return team


def owned_by_scim(key: str) -> list[str]:
    """The facts of this person that the client answers for."""
    tie = Tie.objects.filter(source=SCIM, person__key=key).first()
    return list(tie.facts) if tie else []


def returning(username: str) -> str:
    """The key of somebody whom a client had taken away, by the same sign-in name;
    empty when nobody has it, refused when somebody is here."""
    found = Person.objects.filter(username__iexact=holdable(username)).first()
    if found is None:
        return ""
    if not Tie.objects.filter(source=SCIM, person=found, gone_at__isnull=False):
        raise PersonRefused(why=_("{name} is here already").format(name=username))
    return found.key
