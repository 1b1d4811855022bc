"""Who can be called for a team now, whose team somebody is of, what an hour costs."""

from collections.abc import Collection, Iterable
from datetime import datetime

from tocsin.foundation.accounts.absences import answering_for_all
from tocsin.foundation.accounts.models import Membership, Person, Team
from tocsin.foundation.accounts.rules import Actor
from tocsin.foundation.config.reads import value
from tocsin.foundation.notify.options import DRILLS
from tocsin.foundation.oncall.reads import on_call
from tocsin.response.swarm.options import RATE, RATES
from tocsin.response.swarm.refusals import PersonUnknown, PersonWanted, TeamUnknown
from tocsin.response.swarm.rules import rate_for


def person_behind(by: Actor) -> str:
    """The key of the person who acts, or for whom a key does."""
    if by.is_person:
        return by.id
    if by.on_behalf_of:
        return by.on_behalf_of
    raise PersonWanted


def teams_of_people(keys: Iterable[str]) -> dict[str, list[str]]:
    """The teams of each of these people, those that they lead first."""
    rows = Membership.objects.filter(person__key__in=set(keys), team__is_active=True)
    rows = rows.order_by("-is_lead", "team__name")
    found: dict[str, list[str]] = {}
    for person, team in rows.values_list("person__key", "team__key"):
        found.setdefault(person, []).append(team)
    return found


def team_of(person: str, wanted: str = "") -> str:
    """For which team somebody is there: the one they were called for, or theirs."""
    if wanted:
        return wanted
    return next(iter(teams_of_people([person]).get(person, ())), "")


def refuse_unknown_people(keys: Collection[str]) -> None:
    rows = Person.objects.filter(key__in=set(keys), is_active=True)
    known = set(rows.values_list("key", flat=True))
    if unknown := set(keys) - known:
        raise PersonUnknown(person=min(unknown))


def refuse_unknown_team(team: str) -> None:
    if not Team.objects.filter(key=team, is_active=True).exists():
        raise TeamUnknown(team=team)


def callable_for(team: str, *, without: Collection[str], now: datetime) -> list[str]:
    """Whom to call for a team, in this order: who is on call by rank, its leads, its
    other members; nobody who is away or `without`."""
    duties = sorted(
        (duty.rank, duty.person) for duty in on_call(now) if duty.team == team
    )
    rows = Membership.objects.filter(team__key=team, person__is_active=True)
    rows = rows.order_by("-is_lead", "person__name", "id")
    members = list(rows.values_list("person__key", flat=True))
    order = list(dict.fromkeys([person for _rank, person in duties] + members))
    answering = answering_for_all(set(order), now)
    return [key for key in order if answering[key].is_own and key not in without]


def standing_in(keys: Iterable[str], now: datetime) -> dict[str, str]:
    """Who answers for each of these people now; nobody is left out who has nobody."""
    asked = list(keys)
    found = answering_for_all(set(asked), now)
    return {key: found[key].by or key for key in asked}


def may_be_paged(people: Iterable[str], *, is_drill: bool) -> set[str]:
    """In a drill only those who are listed for it."""
    asked = set(people)
    return asked & set(value(DRILLS)) if is_drill else asked


def rate_of(role: str, team: str) -> int:
    """What an hour costs, in hundredths of the currency."""
    return rate_for(value(RATES), value(RATE), role=role, team=team)
