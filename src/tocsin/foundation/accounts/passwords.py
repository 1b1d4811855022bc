"""The password rules in Django's form, so that every form and command applies them."""

from collections.abc import Iterator
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from tocsin.foundation.accounts.models import Person
from tocsin.foundation.accounts.refusals import PasswordWeak
from tocsin.foundation.accounts.rules import (
    MAX_PASSWORD,
    MIN_PASSWORD,
    password_complaint,
)


class HardToGuess:
    """Refuses short, endless, repetitive and common passwords, and people's names."""

    def validate(self, password: str, user: Any = None) -> None:
        complaint = password_complaint(password, _names(user))
        if complaint:
            raise ValidationError(_reason(complaint), code=complaint)

    def get_help_text(self) -> str:
        return _("At least %(least)d characters, and not easy to guess.") % {
            "least": MIN_PASSWORD
        }


def check_password_rules(password: str, person: Person | None = None) -> None:
    try:
        validate_password(password, person)
    except ValidationError as found:
        raise PasswordWeak(reason=" ".join(found.messages)) from found


def _names(person: Any) -> Iterator[str]:
    if not isinstance(person, Person):
        return
    yield person.username
    yield from person.name.split()
    yield person.email.partition("@")[0]


def _reason(complaint: str) -> str:
    return {
        "too_short": _("It needs at least %d characters.") % MIN_PASSWORD,
        "too_long": _("It may have at most %d characters.") % MAX_PASSWORD,
        "repetitive": _("It repeats or counts too much."),
        "common": _("It is one of the first that anybody would try."),
        "personal": _("It is little more than the person's name or address."),
    }[complaint]
