"""The timeline as reviews read it: through the register's reads, and nothing else."""

from collections.abc import Mapping, Sequence
from typing import Any

from tocsin.foundation.accounts.models import Person
from tocsin.foundation.accounts.reads import key_names, team_names
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.improvement.reviews.rules.people import (
    OWNER,
    POST,
    REPORTER,
    TEAM,
    Part,
    called,
    parts_of,
)
from tocsin.improvement.reviews.words import A_PROGRAM, PARTS_PLAYED
from tocsin.register.core.entries import Kind
from tocsin.register.core.reads.visible import visible_to
from tocsin.register.work.spoken import Spoken, spoken_of
from tocsin.register.work.telling_majors import POSTS

_ALL = [kind.value for kind in Kind]


def story_of(incident_id: int, until: int | None = None) -> list[Spoken]:
    """All entries of an incident, or those up to a `seq`, without private values."""
    told = spoken_of([incident_id], _ALL).get(incident_id, [])
    return [entry for entry in told if until is None or entry.seq <= until]


def incident_of(incident_id: int) -> Any:
    """The incident, for whoever asked already whether it may be seen."""
    related = visible_to(SYSTEM).select_related("service", "team", "category")
    return related.get(id=incident_id)


def roles_in(story: Sequence[Spoken]) -> dict[str, str]:
    """By a person's key, in the reader's language: what they were, in brackets."""
    played = parts_of(story)
    teams = team_names(word for kind, word in played.values() if kind == TEAM)
    return {key: f"[{_said(part, teams)}]" for key, part in played.items()}


def _said(part: Part, teams: Mapping[str, str]) -> str:
    kind, word = part
    if kind == POST and word in POSTS:
        return str(POSTS[word])
    if kind == TEAM:
        return str(PARTS_PLAYED[TEAM]).format(team=teams.get(word, word))
    told = kind if kind in (OWNER, REPORTER) else "somebody"
    return str(PARTS_PLAYED[told])


def roles_by_name(story: Sequence[Spoken], text: str = "") -> dict[str, str]:
    """By everything that the people of this incident may be called, and by the full
    names of others who stand in the text: what to say instead."""
    roles = roles_in(story)
    found: dict[str, str] = {}
    for person in Person.objects.filter(key__in=roles):
        said = roles[person.key]
        for told in (*called(person.name, person.username), person.key):
            found.setdefault(told, said)
    found |= {key: said for key, said in roles.items() if key not in found}
    found |= _programs(story)
    colleague = f"[{PARTS_PLAYED['somebody']}]"
    return dict.fromkeys(_named_in(text), colleague) | found


def _programs(story: Sequence[Spoken]) -> dict[str, str]:
    """What keys and sources are called is no reader's business either."""
    keys = {e.actor_id for e in story if e.actor_kind == "key"}
    sources = {e.actor_id for e in story if e.actor_kind == "source"}
    names = {*key_names(keys).values(), *keys, *sources}
    return dict.fromkeys(filter(None, names), f"[{A_PROGRAM}]")


def _named_in(text: str) -> list[str]:
    """Everybody in the directory whose full name stands in the text."""
    small = text.casefold()
    if not small.strip():
        return []
    names: Any = Person.objects.exclude(name="").values_list("name", flat=True)
    return [name for name in names.iterator() if name.casefold() in small]


def is_restricted(incident_id: int) -> bool:
    return bool(incident_of(incident_id).restricted)
