"""Whom a source means: by its own identifier, then by sign-in name, then by address."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from tocsin.foundation.directory.checking import Unfit
from tocsin.foundation.directory.rules import Held, Known, ToldPerson


def matched(
    told: ToldPerson, facts: Mapping[str, str], known: Known, mine: Mapping[str, Held]
) -> str | None:
    """The key of the person who is meant; None when they are new.

    `mine` are the source's ties by the person's key. A name and an address of two
    people are refused, and so is somebody whom the source already means otherwise.
    """
    if told.key:
        return told.key if told.key in known.people else None
    if tie := known.ties.get(told.ref):
        return tie.key
    named = known.usernames.get(facts.get("username", "").casefold())
    addressed = known.emails.get(facts.get("email", "").casefold())
    if named and addressed and named != addressed:
        why = _("its sign-in name is {one}'s and its address {other}'s")
        raise Unfit(
            why.format(one=_called(known, named), other=_called(known, addressed))
        )
    found = named or addressed
    held = mine.get(found) if found else None
    if held and not held.is_gone:
        why = _("{name} is known to this source as {ref} already")
        raise Unfit(why.format(name=_called(known, held.key), ref=held.ref))
    return found


def likely(told: ToldPerson, known: Known) -> set[str]:
    """Everybody who might be meant: whoever cannot be read is not gone for that."""
    found = [
        tie.key if (tie := known.ties.get(told.ref)) else None,
        known.usernames.get(told.facts.get("username", "").strip().casefold()),
        known.emails.get(told.facts.get("email", "").strip().casefold()),
    ]
    return {key for key in found if key}


def need_free(facts: Mapping[str, str], key: str | None, known: Known) -> None:
    """Refuses a sign-in name or an address that somebody else has."""
    for name, taken in (("username", known.usernames), ("email", known.emails)):
        told = facts.get(name, "").casefold()
        other = taken.get(told) if told else None
        if other and other != key:
            why = _("{value} is {name}'s already")
            raise Unfit(why.format(value=facts[name], name=_called(known, other)))


def _called(known: Known, key: str) -> str:
    person = known.people.get(key)
    return person.facts.get("name") or person.facts["username"] if person else key
