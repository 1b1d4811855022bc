"""Providers are published, people come in by them, and groups give roles and teams."""

from collections.abc import Mapping
from typing import Any

from allauth.socialaccount.models import SocialAccount
from django.db import connection, transaction

from tocsin.foundation.accounts.actions import (
    add_person,
    join_team,
    leave_team,
    set_roles,
)
from tocsin.foundation.accounts.models import Person
from tocsin.foundation.accounts.reads import (
    is_break_glass,
    person_called,
    person_with_address,
    roles_of,
)
from tocsin.foundation.accounts.refusals import LastAdministrator, NotAllowed
from tocsin.foundation.accounts.rules import ADMINISTRATOR, Actor
from tocsin.foundation.audit.actions import record_change
from tocsin.foundation.config.actions import publish_checked, retire_published
from tocsin.foundation.config.models import Document
from tocsin.foundation.sso.kinds import PROVIDER_KIND
from tocsin.foundation.sso.models import ClientSecret, Given
from tocsin.foundation.sso.refusals import (
    AddressNotVouched,
    IdentityUnknown,
    LinkedToAnother,
    NobodyKnown,
)
from tocsin.foundation.sso.rules import (
    Provider,
    given_by,
    groups_told,
    vouched_address,
)
from tocsin.kernel import clock, keys
from tocsin.kernel.text import holdable

What = tuple[str, str]


def publish_provider(name: str, body: Any, *, by: Actor, why: str) -> Document:
    """People can sign in by it from now on."""
    _need_administrator(by)
    return publish_checked(PROVIDER_KIND, name, body, by=by, why=why)


def retire_provider(name: str, *, by: Actor, why: str) -> Document:
    """Nobody signs in by it any more; who is linked to whom is kept."""
    _need_administrator(by)
    return retire_published(PROVIDER_KIND, name, by=by, why=why)


@transaction.atomic
def set_client_secret(name: str, secret: str, *, by: Actor, why: str = "") -> None:
    """We show the provider this secret from now on."""
    _need_administrator(by)
    sealed = keys.box().encrypt(secret.strip().encode()).decode()
    facts = {"sealed": sealed, "set_at": clock.now()}
    ClientSecret.objects.update_or_create(provider=name, defaults=facts)
    record_change(f"provider:{name}", "secret set", by=(by.kind, by.id), why=why)


@transaction.atomic
def unlink(key: str, number: int, *, by: Actor, why: str = "") -> None:
    """The person does not come in by this account any more, and has lost what its
    groups gave them."""
    _need_administrator(by)
    rows = SocialAccount.objects.select_for_update().filter(user__key=key, pk=number)
    held = rows.first()
    if held is None:
        raise IdentityUnknown
    person: Person = held.user
    taken = _take_all(person, held.provider, _signed(held.provider))
    before = {"issuer": held.provider, "taken": sorted(map("/".join, taken))}
    held.delete()
    record_change(
        f"person:{key}", "unlinked", before=before, by=(by.kind, by.id), why=why
    )


@transaction.atomic
def admit(provider: Provider, claims: Mapping[str, Any]) -> Person:
    """The person whom the provider's checked claims are about, with the roles and
    teams of their groups.

    An account that never came before is linked to whoever has the address that the
    provider vouches for, or makes a new person where that is wanted.
    """
    subject = claims["sub"]
    _one_at_a_time(f"sso {provider.issuer} {subject}")
    rows = SocialAccount.objects.filter(provider=provider.issuer, uid=subject)
    held = rows.select_related("user").first()
    person: Person = held.user if held else _newcomer(provider, claims)
    if person.is_active:
        if held is None:
            _tie(person, provider, subject)
        _follow_groups(person, provider, claims)
    return person


def _newcomer(provider: Provider, claims: Mapping[str, Any]) -> Person:
    address = vouched_address(provider, claims)
    if address and (found := person_with_address(address)):
        known = SocialAccount.objects.filter(user=found, provider=provider.issuer)
        if known.exists() or is_break_glass(found):
            # Addresses are given to other people; accounts there are not.
            raise LinkedToAnother(title=provider.title)
        return found
    told = claims.get("email")
    if not address and isinstance(told, str) and person_with_address(told.strip()):
        raise AddressNotVouched(title=provider.title)
    if not provider.makes_people:
        raise NobodyKnown(title=provider.title)
    name = claims.get("name")
    return add_person(
        _free_name(claims),
        by=_signed(provider.issuer),
        name=name[:150] if isinstance(name, str) else "",
        email=address,
    )


