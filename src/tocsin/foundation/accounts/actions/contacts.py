"""Verbs about the ways to reach a person."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from tocsin.foundation.accounts.actions.facts import (
    is_email,
    need_right,
    unusable,
)
from tocsin.foundation.accounts.actions.rights import locked_person, signed
from tocsin.foundation.accounts.models import Contact
from tocsin.foundation.accounts.refusals import AlreadyErased
from tocsin.foundation.accounts.rules import Actor
from tocsin.foundation.audit.actions import record_change
from tocsin.kernel.text import holdable

_MOST = 20
# E.164 with what people write between the figures, and an extension.
_NUMBER = re.compile(r"\+?[0-9][0-9 ()./-]{2,30}[0-9]( ?(x|ext\.?|#) ?[0-9]{1,8})?")
_NUMBERS = (Contact.Kind.PHONE, Contact.Kind.MOBILE)


@transaction.atomic
def set_contacts(
    key: str, told: Iterable[Mapping[str, Any]], *, by: Actor, why: str = ""
) -> list[Contact]:
    """The person is reached by exactly these, in this order, besides their address
    and phone. Each has kind, value and, if wanted, label.

    What was verified stays so while its value does. Anybody may tell their own.
    """
    need_right(key, (), by)
    person = locked_person(key)
    if person.erased_at:
        raise AlreadyErased(key=key)
    wanted = _wanted(told)
    held = {(each.kind, each.value): each for each in person.contacts.all()}
    before = [(*pair, each.label) for pair, each in held.items()]
    if before == wanted:
        return list(held.values())
    kept = {(kind, value) for kind, value, _label in wanted}
    gone = [each.id for pair, each in held.items() if pair not in kept]
    Contact.objects.filter(id__in=gone).delete()
    for position, (kind, value, label) in enumerate(wanted):
        contact = held.get((kind, value))
        contact = contact or Contact(person=person, kind=kind, value=value)
        contact.label, contact.position = label, position
        contact.save()
    # Only of which kinds: the values are personal and must stay erasable.
    kinds = sorted(kind for kind, _value, _label in wanted)
    after = {"contacts": kinds}
    record_change(f"person:{key}", "contacts set", after=after, why=why, by=signed(by))
    return list(person.contacts.all())


def _wanted(told: Iterable[Mapping[str, Any]]) -> list[tuple[str, str, str]]:
    found: dict[tuple[str, str], str] = {}
    for each in told:
        kind = str(each.get("kind", ""))
        value = holdable(str(each.get("value", ""))).strip()
        _need_usable(kind, value)
        found[kind, value] = _label(holdable(str(each.get("label") or "")).strip())
    if len(found) > _MOST:
        hint = _("At most {n} of them.").format(n=_MOST)
        raise unusable("contacts", len(found), hint)
    return [(kind, value, label) for (kind, value), label in found.items()]


def _need_usable(kind: str, value: str) -> None:
    if kind not in Contact.Kind.values:
        known = ", ".join(Contact.Kind.values)
        raise unusable("kind", kind, _("One of: {known}.").format(known=known))
    longest = Contact._meta.get_field("value").max_length or 0
    if not value or len(value) > longest:
        hint = _("At most {n} characters, and not nothing.").format(n=longest)
        raise unusable(kind, value, hint)
    if kind == Contact.Kind.EMAIL and not is_email(value):
        raise unusable(kind, value, _("Write it as ada@example.org."))
    if kind in _NUMBERS and not _NUMBER.fullmatch(value):
        raise unusable(kind, value, _("Write it as +33 1 23 45 67 89."))


def _label(told: str) -> str:
    longest = Contact._meta.get_field("label").max_length or 0
    if len(told) > longest:
        raise unusable("label", told, _("At most {n} characters.").format(n=longest))
    return told
