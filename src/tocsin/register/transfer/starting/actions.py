"""First teams, services and categories: each question's answer in one transaction."""

from collections.abc import Container, Sequence
from typing import NamedTuple

from django.db import transaction
from django.utils.text import slugify

from tocsin.foundation.accounts.actions import (
    add_team,
    join_team,
    set_duty_manager,
)
from tocsin.foundation.accounts.models import Team
from tocsin.foundation.accounts.options import ZONE
from tocsin.foundation.accounts.refusals import NotAllowed
from tocsin.foundation.accounts.rules import ADMINISTRATOR, Actor
from tocsin.foundation.classification.actions import add_category, change_category
from tocsin.foundation.classification.models import Category
from tocsin.foundation.config.reads import value
from tocsin.foundation.services.actions import add_service
from tocsin.foundation.services.models import Service
from tocsin.register.transfer.starting.reading import Mapped
from tocsin.register.transfer.starting.refusals import TeamWanted


class NewTeam(NamedTuple):
    """A team to be; `joined` when whoever makes it works in it and leads it."""

    name: str
    purpose: str = ""
    joined: bool = False


class NewService(NamedTuple):
    """A service to be, with the team that answers for it, by name or key."""

    name: str
    team: str
    criticality: int = 3


@transaction.atomic
def found_teams(told: Sequence[NewTeam], *, by: Actor) -> int:
    """The teams are there; one of the same name already stays as it is. Gives how
    many are new."""
    _need_administrator(by)
    made = 0
    for each in told:
        if Team.objects.filter(name__iexact=each.name.strip()).exists():
            continue
        team = _add_team(each.name, each.purpose, by)
        made += 1
        if each.joined and by.is_person:
            join_team(team.key, by.id, is_lead=True, by=by)
    return made


@transaction.atomic
def appoint_duty_manager(person: str, *, by: Actor) -> None:
    """This person answers for what nobody owns; whoever appoints another does no
    longer."""
    _need_administrator(by)
    set_duty_manager(person, True, by=by)
    if by.is_person and by.id != person:
        set_duty_manager(by.id, False, by=by)


@transaction.atomic
def offer_services(told: Sequence[NewService], *, by: Actor) -> int:
    """The services are there, each with its team; one of the same name stays as it is.
    Gives how many are new."""
    _need_administrator(by)
    made = 0
    for each in told:
        if Service.objects.filter(name__iexact=each.name.strip()).exists():
            continue
        taken = set(Service.objects.values_list("key", flat=True)) | {"map", "new"}
        add_service(
            _key(each.name, taken, "service"),
            each.name.strip(),
            team=_team(each.team, each.name, by),
            criticality=each.criticality,
            by=by,
        )
        made += 1
    return made


@transaction.atomic
def map_categories(told: Sequence[Mapped], *, by: Actor) -> int:
    """Each category is there, and its team answers for it. What lies above it is made
    with the same team, where it is missing; so is a team. Gives how many are new."""
    _need_administrator(by)
    return sum(_map(each, by) for each in told)


def _map(told: Mapped, by: Actor) -> int:
    team, parent, made = _team(told.team, " / ".join(told.path), by), None, 0
    for depth, name in enumerate(told.path, start=1):
        rows = Category.objects.filter(parent__key=parent)
        found = rows.filter(name__iexact=name).first()
        if found is None:
            found = add_category(
                _category_key(parent, name), name, fallback=team, parent=parent, by=by
            )
            made += 1
        elif depth == len(told.path) and found.fallback_id != team:
            change_category(found.key, fallback=team, by=by)
        parent = found.key
    return made


def _category_key(parent: str | None, name: str) -> str:
    stem = f"{parent}/" if parent else ""
    taken = {
        key.removeprefix(stem) for key in Category.objects.values_list("key", flat=True)
    }
    return stem + _key(name, taken, "category")


def _team(told: str, what: str, by: Actor) -> str:
    """The team's key, by key or name; a name that nobody has is a new team's."""
    word = told.strip()
    if not word:
        raise TeamWanted(name=what)
    for rows in ({"key": word}, {"name__iexact": word}):
        if found := Team.objects.filter(is_active=True, **rows).first():
            return found.key
    return _add_team(word, "", by).key


def _add_team(name: str, purpose: str, by: Actor) -> Team:
    taken = set(Team.objects.values_list("key", flat=True)) | {"new"}
    zone = value(ZONE)
    key = _key(name, taken, "team")
    return add_team(key, name.strip(), purpose=purpose, zone=zone, by=by)


def _key(name: str, taken: Container[str], otherwise: str) -> str:
    """Small letters, figures and hyphens out of a name; numbered where it is taken."""
    stem = slugify(name).replace("_", "-")[:40].strip("-") or otherwise
    number, key = 1, stem
    while key in taken:
        number += 1
        key = f"{stem}-{number}"
    return key


def _need_administrator(by: Actor) -> None:
    if not by.has(ADMINISTRATOR):
        raise NotAllowed
