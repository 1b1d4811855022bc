"""Who is told, who may say so, and whose that is to ask."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from tocsin.foundation.accounts.holders import active_among
from tocsin.foundation.accounts.reads import duty_managers
from tocsin.foundation.accounts.rules import (
    MAJOR_INCIDENT_MANAGER,
    SYSTEM,
    Actor,
)
from tocsin.foundation.config.reads import value
from tocsin.foundation.notify.options import DRILLS
from tocsin.register.core.reads.visible import visible_to
from tocsin.register.work.answering import named_on
from tocsin.register.work.options import EXECUTIVES as CHOSEN
from tocsin.response.stakeholders.facts import COMMUNICATIONS, LIAISON, MANAGER, Facts
from tocsin.response.stakeholders.models import Contact
from tocsin.response.stakeholders.rules import (
    CONTACT,
    EXECUTIVES,
    NOTICES,
    OWNER,
    PERSON,
    REPORTERS,
    Group,
)

_KEYS = frozenset({"work", "admin"})


@dataclass(frozen=True, slots=True)
class Told:
    """Whom a class reaches with one incident: reporters by mail, people by their own
    ways, contacts by theirs. `by_notice`: whoever reads status pages."""

    reporters: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    contacts: tuple[Contact, ...] = field(default=())
    by_notice: bool = False

    @property
    def number(self) -> int:
        return len(self.reporters) + len(self.people) + len(self.contacts)


def told_of(group: Group, facts: Facts) -> Told:
    """Nobody from outside in a drill, and of people only those who are in it; of a
    restricted incident only those who are named on it."""
    reporters = _reporters(facts) if REPORTERS in group.to else []
    keys = [way[len(CONTACT) :] for way in group.to if way.startswith(CONTACT)]
    contacts = Contact.objects.filter(key__in=keys, retired_at=None).order_by("key")
    return Told(
        reporters=tuple(sorted(_fit(facts, reporters))),
        people=tuple(sorted(_fit(facts, _people(group, facts)))),
        contacts=() if facts.is_drill else tuple(contacts),
        by_notice=NOTICES in group.to,
    )


def _people(group: Group, facts: Facts) -> set[str]:
    found = {way[len(PERSON) :] for way in group.to if way.startswith(PERSON)}
    if OWNER in group.to and facts.service_owner:
        found.add(facts.service_owner)
    if EXECUTIVES in group.to:
        found |= set(value(CHOSEN))
    return found


def _reporters(facts: Facts) -> list[str]:
    """Who reported it, or one of its children."""
    theirs = visible_to(SYSTEM).filter(ref__in=facts.children, restricted=False)
    keys = [
        str(row.reporter_id) for row in theirs.only("reporter_id") if row.reporter_id
    ]
    return [*facts.reporters, *keys]


def _fit(facts: Facts, keys: Iterable[str]) -> set[str]:
    able = active_among(sorted({*keys}))
    if facts.restricted:
        able &= named_on([facts.id])[facts.id]
    if facts.is_drill:
        able &= set(value(DRILLS))
    return able


def may_tell(actor: Actor, facts: Facts) -> bool:
    """Major incident managers, whoever manages it or does its communications, its
    owner, and keys that work."""
    if actor.is_system or actor.has(MAJOR_INCIDENT_MANAGER):
        return True
    if actor.kind == "key":
        return bool(actor.scopes & _KEYS)
    ours = {facts.owner, facts.roles.get(MANAGER), facts.roles.get(COMMUNICATIONS)}
    return actor.is_person and actor.id in ours


def tellers(facts: Facts) -> list[str]:
    """Who is asked for it: whoever does communications, else who manages it, else its
    owner, else duty managers."""
    roles = facts.roles
    named = [roles.get(COMMUNICATIONS), roles.get(MANAGER), facts.owner]
    able = _fit(facts, filter(None, named))
    first = next((key for key in named if key in able), None)
    return [first] if first else _managers(facts)


def above(facts: Facts) -> list[str]:
    """Who hears that nobody was told in time."""
    roles = facts.roles
    named = [roles.get(MANAGER), roles.get(LIAISON), roles.get(COMMUNICATIONS)]
    able = _fit(facts, filter(None, named))
    return [*(key for key in named if key in able), *_managers(facts)]


def _managers(facts: Facts) -> list[str]:
    keys: Collection[str] = [person.key for person in duty_managers()]
    return sorted(_fit(facts, keys))
