"""People, teams and categories that the log names, made in sets."""

from django.db import transaction

from tocsin.foundation.accounts.models import Person, Team
from tocsin.foundation.classification.models import Category
from tocsin.register.transfer.uci.reads import Survey

_UNUSABLE = "!imported"
_NOBODYS = "uci-imported"
_BATCH = 2000


@transaction.atomic
def make_directory(found: Survey) -> None:
    """Whoever and whatever the log names is there; what was there already stays.

    A category's fallback is the team that had most of its rows. None of these people
    can sign in, and none of them has a role.
    """
    _make_people(found)
    _make_teams(found)
    upper = [key for key in found.categories if "/" not in key]
    lower = [key for key in found.categories if "/" in key]
    for keys in (upper, lower):
        Category.objects.bulk_create(
            [_category(found, key) for key in sorted(keys)],
            ignore_conflicts=True,
            batch_size=_BATCH,
        )


def _make_people(found: Survey) -> None:
    people = [
        Person(key=key, username=key, name=name, password=_UNUSABLE, origin="history")
        for key, name in sorted(found.people.items())
    ]
    Person.objects.bulk_create(people, ignore_conflicts=True, batch_size=_BATCH)


def _make_teams(found: Survey) -> None:
    wanted = found.teams | {_NOBODYS: "Imported"}
    taken = dict(
        Team.objects.filter(name__in=wanted.values()).values_list("name", "key")
    )
    teams = [
        Team(
            key=key,
            name=name if taken.get(name, key) == key else f"{name} ({key})",
            origin="history",
        )
        for key, name in sorted(wanted.items())
    ]
    Team.objects.bulk_create(teams, ignore_conflicts=True)


def _category(found: Survey, key: str) -> Category:
    parent, _, _word = key.rpartition("/")
    most = found.answering[key].most_common(1)
    return Category(
        key=key,
        name=found.categories[key],
        parent_id=parent or None,
        fallback_id=most[0][0] if most else _NOBODYS,
        origin="history",
    )
