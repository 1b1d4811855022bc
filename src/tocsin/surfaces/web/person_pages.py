"""One person: what is known of them, and the pages on which it is kept."""

from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from tocsin.foundation.accounts.absences import absences_of
from tocsin.foundation.accounts.actions import (
    change_person,
    drop_skill,
    end_absence,
    reactivate,
    set_contacts,
    set_duty_manager,
    set_roles,
    set_skill,
    tell_absence,
)
from tocsin.foundation.accounts.directory import contacts_of, people_of, reports_of
from tocsin.foundation.accounts.models import Absence, Person
from tocsin.foundation.accounts.reads import person_for, roles_of
from tocsin.foundation.accounts.rules import ADMINISTRATOR, Actor, may_tend
from tocsin.foundation.accounts.skills import skills_of
from tocsin.foundation.oncall.actions import write_what_is_due
from tocsin.foundation.oncall.reads import shifts_of
from tocsin.foundation.services.reads import site_names
from tocsin.kernel import clock
from tocsin.register.leaving.actions import let_go
from tocsin.surfaces.web import words
from tocsin.surfaces.web.absent import absent_of
from tocsin.surfaces.web.editing import Page, edited
from tocsin.surfaces.web.history import history_of
from tocsin.surfaces.web.keeping import Kept, Row, kept, sent
from tocsin.surfaces.web.pages import DeskRequest, only, signed_in
from tocsin.surfaces.web.people import PasswordForm
from tocsin.surfaces.web.people_forms import (
    AbsenceForm,
    ContactForm,
    HeldSkillForm,
    PersonForm,
    RightsForm,
    WholePersonForm,
    told_of,
)
from tocsin.surfaces.web.refusals import NotForYourRole


@signed_in
def person(request: DeskRequest, key: str) -> HttpResponse:
    """How to reach them, what they can do, who stands in; what changed, and by whom."""
    found = person_for(request.actor, key)
    memberships = list(found.memberships.select_related("team"))
    near = people_of([found.line_manager_id, found.deputy_id])
    actor = request.actor
    context = {
        "person": found,
        "own": _is_own(actor, found),
        "administers": actor.has(ADMINISTRATOR),
        "tends": may_tend(actor, key, [it.team.key for it in memberships]),
        "memberships": memberships,
        "roles": roles_of(found),
        "contacts": contacts_of(found),
        "absences": absences_of(found),
        "absent": absent_of([key]).get(key) if found.is_active else None,
        "skills": skills_of(found),
        "site": site_names([found.site]).get(found.site, found.site),
        "line_manager": near.get(found.line_manager_id or ""),
        "deputy": near.get(found.deputy_id or ""),
        "reports": [] if actor.is_requester else reports_of(found),
        "shifts": [] if actor.is_requester else shifts_of(key, clock.now())[:5],
        "history": history_of(actor, f"person:{key}"),
        "password": PasswordForm(),
    }
    return render(request, "person.html", context)


@signed_in
def person_change(request: DeskRequest, key: str) -> HttpResponse:
    """Their facts: all of them for administrators, their own for themselves."""
    found = _tended(request, key)
    administers = request.actor.has(ADMINISTRATOR)
    made = WholePersonForm if administers else PersonForm
    form = made(
        request.POST or None,
        actor=request.actor,
        held=found.site,
        initial=told_of(found),
    )

    def save(told: dict[str, Any]) -> str:
        reason = str(told.get("why") or "")
        change_person(key, by=request.actor, why=reason, **form.facts())
        return reverse("person", args=[key])

    return edited(
        request, form, _page(found, _("Change {name}").format(name=found)), save
    )


@signed_in
def person_contacts(request: DeskRequest, key: str) -> HttpResponse:
    """The ways to reach them besides address and phone, in the order they want."""
    found = _tended(request, key)

    def told() -> list[dict[str, str]]:
        return [
            {"kind": each.kind, "value": each.value, "label": each.label}
            for each in found.contacts.all()
        ]

    def add(values: dict[str, Any]) -> None:
        set_contacts(key, [*told(), values], by=request.actor)

    def remove(id: str) -> None:
        left = [it for it in told() if f"{it['kind']}:{it['value']}" != id]
        set_contacts(key, left, by=request.actor)

    def rows() -> list[Row]:
        return [
            Row(f"{it['kind']}:{it['value']}", it["value"], _kind_of(it))
            for it in told()
        ]

    title = _("How {name} is reached").format(name=found)
    about = _("Tried in this order, after the e-mail address and the phone.")
    list_ = Kept(_page(found, title, _("Add")), about, rows, add, remove, _("Remove"))
    return kept(request, ContactForm(sent(request)), list_)


def _kind_of(told: dict[str, str]) -> str:
    kind = words.say(words.CONTACT_KINDS, told["kind"])
    return f"{kind}, {told['label']}" if told["label"] else kind


