"""What is known of whoever reports something, for rules to look at."""

from collections.abc import Iterable
from dataclasses import dataclass

from tocsin.foundation.accounts.models import Membership, Person


@dataclass(frozen=True, slots=True)
class Caller:
    """A person as a reporter; `site` is a key, or nothing; teams are keys."""

    is_vip: bool = False
    site: str = ""
    teams: tuple[str, ...] = ()


def callers_of(keys: Iterable[str]) -> dict[str, Caller]:
    """By key, what is known of these people."""
    wanted = set(keys)
    if not wanted:
        return {}
    teams: dict[str, list[str]] = {}
    joined = Membership.objects.filter(person__key__in=wanted)
    for person, team in joined.values_list("person__key", "team__key"):
        teams.setdefault(person, []).append(team)
    rows = Person.objects.filter(key__in=wanted).values_list("key", "is_vip", "site")
    return {
        key: Caller(is_vip, site, tuple(sorted(teams.get(key, ()))))
        for key, is_vip, site in rows
    }
