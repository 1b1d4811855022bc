"""/people: who is who, how to reach them, what they can do, who answers for them."""

from typing import Any

from django.http import HttpResponse
from ninja import Query, Router

from tocsin.foundation.accounts import actions
from tocsin.foundation.accounts.directory import Wanted, find_people
from tocsin.foundation.accounts.rules import Actor
from tocsin.foundation.idempotency.rules import Answer
from tocsin.foundation.oncall.actions import write_what_is_due
from tocsin.foundation.services.reads import site_for
from tocsin.kernel.text import holdable
from tocsin.register.leaving.actions import let_go
from tocsin.surfaces.api.bearer import ApiRequest
from tocsin.surfaces.api.needs import kept
from tocsin.surfaces.api.operations import keeping, reading
from tocsin.surfaces.api.people_shapes import (
    ChangedPerson,
    NewPerson,
    NoSkill,
    PeopleNarrowing,
    PeoplePage,
    PersonShape,
    PersonWhole,
    ToldAbsence,
    ToldSkill,
    whole_person,
)
from tocsin.surfaces.api.shapes import Number
from tocsin.surfaces.api.writing import acting, once

router = Router(tags=["People"])


@reading(router, "", PeoplePage, PeopleNarrowing)
def get_people(request: ApiRequest, asked: Query[PeopleNarrowing]) -> PeoplePage:
    """People by name; without a state, those who are active."""
    wanted = Wanted(**asked.model_dump(exclude={"cursor", "limit"}))
    page = find_people(request.auth, wanted, cursor=asked.cursor, limit=asked.limit)
    rows = [PersonShape.from_orm(row) for row in page.rows]
    return PeoplePage.model_construct(items=rows, next=page.cursor)


@keeping(router, "POST", "", PersonWhole, 201)
def post_person(request: ApiRequest, body: NewPerson) -> HttpResponse:
    """Add a person. They are known, and cannot sign in before they have a password."""
    by, told = acting(request), body.model_dump(exclude_unset=True)

    def deed() -> Answer:
        contacts, roles = told.pop("contacts", None), told.pop("roles", ())
        _need_site(by, told)
        made = actions.add_person(told.pop("username"), roles=roles, by=by, **told)
        if contacts:
            actions.set_contacts(made.key, contacts, by=by)
        return kept(whole_person(by, made.key), 201)

    return once(request, deed)


@reading(router, "/{key}", PersonWhole)
def get_person(request: ApiRequest, key: str) -> PersonWhole:
    """One person, with contacts, skills, absences, and who answers for them now."""
    return whole_person(request.auth, key)


@keeping(router, "PATCH", "/{key}", PersonWhole)
def patch_person(request: ApiRequest, key: str, body: ChangedPerson) -> HttpResponse:
    """Change what is told; the rest stays. Roles and contacts are told as a whole."""
    by, told = acting(request), body.model_dump(exclude_unset=True)

    def deed() -> Answer:
        found = whole_person(by, key)
        _need_site(by, told)
        _change(found, dict(told), by)
        return kept(whole_person(by, found.key))

    return once(request, deed)


@keeping(router, "POST", "/{key}/absences", PersonWhole, 201)
def post_absence(request: ApiRequest, key: str, body: ToldAbsence) -> HttpResponse:
    """Tell when the person is away, and who stands in."""
    by = acting(request)

    def deed() -> Answer:
        told = body.model_dump()
        start, end = told.pop("starts_at"), told.pop("ends_at")
        actions.tell_absence(holdable(key), start, end, by=by, **told)
        write_what_is_due()
        return kept(whole_person(by, key), 201)

    return once(request, deed)


@keeping(router, "POST", "/{key}/absences/{id}/end", PersonWhole)
def post_absence_end(request: ApiRequest, key: str, id: Number) -> HttpResponse:
    """Tell that the person is back; what had not begun is taken back."""
    by = acting(request)

    def deed() -> Answer:
        actions.end_absence(holdable(key), id, by=by)
        write_what_is_due()
        return kept(whole_person(by, key))

    return once(request, deed)


@keeping(router, "POST", "/{key}/skills", PersonWhole)
def post_person_skill(request: ApiRequest, key: str, body: ToldSkill) -> HttpResponse:
    """Tell what the person can do; told again, it is as told."""
    by = acting(request)

    def deed() -> Answer:
        told = body.model_dump()
        actions.set_skill(
            holdable(key), told.pop("skill"), told.pop("level"), by=by, **told
        )
        return kept(whole_person(by, key))

    return once(request, deed)


@keeping(router, "POST", "/{key}/skills-no-more", PersonWhole)
def post_person_skill_no_more(
    request: ApiRequest, key: str, body: NoSkill
) -> HttpResponse:
    """Take back that the person can do it."""
    by = acting(request)

    def deed() -> Answer:
        actions.drop_skill(holdable(key), body.skill, by=by, why=body.why)
        return kept(whole_person(by, key))

    return once(request, deed)


def _need_site(by: Actor, told: dict[str, Any]) -> None:
    """Refuses a site that there is not."""
    if told.get("site"):
        site_for(by, told["site"])


def _change(found: PersonWhole, told: dict[str, Any], by: Actor) -> None:
    reason: dict[str, Any] = {"by": by, "why": told.pop("why", "")}
    roles, contacts = told.pop("roles", None), told.pop("contacts", None)
    duty = told.pop("is_duty_manager", found.is_duty_manager)
    active = told.pop("is_active", found.is_active)
    if told:
        actions.change_person(found.key, **told, **reason)
    if contacts is not None:
        actions.set_contacts(found.key, contacts, **reason)
    if roles is not None and set(roles) != set(found.roles):
        actions.set_roles(found.key, roles, **reason)
    if duty != found.is_duty_manager:
        actions.set_duty_manager(found.key, duty, **reason)
    if active != found.is_active:
        verb = actions.reactivate if active else let_go
        verb(found.key, **reason)
