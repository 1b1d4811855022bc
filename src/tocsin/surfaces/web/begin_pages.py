"""The first-use path: five questions that may each be skipped, and where one stands."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from tocsin.foundation.accounts.actions import change_person
from tocsin.foundation.accounts.options import (
    FIRST_STEPS,
    LANGUAGE,
    ORGANISATION,
    ZONE,
)
from tocsin.foundation.accounts.reads import duty_managers, teams
from tocsin.foundation.accounts.rules import ADMINISTRATOR
from tocsin.foundation.classification.reads import categories
from tocsin.foundation.config.actions import set_option
from tocsin.foundation.services.reads import services
from tocsin.kernel.refusal import Refusal
from tocsin.register.transfer.starting.actions import (
    appoint_duty_manager,
    found_teams,
    map_categories,
    offer_services,
)
from tocsin.register.transfer.starting.sets import SETS
from tocsin.surfaces.web.begin_forms import (
    CategoriesForm,
    OrganisationForm,
    ServicesForm,
    TeamsForm,
    category_rows,
    service_rows,
    start_named,
    team_rows,
    teams_to_choose,
)
from tocsin.surfaces.web.first_steps import QUESTIONS, first_steps, is_wanted
from tocsin.surfaces.web.forms import keyed
from tocsin.surfaces.web.pages import DeskRequest, only
from tocsin.surfaces.web.refusals import FormIncomplete

_WHY = gettext_lazy("First use")


@only(ADMINISTRATOR)
def begin(request: DeskRequest) -> HttpResponse:
    """Every step with how it stands; put away, or shown again."""
    if request.method == "POST":
        told = "hidden" if request.POST.get("verb") == "hide" else "shown"
        set_option(FIRST_STEPS, told, by=request.actor, why=str(_WHY))
        return redirect("desk" if told == "hidden" else "begin")
    held = first_steps(request.actor)
    context = {
        "steps": held,
        "next": next((each for each in held if not each.is_done), None),
        "done": sum(each.is_done for each in held),
        "shown": is_wanted(request.actor),
    }
    return render(request, "begin/steps.html", context)


@only(ADMINISTRATOR)
def organisation(request: DeskRequest) -> HttpResponse:
    """Question 2: what it is called, and the zone and language of what is made next."""
    form = OrganisationForm(request.POST or None, request.user.zone)

    def save() -> str:
        told = form.cleaned_data
        facts = {"name": ORGANISATION, "zone": ZONE, "language": LANGUAGE}
        for name, option in facts.items():
            set_option(option, told[name], by=request.actor, why=str(_WHY))
        zone, language = told["zone"], told["language"]
        change_person(request.user.key, by=request.actor, zone=zone, language=language)
        return _("It is called {name}.").format(name=told["name"])

    return _asked(request, "organisation", form, save)


@only(ADMINISTRATOR)
def teams_question(request: DeskRequest) -> HttpResponse:
    """Question 3: the first teams, and who answers for what nobody owns."""
    form = TeamsForm(request.POST or None, team_rows(_start(request)))

    def save() -> str:
        made = found_teams(form.answers(), by=request.actor)
        if duty := form.cleaned_data["duty"]:
            appoint_duty_manager(duty, by=request.actor)
        said = ngettext("{n} team is there now.", "{n} teams are there now.", made)
        return said.format(n=made)

    duty = ", ".join(map(str, duty_managers()))
    return _asked(request, "teams", form, save, held=teams(), duty=duty)


@only(ADMINISTRATOR)
def services_question(request: DeskRequest) -> HttpResponse:
    """Question 4: the first services, each with its team."""
    start = _start(request)
    known = teams_to_choose(start, keyed(teams()))
    form = ServicesForm(request.POST or None, service_rows(start, known), known)

    def save() -> str:
        made = offer_services(form.answers(), by=request.actor)
        said = ngettext("{n} service is new.", "{n} services are new.", made)
        return said.format(n=made)

    return _asked(request, "services", form, save, held=services(request.actor))


@only(ADMINISTRATOR)
def categories_question(request: DeskRequest) -> HttpResponse:
    """Question 5: what breaks, and which team answers for each."""
    start = _start(request)
    known = teams_to_choose(start, keyed(teams()))
    rows = category_rows(start, known)
    form = CategoriesForm(request.POST or None, request.FILES or None, rows, known)

    def save() -> str:
        made = map_categories(form.answers(), by=request.actor)
        said = ngettext("{n} category is new.", "{n} categories are new.", made)
        return said.format(n=made)

    held = categories()
    return _asked(request, "categories", form, save, held=held)


def _start(request: DeskRequest) -> Any:
    return start_named(request.POST.get("set") or request.GET.get("set", ""))


def _asked(
    request: DeskRequest,
    code: str,
    form: forms.Form,
    save: Callable[[], str],
    **more: Any,
) -> HttpResponse:
    """One question: asked, answered, and on to the next; nothing told is lost."""
    number = next(n for n, each in enumerate(QUESTIONS, 1) if each.code == code)
    chosen = request.POST.get("set") or request.GET.get("set", "")
    chosen = chosen if chosen in SETS else ""
    after = QUESTIONS[number].page if number < len(QUESTIONS) else "begin"
    onward = reverse(after) + (f"?set={chosen}" if chosen and after != "begin" else "")

    def page(refusal: Refusal | None = None) -> HttpResponse:
        context = {
            "form": form,
            "number": number,
            "of": len(QUESTIONS),
            "step": QUESTIONS[number - 1],
            "onward": onward,
            "sets": SETS,
            "chosen": chosen,
            "refusal": refusal,
            **more,
        }
        status = refusal.status if refusal else 200
        return render(request, f"begin/{code}.html", context, status=status)

    if request.method != "POST":
        return page()
    request.answer_refusal = page
    if request.POST.get("verb") == "more":
        return page()
    if not form.is_valid():
        raise FormIncomplete
    messages.success(request, save())
    return redirect(onward)