def _free_name(claims: Mapping[str, Any]) -> str:
    """What they are called there, with a number behind it where that is taken: a
    name is nobody's proof of being the one who has it here."""
    told = next(filter(None, map(claims.get, ("preferred_username", "name", "sub"))))
    wanted = holdable(str(told)).strip()[:140]
    tried, number = wanted, 1
    while person_called(tried):
        number += 1
        tried = f"{wanted}-{number}"
    return tried


def _tie(person: Person, provider: Provider, subject: str) -> None:
    SocialAccount.objects.create(user=person, provider=provider.issuer, uid=subject)
    record_change(
        f"person:{person.key}",
        "linked",
        after={"issuer": provider.issuer},
        by=("system", "sso"),
        why=provider.title,
    )


def _follow_groups(
    person: Person, provider: Provider, claims: Mapping[str, Any]
) -> None:
    """They have what their groups give; what groups gave before and do not any more
    is taken. What they had by hand is neither."""
    groups = groups_told(provider, claims)
    if groups is None:
        return
    by = _signed(provider.issuer)
    wanted = given_by(provider, groups)
    rows = Given.objects.filter(person=person, issuer=provider.issuer)
    given = {(row.kind, row.name) for row in rows}
    fresh = wanted - _held(person)
    gone = _no_longer(person, provider.issuer, given - wanted)
    _give_and_take(person, fresh, gone, by, why=_why(provider, groups))
    for kind, name in fresh - given:
        Given.objects.create(
            person=person, issuer=provider.issuer, kind=kind, name=name
        )


def _take_all(person: Person, issuer: str, by: Actor) -> set[What]:
    rows = Given.objects.filter(person=person, issuer=issuer)
    given = {(row.kind, row.name) for row in rows}
    gone = _no_longer(person, issuer, given)
    _give_and_take(person, frozenset(), gone, by, why=issuer)
    return gone


def _no_longer(person: Person, issuer: str, taken: set[What]) -> set[What]:
    """What is to be taken, its rows gone: what another provider gives as well stays."""
    others = Given.objects.filter(person=person).exclude(issuer=issuer)
    kept = {(row.kind, row.name) for row in others}
    for kind, name in taken:
        Given.objects.filter(
            person=person, issuer=issuer, kind=kind, name=name
        ).delete()
    return taken - kept


def _held(person: Person) -> set[What]:
    teams = person.memberships.values_list("team__key", flat=True)
    return {("role", r) for r in roles_of(person)} | {("team", t) for t in teams}


def _give_and_take(
    person: Person, fresh: frozenset[What], gone: set[What], by: Actor, *, why: str
) -> None:
    before = set(roles_of(person))
    roles = before | _of("role", fresh)
    roles -= _of("role", gone)
    if roles != before:
        try:
            with transaction.atomic():
                set_roles(person.key, roles, by=by, why=why)
        except LastAdministrator:
            # Nobody would be left to give rights: the last one keeps that role.
            set_roles(person.key, roles | {ADMINISTRATOR}, by=by, why=why)
    for team in sorted(_of("team", fresh)):
        join_team(team, person.key, by=by)
    for team in sorted(_of("team", gone)):
        leave_team(team, person.key, by=by)


def _of(kind: str, things: Any) -> set[str]:
    return {name for each, name in things if each == kind}


def _why(provider: Provider, groups: frozenset[str]) -> str:
    """The groups from which something follows; the others are nobody's business."""
    named = sorted(groups & (provider.groups or {}).keys())
    return f"{provider.title}: {', '.join(named)}"


def _signed(issuer: str) -> Actor:
    return Actor(kind="system", id="sso", name=issuer, via="web")


def _one_at_a_time(name: str) -> None:
    """Two first sign-ins of one account at once make one person."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])


def _need_administrator(by: Actor) -> None:
    if not by.has(ADMINISTRATOR):
        raise NotAllowed
