"""Who works together: teams, their people, what they answer for and what they lack."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tocsin.foundation.accounts.actions import (
    add_team,
    change_team,
    join_team,
    leave_team,
    want_skill,
    want_skill_no_more,
)
from tocsin.foundation.accounts.models import Team
from tocsin.foundation.accounts.reads import members, team_for, teams
from tocsin.foundation.accounts.rules import ADMINISTRATOR, may_lead
from tocsin.foundation.accounts.skills import lacks_of
from tocsin.foundation.calendars.reads import ALWAYS, calendar_names, calendars
from tocsin.foundation.classification.reads import coverage
from tocsin.kernel import clock
from tocsin.register.work.reads import Filters, find
from tocsin.surfaces.web import words
from tocsin.surfaces.web.absent import absent_of
from tocsin.surfaces.web.editing import Page, edited
from tocsin.surfaces.web.forms import line, offer, tick, why
from tocsin.surfaces.web.history import history_of
from tocsin.surfaces.web.keeping import Kept, Row, kept, sent
from tocsin.surfaces.web.pages import DeskRequest, only, staff
from tocsin.surfaces.web.people_forms import JoinForm, TeamForm, WantedSkillForm
from tocsin.surfaces.web.refusals import NotForYourRole

_FEW = 10


@staff
def team_list(request: DeskRequest) -> HttpResponse:
    context = {"teams": teams(), "may_edit": request.actor.has(ADMINISTRATOR)}
    return render(request, "offer/teams.html", context)


@staff
def team(request: DeskRequest, key: str) -> HttpResponse:
    """One team: its people, what it answers for today, what is open with it."""
    found = team_for(request.actor, key)
    answers = [each for each in coverage(clock.now()) if each.team == key]
    page = find(request.actor, Filters(team=key, state=words.OPEN_STATES), limit=_FEW)
    held = members(found)
    context = {
        "team": found,
        "members": held,
        "absent": absent_of(each.person.key for each in held),
        "lacks": lacks_of(found),
        "calendar": calendar_names([found.calendar]).get(found.calendar, ""),
        "answers": answers,
        "rows": page.rows,
        "may_edit": may_lead(request.actor, key),
        "history": history_of(request.actor, f"team:{key}"),
    }
    return render(request, "offer/team.html", context)


class NewTeamForm(TeamForm):
    key = line(
        gettext_lazy("Key"),
        required=True,
        hint=gettext_lazy("Small letters, figures and hyphens. It never changes."),
    )
    name = line(gettext_lazy("Name"), required=True)
    field_order = ("key", "name")


class ChangeTeamForm(TeamForm):
    name = line(gettext_lazy("Name"), required=True)
    is_active = tick(gettext_lazy("It is in use"))
    why = why(gettext_lazy("Why"), required=False)
    field_order = ("name",)


def _offer_calendars(form: TeamForm, held: str = "") -> TeamForm:
    own = [(each.key, each.name) for each in calendars() if each.key != ALWAYS]
    strange = held and held not in dict(own)
    offer(form, "calendar", [*own, (held, held)] if strange else own)
    return form


@only(ADMINISTRATOR)
def team_new(request: DeskRequest) -> HttpResponse:
    initial = {"zone": request.user.zone}
    form = _offer_calendars(NewTeamForm(request.POST or None, initial=initial))
    page = Page(_("Add a team"), _("Add"), reverse("teams"), _("Teams"))

    def save(told: dict[str, Any]) -> str:
        made = add_team(told.pop("key"), told.pop("name"), by=request.actor, **told)
        return reverse("team", args=[made.key])

    return edited(request, form, page, save)


@staff
def team_change(request: DeskRequest, key: str) -> HttpResponse:
    """How it is called and reached; its leads change all but the name."""
    found = _led(request, key)
    names = ("name", "purpose", "zone", "calendar", "email", "chat", "is_active")
    initial = {name: getattr(found, name) for name in names}
    made = ChangeTeamForm(request.POST or None, initial=initial)
    form = _offer_calendars(made, found.calendar)
    if not request.actor.has(ADMINISTRATOR):
        del form.fields["name"], form.fields["is_active"]

    def save(told: dict[str, Any]) -> str:
        change_team(key, by=request.actor, **told)
        return reverse("team", args=[key])

    title = _("Change {name}").format(name=found)
    return edited(request, form, _page(found, title, _("Save")), save)


@staff
def team_members(request: DeskRequest, key: str) -> HttpResponse:
    """Who is in it. Its leads add and remove members, administrators leads too."""
    found = _led(request, key)
    form = JoinForm(sent(request))
    if not request.actor.has(ADMINISTRATOR):
        del form.fields["is_lead"]

    def add(told: dict[str, Any]) -> None:
        is_lead = bool(told.get("is_lead"))
        join_team(key, told["person"], is_lead=is_lead, by=request.actor)

    def remove(id: str) -> None:
        leave_team(key, id, by=request.actor)

    def rows() -> list[Row]:
        return [
            Row(it.person.key, str(it.person), _("lead") if it.is_lead else "")
            for it in members(found)
        ]

    page = _page(found, _("Who is in {name}").format(name=found), _("Add"))
    about = _("Leads answer for the team; told again, a member becomes a lead or none.")
    return kept(request, form, Kept(page, about, rows, add, remove, _("Remove")))


@staff
def team_skills(request: DeskRequest, key: str) -> HttpResponse:
    """Which skills it wants, how well, and of how many of its people."""
    found = _led(request, key)

    def add(told: dict[str, Any]) -> None:
        level, people = int(told["level"]), told["people"]
        want_skill(key, told["skill"], level=level, people=people, by=request.actor)

    def remove(id: str) -> None:
        want_skill_no_more(key, id, by=request.actor)

    def rows() -> list[Row]:
        return [
            Row(it.wanted.skill_id, str(it.wanted.skill), _how_many(it))
            for it in lacks_of(found)
        ]

    page = _page(found, _("Skills that {name} wants").format(name=found), _("Tell it"))
    about = _("Told again, a skill is wanted of so many people, at that level.")
    list_ = Kept(page, about, rows, add, remove, _("Take back"))
    return kept(request, WantedSkillForm(sent(request), actor=request.actor), list_)


def _how_many(lack: Any) -> str:
    return _("{n} people, at least {level}; {held} have it").format(
        n=lack.wanted.people,
        level=words.say(words.SKILL_LEVELS, lack.wanted.level),
        held=len(lack.people),
    )


def _page(found: Team, title: str, button: str) -> Page:
    return Page(title, button, reverse("team", args=[found.key]), found)


def _led(request: DeskRequest, key: str) -> Team:
    found = team_for(request.actor, key)
    if not may_lead(request.actor, found.key):
        raise NotForYourRole
    return found
