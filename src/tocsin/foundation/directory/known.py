"""What is known here, read once for a plan: everybody for a whole source, else only
those who may be meant."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.functions import Lower

from tocsin.foundation.accounts.models import Membership, Person, Team
from tocsin.foundation.accounts.rules import ROLES
from tocsin.foundation.directory.models import Seat, Tie
from tocsin.foundation.directory.rules import (
    FACTS,
    TEAM_FACTS,
    Held,
    Known,
    Standing,
    TeamStanding,
    Told,
)

_FEW = 500
_FLAGS = [f"is_{role}" for role in ROLES]
_STANDING = ("key", "is_active", "line_manager_id", *FACTS, *_FLAGS)


def known_for(told: Told) -> Known:
    """Everything that a plan of this needs to know."""
    known = Known()
    meant = None if told.whole or len(told.people) > _FEW else _meant(told)
    people = Person.objects.filter(erased_at=None)
    if meant is not None:
        people = people.filter(key__in=meant)
    _read_people(known, people)
    _read_ties(known, told.source, meant)
    _read_teams(known, told.source)
    admins = Person.objects.filter(is_administrator=True, is_active=True)
    known.administrators = frozenset(admins.values_list("key", flat=True))
    duty = Person.objects.filter(is_duty_manager=True, is_active=True)
    known.duty_managers = frozenset(duty.values_list("key", flat=True))
    if told.whole:  # else nobody leaves, and a batch need not count everybody
        live = Tie.objects.filter(source=told.source, gone_at=None)
        known.tied = live.filter(person__is_active=True).count()
    return known


def _meant(told: Told) -> set[str]:
    """The keys of all who may be meant by what is told, managers among them."""
    refs = {person.ref for person in told.people}
    refs |= {person.manager for person in told.people if person.manager}
    facts = [person.facts for person in told.people]
    words = {
        f[n].strip().lower() for f in facts for n in ("username", "email") if n in f
    }
    words = {word for word in words | {ref.lower() for ref in refs} if word}
    found = Person.objects.annotate(
        by_name=Lower("username"), by_address=Lower("email")
    ).filter(Q(by_name__in=words) | Q(by_address__in=words) | Q(key__in=refs))
    keys = set(found.values_list("key", flat=True))
    ties = Tie.objects.filter(source=told.source, ref__in=refs, person__isnull=False)
    keys |= set(ties.values_list("person__key", flat=True))
    return _with_managers(keys | {each.key for each in told.people if each.key})


def _with_managers(keys: set[str]) -> set[str]:
    """These and everybody above them, so that no circle is closed unseen."""
    seen, ahead = set(keys), set(keys)
    while ahead:
        rows = Person.objects.filter(key__in=ahead).exclude(line_manager=None)
        above = rows.values_list("line_manager__key", flat=True)
        ahead = {key for key in above if key} - seen
        seen |= ahead
    return seen


def _read_people(known: Known, people: QuerySet[Person]) -> None:
    teams: dict[str, dict[str, bool]] = {}
    held = Membership.objects.filter(person__in=people)
    for person, team, leads in held.values_list(
        "person__key", "team__key", "is_lead"
    ).iterator(chunk_size=5000):
        teams.setdefault(person, {})[team] = leads
    for row in people.values_list(*_STANDING).iterator(chunk_size=5000):
        standing = _standing(row, teams)
        known.people[standing.key] = standing
        known.usernames[standing.facts["username"].casefold()] = standing.key
        if address := standing.facts["email"]:
            known.emails[address.casefold()] = standing.key


def _standing(row: tuple[Any, ...], teams: dict[str, dict[str, bool]]) -> Standing:
    key, is_active, manager, *rest = row
    facts = dict(zip(FACTS, rest, strict=False))
    flags = rest[len(FACTS) :]
    roles = frozenset(role for role, held in zip(ROLES, flags, strict=True) if held)
    return Standing(key, facts, is_active, roles, manager, teams.get(key, {}))


def _read_ties(known: Known, source: str, meant: set[str] | None) -> None:
    ties = Tie.objects.filter(person__isnull=False, person__erased_at=None)
    seats = Seat.objects.filter(source=source)
    if meant is not None:
        ties = ties.filter(person__key__in=meant)
        seats = seats.filter(person__key__in=meant)
    for held in _held(ties, "person__key"):
        if held.source == source:
            known.ties[held.ref] = held
        else:
            known.others.setdefault(held.key, []).append(held)
    for person, team in seats.values_list("person__key", "team__key"):
        known.seats.setdefault(person, set()).add(team)


def _held(ties: QuerySet[Tie], key: str) -> Iterator[Held]:
    rows = ties.values_list(
        "source", "ref", key, "facts", "roles", "is_active", "gone_at"
    )
    for source, ref, whose, facts, roles, is_active, gone in rows.iterator(
        chunk_size=5000
    ):
        yield Held(
            source,
            ref,
            whose,
            frozenset(facts),
            frozenset(roles),
            is_active,
            gone is not None,
        )


def _read_teams(known: Known, source: str) -> None:
    rows: Iterable[Any] = Team.objects.values_list("key", "is_active", *TEAM_FACTS)
    for key, is_active, *facts in rows:
        told = dict(zip(TEAM_FACTS, facts, strict=True))
        known.teams[key] = TeamStanding(key, told, is_active)
    ties = Tie.objects.filter(source=source, team__isnull=False)
    known.team_ties = {held.ref: held for held in _held(ties, "team__key")}
