"""Which criteria an incident meets, and because of which facts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tocsin.register.work.routable import Routable
from tocsin.response.major.facts import Surroundings, facts_of
from tocsin.response.major.published import Book


@dataclass(frozen=True, slots=True)
class Verdict:
    """The criteria that are met, by name, each with the facts it looked at."""

    met: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    warnings: Mapping[str, str] = field(default_factory=dict)


def judged(book: Book, row: Routable, around: Surroundings, at: datetime) -> Verdict:
    facts = facts_of(row, around, book.zone, at)
    met: dict[str, Mapping[str, Any]] = {}
    warnings: dict[str, str] = {}
    for each in book.criteria:
        found = each.condition.matches(facts)
        if found.yes:
            names = sorted(each.condition.names & facts.keys())
            met[each.name] = {name: facts[name] for name in names}
        elif found.warnings:
            warnings[each.name] = found.warnings[0]
    return Verdict(met, warnings)
