"""Persons as SCIM's users, both ways."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet

from tocsin.foundation.accounts.models import Membership, Person
from tocsin.foundation.directory.checking import is_language
from tocsin.foundation.directory.models import Tie
from tocsin.foundation.directory.provisioned import SCIM
from tocsin.foundation.directory.rules import ToldPerson
from tocsin.kernel.zones import known_zones
from tocsin.surfaces.scim import resources
from tocsin.surfaces.scim.addresses import meta_of, path_to
from tocsin.surfaces.scim.resources import (
    Email,
    EnterpriseUser,
    InGroup,
    Manager,
    Name,
    PhoneNumber,
    User,
)


@dataclass(slots=True)
class _Beside:
    """What is shown of several people besides their own rows."""

    ties: dict[int, Tie] = field(default_factory=dict)
    teams: dict[int, list[tuple[str, str]]] = field(default_factory=dict)


def users_of(people: Iterable[Person]) -> list[User]:
    """These people as users, in their order."""
    found = list(people)
    ids = [person.pk for person in found]
    beside = _Beside()
    for tie in Tie.objects.filter(source=SCIM, person__in=ids):
        beside.ties[tie.person_id or 0] = tie
    rows = Membership.objects.filter(person__in=ids, team__is_active=True)
    for person, key, name in rows.order_by("team__name").values_list(
        "person_id", "team__key", "team__name"
    ):
        beside.teams.setdefault(person, []).append((key, name))
    return [_user(person, beside) for person in found]


def visible() -> QuerySet[Person]:
    """Everybody but who was erased, or taken away by a client."""
    gone = Tie.objects.filter(source=SCIM, gone_at__isnull=False)
    gone_people = gone.exclude(person=None).values("person")
    kept = Person.objects.filter(erased_at=None)
    return kept.exclude(id__in=gone_people).order_by("id")


def _user(person: Person, beside: _Beside) -> Any:
    tie = beside.ties.get(person.pk)
    user = _as_told(tie.told) if tie and tie.told else None
    made = _with_facts(user, person) if user is not None else _from_facts(person)
    teams = beside.teams.get(person.pk, ())
    made.groups = [
        InGroup(value=key, ref=path_to("Groups", key), display=name)
        for key, name in teams
    ] or None
    made.id = person.key
    made.meta = meta_of("User", person.key, person.joined_at, tie)
    return made


def _as_told(told: Mapping[str, Any]) -> Any:
    return resources.Person.model_validate(dict(told))


def _from_facts(person: Person) -> Any:
    """A person of whom no client has told: what is known of them."""
    extension = EnterpriseUser(
        employee_number=person.employee_number or None,
        department=person.department or None,
        manager=_manager(person.line_manager_id),
    )
    made = resources.Person(
        user_name=person.username,
        display_name=person.name or None,
        title=person.job_title or None,
        preferred_language=person.language or None,
        timezone=person.zone or None,
        active=person.is_active,
        emails=[Email(value=person.email, primary=True)] if person.email else None,
        phone_numbers=[PhoneNumber(value=person.phone)] if person.phone else None,
    )
    if extension.model_dump(exclude={"schemas"}):
        made[EnterpriseUser] = extension
    return made


def _manager(key: str | None) -> Manager | None:
    return Manager(value=key, ref=path_to("Users", key)) if key else None


def _with_facts(user: Any, person: Person) -> Any:
    """What a client told, corrected by what is so now: somebody else may answer for a
    fact, or have changed it by hand."""
    told = facts_in(user)
    user.user_name = person.username
    if user.active is not None:
        user.active = person.is_active
    if told.get("name") and told["name"] != person.name:
        user.display_name = person.name
    if told.get("email") and told["email"] != person.email:
        user.emails = [Email(value=person.email)] if person.email else None
    if told.get("phone") and told["phone"] != person.phone:
        user.phone_numbers = [PhoneNumber(value=person.phone)] if person.phone else None
    for fact, name in (("job_title", "title"), ("language", "preferred_language")):
        if told.get(fact) and told[fact] != getattr(person, fact):
            setattr(user, name, getattr(person, fact) or None)
    if told.get("zone") and told["zone"] != person.zone:
        user.timezone = person.zone
    _with_work(user, told, person)
    return user


def _with_work(user: Any, told: Mapping[str, str], person: Person) -> None:
    work = user[EnterpriseUser]
    if work is None:
        return
    for name in ("employee_number", "department"):
        if told.get(name) and told[name] != getattr(person, name):
            setattr(work, name, getattr(person, name) or None)
    if work.manager and work.manager.value != person.line_manager_id:
        known = Person.objects.filter(key=work.manager.value or "").exists()
        work.manager = _manager(person.line_manager_id) if known else work.manager


def facts_in(user: Any) -> dict[str, str]:
    """The facts that a user tells; what cannot be one, such as a zone that there is
    not, tells none."""
    work = user[EnterpriseUser]
    zone, language = user.timezone or "", user.preferred_language or ""
    return {
        "username": user.user_name or "",
        "name": user.display_name or _full_name(user.name),
        "email": str(_first(user.emails)),
        "phone": _first(user.phone_numbers)[:40],
        "job_title": (user.title or "")[:120],
        "zone": zone if zone in known_zones() else "",
        "language": language if is_language(language) else "",
        "employee_number": ((work and work.employee_number) or "")[:60],
        "department": ((work and work.department) or "")[:120],
    }


def _full_name(name: Name | None) -> str:
    if name is None:
        return ""
    parts = (name.given_name, name.family_name)
    return name.formatted or " ".join(part for part in parts if part)


def _first(values: Any) -> str:
    """The primary value of several, or else the first."""
    found = [each for each in values or () if each.value]
    primary = next((each for each in found if each.primary), None)
    return (primary or found[0]).value if found else ""


def told_of(
    user: Any,
    key: str,
    owned: Iterable[str],
    *,
    is_active: bool = True,
    insists: bool = False,
) -> ToldPerson:
    """The person whom a user tells of. What it leaves empty is told only where the
    client has told it before; `is_active` is what holds when it says nothing of it."""
    kept = set(owned)
    facts = {n: v for n, v in facts_in(user).items() if v or n in kept}
    work = user[EnterpriseUser]
    manager = (work.manager.value or "") if work and work.manager else None
    if manager is None and "line_manager" in kept:
        manager = ""
    return ToldPerson(
        ref=user.external_id or key,
        facts=facts,
        is_active=is_active if user.active is None else user.active,
        manager=manager,
        key=key,
        insists=insists and user.active is not None,
    )


def document_of(user: Any) -> dict[str, Any]:
    """What is kept of a user as its client told it."""
    found: dict[str, Any] = user.model_dump(exclude={"id", "meta", "groups"})
    return found
