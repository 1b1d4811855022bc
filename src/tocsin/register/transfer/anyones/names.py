"""People, teams, services and categories by what a file may call them."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from tocsin.foundation.accounts.models import Person, Team
from tocsin.foundation.classification.models import Category
from tocsin.foundation.classification.reads import models
from tocsin.foundation.fields.reads import fields
from tocsin.foundation.fields.rules import Field
from tocsin.foundation.services.models import Service
from tocsin.register.transfer.anyones.rules import word

Keys = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Names:
    """By kind: key, name, and of people the sign-in name and address, each as the
    key. A name that two of a kind have names neither."""

    known: Mapping[str, Keys] = field(default_factory=dict)
    models: frozenset[str] = frozenset()
    fields: Mapping[str, Field] = field(default_factory=dict)

    def key_of(self, kind: str, written: str) -> str | None:
        kind = "person" if kind in ("owner", "reporter") else kind
        return self.known.get(kind, {}).get(word(written))


def names_here() -> Names:
    """Everybody and everything that is known here today."""
    people = Person.objects.values_list("key", "username", "email", "name")
    known = {
        "person": _by_word(people),
        "team": _by_word(Team.objects.values_list("key", "name")),
        "service": _by_word(Service.objects.values_list("key", "name")),
        "category": _by_word(Category.objects.values_list("key", "name")),
    }
    return Names(known, frozenset(models()), {each.key: each for each in fields()})


def _by_word(rows: Iterable[tuple[str, ...]]) -> Keys:
    called = [(row[0], [word(name) for name in row[1:] if name]) for row in rows]
    often = Counter(name for _key, names in called for name in set(names))
    found = {name: key for key, names in called for name in names if often[name] == 1}
    return found | {word(key): key for key, _names in called}
