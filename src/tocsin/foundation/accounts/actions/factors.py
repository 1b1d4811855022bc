"""Verbs about second factors: how they come and go. Each is audited; none of its
secrets is."""

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, validate_totp_code
from allauth.mfa.webauthn.internal.auth import WebAuthn
from allauth.socialaccount.models import SocialAccount
from django.db import transaction

from tocsin.foundation.accounts.actions.rights import (
    locked_person,
    need_administrator,
    signed,
)
from tocsin.foundation.accounts.factor_letters import warn
from tocsin.foundation.accounts.factors import spend_code
from tocsin.foundation.accounts.models import FactorWanted, Person
from tocsin.foundation.accounts.reads import (
    has_second_factor,
    is_break_glass,
    wants_second_factor,
)
from tocsin.foundation.accounts.refusals import (
    CodeWrong,
    FactorNeeded,
    FactorUnknown,
    NoFactorYet,
    NotAllowed,
    NotYourOwnFactors,
    TotpThereAlready,
)
from tocsin.foundation.accounts.rules import Actor
from tocsin.foundation.audit.actions import record_change
from tocsin.kernel import clock
from tocsin.kernel.text import holdable

_APP, _PASSKEY = Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN
_CODES = Authenticator.Type.RECOVERY_CODES


@transaction.atomic
def add_totp(key: str, secret: str, code: str, *, by: Actor) -> list[str]:
    """The person's app is asked for a code from now on. Gives recovery codes, if
    this is their first factor: they are shown once."""
    person = _own(key, by)
    if _held(person, _APP):
        raise TotpThereAlready
    if not validate_totp_code(secret, code):
        raise CodeWrong
    spend_code(TOTP.activate(person, secret).instance, code)
    _audit(person, "second factor added", by, after={"kind": "app"})
    return _first_codes(person)


@transaction.atomic
def add_passkey(
    key: str, name: str, credential: dict[str, Any], *, by: Actor
) -> list[str]:
    """The passkey, whose answer to our challenge was checked before, signs in from
    now on. Gives recovery codes, if this is the first factor."""
    person = _own(key, by)
    name = holdable(name).strip()[:80]
    WebAuthn.add(person, name, credential)
    after = {"kind": "passkey", "name": name}
    _audit(person, "second factor added", by, after=after)
    return _first_codes(person)


@transaction.atomic
def remove_factor(key: str, number: int, *, by: Actor) -> None:
    """The app or passkey opens nothing any more; with the last one, recovery codes go.

    Refused when it is the last and one is wanted of the person's roles.
    """
    person = _own(key, by)
    rows = Authenticator.objects.filter(user=person, pk=number)
    found = rows.exclude(type=_CODES).first()
    if found is None:
        raise FactorUnknown
    before = _told(found)
    found.delete()
    if not has_second_factor(person):
        if wants_second_factor(person):
            raise FactorNeeded
        Authenticator.objects.filter(user=person).delete()
    _audit(person, "second factor removed", by, before=before)


@transaction.atomic
def renew_recovery_codes(key: str, *, by: Actor) -> list[str]:
    """New codes, shown once; those of before open nothing any more."""
    person = _own(key, by)
    if not has_second_factor(person):
        raise NoFactorYet
    Authenticator.objects.filter(user=person, type=_CODES).delete()
    _audit(person, "recovery codes renewed", by)
    return _codes(person)


@transaction.atomic
def reset_factors(key: str, *, by: Actor, why: str) -> Person:
    """The person has no second factor and sets one up anew, as when a phone is lost.

    An administrator does this for others, never for themselves: that would be a way
    around being asked.
    """
    need_administrator(by)
    if by.is_person and by.id == key:
        raise NotYourOwnFactors
    person = locked_person(key)
    held = Authenticator.objects.filter(user=person)
    before = [_told(each) for each in held.order_by("pk")]
    held.delete()
    FactorWanted.objects.filter(person=person).delete()
    _audit(person, "second factors reset", by, before=before, why=why)
    return person


def forget_factors(person: Person) -> None:
    """Nothing of theirs opens anything, here or by a provider; part of erasing a
    person."""
    SocialAccount.objects.filter(user=person).delete()
    Authenticator.objects.filter(user=person).delete()
    FactorWanted.objects.filter(person=person).delete()


def begin_grace(person: Person) -> FactorWanted:
    """From when on a second factor is wanted of somebody who has none; told once."""
    told, _made = FactorWanted.objects.get_or_create(
        person=person, defaults={"since": clock.now()}
    )
    return told


def _own(key: str, by: Actor) -> Person:
    """Factors are set up by whoever holds them, and by nobody for another."""
    person = locked_person(key)
    if not (by.is_person and by.id == key) or is_break_glass(person):
        raise NotAllowed
    return person


def _held(person: Person, kind: str) -> bool:
    held: bool = Authenticator.objects.filter(user=person, type=kind).exists()
    return held


def _first_codes(person: Person) -> list[str]:
    FactorWanted.objects.filter(person=person).delete()
    return [] if _held(person, _CODES) else _codes(person)


def _codes(person: Person) -> list[str]:
    """Ten codes in groups of five figures, as people copy them."""
    found = RecoveryCodes.activate(person).get_unused_codes()
    groups = [[code[at : at + 5] for at in range(0, len(code), 5)] for code in found]
    return ["-".join(each) for each in groups]


def _told(factor: Authenticator) -> dict[str, str]:
    if factor.type == _PASSKEY:
        return {"kind": "passkey", "name": factor.data["name"]}
    return {"kind": "app" if factor.type == _APP else "recovery codes"}


def _audit(person: Person, verb: str, by: Actor, **facts: Any) -> None:
    """On record, and told to whoever has the account."""
    record_change(f"person:{person.key}", verb, by=signed(by), **facts)
    warn(person, verb)