@signed_in
def person_absence(request: DeskRequest, key: str) -> HttpResponse:
    """When they are away, and who stands in."""
    found = _tended(request, key, leads=True)

    @transaction.atomic
    def add(values: dict[str, Any]) -> None:
        tell_absence(
            key,
            values["starts_at"] or clock.now(),
            values["ends_at"],
            stands_in=values.get("stands_in"),
            why=values["why"],
            by=request.actor,
        )
        write_what_is_due()

    @transaction.atomic
    def remove(id: str) -> None:
        number = int(id) if id.isdecimal() and len(id) < 19 else 0
        end_absence(key, number, by=request.actor)
        write_what_is_due()

    def rows() -> list[Row]:
        return [Row(str(it.id), _period(it), _other(it)) for it in absences_of(found)]

    title = _("When {name} is away").format(name=found)
    about = _("Meanwhile, whoever stands in is named wherever they would answer.")
    page = _page(found, title, _("Tell it"))
    list_ = Kept(page, about, rows, add, remove, _("End it"))
    return kept(request, AbsenceForm(sent(request), actor=request.actor), list_)


def _period(absence: Absence) -> str:
    start = date_format(localtime(absence.starts_at), "j M Y, H:i")
    if absence.ends_at is None:
        return _("from {start} until they are back").format(start=start)
    end = date_format(localtime(absence.ends_at), "j M Y, H:i")
    return _("from {start} to {end}").format(start=start, end=end)


def _other(absence: Absence) -> str:
    if absence.stands_in is None:
        return ""
    return _("{name} stands in").format(name=absence.stands_in)


@signed_in
def person_skills(request: DeskRequest, key: str) -> HttpResponse:
    """What they can do; told by administrators and leads of their teams."""
    found = person_for(request.actor, key)
    if not may_tend(request.actor, key, _teams_of(found)):
        raise NotForYourRole

    def add(values: dict[str, Any]) -> None:
        set_skill(
            key,
            values["skill"],
            int(values["level"]),
            evidence=values["evidence"],
            expires_on=values["expires_on"],
            why=values["why"],
            by=request.actor,
        )

    def remove(id: str) -> None:
        drop_skill(key, id, by=request.actor)

    def rows() -> list[Row]:
        return [
            Row(it.held.skill_id, str(it.held.skill), _how_well(it))
            for it in skills_of(found)
        ]

    title = _("What {name} can do").format(name=found)
    about = _("Told again, a skill has the new level, evidence and end.")
    page = _page(found, title, _("Tell it"))
    list_ = Kept(page, about, rows, add, remove, _("Take back"))
    return kept(request, HeldSkillForm(sent(request), actor=request.actor), list_)


def _how_well(known: Any) -> str:
    told = [words.say(words.SKILL_LEVELS, known.held.level), known.held.evidence]
    if until := known.held.expires_on:
        told.append(_("until {day}").format(day=date_format(until, "j M Y")))
    return ", ".join(each for each in told if each)


@only(ADMINISTRATOR)
def person_rights(request: DeskRequest, key: str) -> HttpResponse:
    """What they may do, with the reason; and whether they are still there."""
    found = person_for(request.actor, key)
    held: dict[str, Any] = {"roles": roles_of(found), "is_active": found.is_active}
    held["is_duty_manager"] = found.is_duty_manager
    form = RightsForm(request.POST or None, initial=held)

    def save(told: dict[str, Any]) -> str:
        reason = {"by": request.actor, "why": told["why"]}
        if set(told["roles"]) != set(held["roles"]):
            set_roles(key, told["roles"], **reason)
        if told["is_duty_manager"] != found.is_duty_manager:
            set_duty_manager(key, told["is_duty_manager"], **reason)
        if told["is_active"] != found.is_active:
            (reactivate if told["is_active"] else let_go)(key, **reason)
        return reverse("person", args=[key])

    return edited(
        request, form, _page(found, _("What {name} may do").format(name=found)), save
    )


def _page(found: Person, title: str, button: str = "") -> Page:
    return Page(title, button or _("Save"), reverse("person", args=[found.key]), found)


def _is_own(actor: Actor, found: Person) -> bool:
    return actor.is_person and actor.id == found.key


def _teams_of(found: Person) -> list[str]:
    return list(found.memberships.values_list("team__key", flat=True))


def _tended(request: DeskRequest, key: str, *, leads: bool = False) -> Person:
    """The person, for themselves and administrators; for leads of theirs if `leads`."""
    found = person_for(request.actor, key)
    teams = _teams_of(found) if leads else []
    if not (_is_own(request.actor, found) or may_tend(request.actor, key, teams)):
        raise NotForYourRole
    return found
