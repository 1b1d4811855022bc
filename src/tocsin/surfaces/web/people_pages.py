"""The people of the organisation: found, and added."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tocsin.foundation.accounts.actions import add_person, join_team
from tocsin.foundation.accounts.directory import ACTIVE, STATES, Wanted, find_people
from tocsin.foundation.accounts.reads import teams
from tocsin.foundation.accounts.rules import ADMINISTRATOR, ROLES
from tocsin.foundation.accounts.skills import skills
from tocsin.foundation.services.reads import site_names
from tocsin.surfaces.web import words
from tocsin.surfaces.web.absent import absent_of
from tocsin.surfaces.web.editing import Page, edited
from tocsin.surfaces.web.forms import choice, choices, keyed, line, offer
from tocsin.surfaces.web.pages import DeskRequest, only, page_or_piece, staff
from tocsin.surfaces.web.people_forms import WholePersonForm

_ANY = gettext_lazy("Any")


class PeopleFilters(forms.Form):
    q = line(gettext_lazy("Name, address or number"))
    team = choice(gettext_lazy("Team"), [], empty=_ANY)
    role = choice(gettext_lazy("Role"), choices(words.PEOPLE), empty=_ANY)
    skill = choice(gettext_lazy("Skill"), [], empty=_ANY)
    state = choice(
        gettext_lazy("State"),
        choices(words.PEOPLE_STATES, *STATES[1:]),
        empty=gettext_lazy("Active"),
    )

    def __init__(self, *args: Any, actor: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "team", keyed(teams()))
        offer(self, "skill", keyed(each.skill for each in skills(actor)))

    def wanted(self) -> Wanted:
        told = self.cleaned_data if self.is_valid() else {}
        facts = {n: told.get(n) or "" for n in ("q", "team", "role", "skill")}
        return Wanted(**facts, state=told.get("state") or ACTIVE)


@staff
def people_list(request: DeskRequest) -> HttpResponse:
    """GET /people?…: the people who fit, by name, fifty at a time."""
    form = PeopleFilters(request.GET or None, actor=request.actor)
    wanted = form.wanted()
    page = find_people(request.actor, wanted, cursor=request.GET.get("from", ""))
    context = {
        "form": form,
        "page": page,
        "absent": absent_of(page.away),
        "sites": site_names(person.site for person in page.rows),
        "narrowed": wanted != Wanted(),
        "may_edit": request.actor.has(ADMINISTRATOR),
    }
    return page_or_piece(request, "people/list.html", "people/_rows.html", context)


class NewPersonForm(WholePersonForm):
    username = line(
        gettext_lazy("The name they sign in by"),
        required=True,
        hint=gettext_lazy("Without a password they are known, and cannot sign in yet."),
    )
    roles = forms.MultipleChoiceField(
        label=gettext_lazy("Roles"),
        required=False,
        choices=choices(words.ROLES, *ROLES),
        help_text=gettext_lazy("None chosen, and no team: they only report."),
        widget=forms.SelectMultiple(attrs={"class": "input", "size": 4}),
    )
    team = choice(gettext_lazy("Team"), [], empty=gettext_lazy("No team"))
    field_order = ("username", "name", "email", "phone", "roles", "team")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["why"]
        offer(self, "team", keyed(teams()))


@only(ADMINISTRATOR)
def person_new(request: DeskRequest) -> HttpResponse:
    form = NewPersonForm(
        request.POST or None, actor=request.actor, initial={"zone": request.user.zone}
    )
    page = Page(_("Add a person"), _("Add"), reverse("people"), _("People"))

    def save(told: dict[str, Any]) -> str:
        person = add_person(
            told["username"], roles=told["roles"], by=request.actor, **form.facts()
        )
        if told["team"]:
            join_team(told["team"], person.key, by=request.actor)
        return reverse("person", args=[person.key])

    return edited(request, form, page, save)
