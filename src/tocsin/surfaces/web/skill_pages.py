"""Skills: the catalogue, and who knows this."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tocsin.foundation.accounts.actions import add_skill, change_skill
from tocsin.foundation.accounts.rules import ADMINISTRATOR
from tocsin.foundation.accounts.skills import skill_for, skills, wanting, who_knows
from tocsin.surfaces.web.absent import absent_of
from tocsin.surfaces.web.editing import Page, edited
from tocsin.surfaces.web.forms import line, tick, why
from tocsin.surfaces.web.history import history_of
from tocsin.surfaces.web.pages import DeskRequest, only, staff
from tocsin.surfaces.web.people_forms import SkillForm, WhoKnowsForm


@staff
def skill_list(request: DeskRequest) -> HttpResponse:
    """Every skill with how many hold it and how many teams want it."""
    administers = request.actor.has(ADMINISTRATOR)
    rows = skills(request.actor, retired=administers)
    context = {"rows": rows, "may_edit": administers}
    return render(request, "people/skills.html", context)


@staff
def skill(request: DeskRequest, key: str) -> HttpResponse:
    """Who knows this: who is there first, the best first; and which teams want it."""
    found = skill_for(request.actor, key)
    form = WhoKnowsForm(request.GET or None)
    told = form.cleaned_data if form.is_valid() else {}
    level = int(told.get("level") or 1)
    known = who_knows(found, team=told.get("team") or "", level=level)
    context = {
        "skill": found,
        "form": form,
        "known": known,
        "absent": absent_of(it.held.person.key for it in known if it.away),
        "wanting": wanting(found),
        "narrowed": any(told.values()),
        "may_edit": request.actor.has(ADMINISTRATOR),
        "history": history_of(request.actor, f"skill:{key}"),
    }
    return render(request, "people/skill.html", context)


class NewSkillForm(SkillForm):
    key = line(
        gettext_lazy("Key"),
        required=True,
        hint=gettext_lazy("Small letters, figures and hyphens. It never changes."),
    )
    field_order = ("key", "name")


class ChangeSkillForm(SkillForm):
    is_active = tick(gettext_lazy("It is offered"))
    why = why(gettext_lazy("Why"), required=False)


@only(ADMINISTRATOR)
def skill_new(request: DeskRequest) -> HttpResponse:
    form = NewSkillForm(request.POST or None)
    page = Page(_("Add a skill"), _("Add"), reverse("skills"), _("Skills"))

    def save(told: dict[str, Any]) -> str:
        made = add_skill(told.pop("key"), told.pop("name"), by=request.actor, **told)
        return reverse("skill", args=[made.key])

    return edited(request, form, page, save)


@only(ADMINISTRATOR)
def skill_change(request: DeskRequest, key: str) -> HttpResponse:
    found = skill_for(request.actor, key)
    initial = {n: getattr(found, n) for n in ("name", "about", "is_active")}
    form = ChangeSkillForm(request.POST or None, initial=initial)
    title = _("Change {name}").format(name=found)
    page = Page(title, _("Save"), reverse("skill", args=[key]), found)

    def save(told: dict[str, Any]) -> str:
        change_skill(key, by=request.actor, **told)
        return reverse("skill", args=[key])

    return edited(request, form, page, save)
