"""The made-up organisation that made-up incidents happen in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from django.db import transaction

from tocsin.foundation.accounts.models import Membership, Person, Team
from tocsin.foundation.classification.models import Category
from tocsin.foundation.services.models import Service
from tocsin.register.transfer.seeding.words import (
    CATEGORIES,
    FIRST,
    LAST,
    SERVICES,
    TEAMS,
)

_UNUSABLE = "!made-up"
_REPORTERS = 3000


@dataclass(frozen=True, slots=True)
class Directory:
    """Keys, each list in a fixed order. `members`: team → its people."""

    teams: Sequence[str]
    members: Mapping[str, Sequence[str]]
    services: Sequence[tuple[str, str, str]]
    categories: Sequence[str]
    reporters: Sequence[str]


def directory() -> Directory:
    """What `make_directory` makes, without asking anybody."""
    teams = [_key(name) for name in TEAMS]
    resolvers = [f"seed-resolver-{number}" for number in range(len(FIRST) * 12)]
    members = {team: resolvers[at :: len(teams)] for at, team in enumerate(teams)}
    services = [
        (_key(name), name, teams[at % len(teams)]) for at, name in enumerate(SERVICES)
    ]
    categories = [
        f"seed-{upper}/{lower}"
        for upper, words in CATEGORIES.items()
        for lower in words.split()
    ]
    reporters = [f"seed-reporter-{number}" for number in range(_REPORTERS)]
    return Directory(teams, members, services, categories, reporters)


@transaction.atomic
def make_directory() -> Directory:
    """The organisation is there; made twice, it is there once."""
    made = directory()
    _people([key for keys in made.members.values() for key in keys] + [*made.reporters])
    _teams(made)
    for keys in ([f"seed-{upper}" for upper in CATEGORIES], made.categories):
        Category.objects.bulk_create(
            [_category(made, key) for key in keys], ignore_conflicts=True
        )
    Service.objects.bulk_create(
        [
            Service(key=key, name=f"{name} (made up)", team_id=team, origin="history")
            for key, name, team in made.services
        ],
        ignore_conflicts=True,
    )
    return made


def _people(keys: Sequence[str]) -> None:
    names = [f"{first} {last}" for first, last in product(FIRST, LAST)]
    Person.objects.bulk_create(
        [
            Person(
                key=key,
                username=key,
                name=names[at * 7 % len(names)],
                password=_UNUSABLE,
                origin="history",
            )
            for at, key in enumerate(keys)
        ],
        ignore_conflicts=True,
        batch_size=2000,
    )


def _teams(made: Directory) -> None:
    Team.objects.bulk_create(
        [
            Team(key=key, name=f"{name} (made up)", origin="history")
            for key, name in zip(made.teams, TEAMS, strict=True)
        ],
        ignore_conflicts=True,
    )
    people = dict(
        Person.objects.filter(key__startswith="seed-resolver-").values_list("key", "id")
    )
    teams = dict(Team.objects.filter(key__in=made.teams).values_list("key", "id"))
    Membership.objects.bulk_create(
        [
            Membership(team_id=teams[team], person_id=people[key])
            for team, keys in made.members.items()
            for key in keys
        ],
        ignore_conflicts=True,
    )


def _category(made: Directory, key: str) -> Category:
    parent, _, word = key.rpartition("/")
    at = sum(key.encode()) % len(made.teams)
    name = word.removeprefix("seed-").replace("-", " ").capitalize()
    return Category(
        key=key,
        name=name,
        parent_id=parent or None,
        fallback_id=made.teams[at],
        origin="history",
    )


def _key(name: str) -> str:
    return "seed-" + name.lower().replace(" ", "-")
