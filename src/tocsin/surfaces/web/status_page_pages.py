"""Status pages at the desk: set up, their components, who is told."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tocsin.foundation.accounts.rules import ADMINISTRATOR
from tocsin.kernel import home
from tocsin.kernel.refusal import Refusal
from tocsin.response.statuspage.actions.pages import (
    add_component,
    add_page,
    change_component,
    change_page,
    confirm_state,
    retire_component,
    set_state,
)
from tocsin.response.statuspage.actions.subscribing import remove_subscriber
from tocsin.response.statuspage.models import Component
from tocsin.response.statuspage.reads.desk import (
    component_for,
    components_for,
    page_for,
    series_of,
    subscriber_count,
    subscribers_of,
)
from tocsin.response.statuspage.rules.words import STATES, may_publish
from tocsin.surfaces.web.forms import line
from tocsin.surfaces.web.notice_forms import ComponentForm, PageForm, initial_page
from tocsin.surfaces.web.pages import DeskRequest, only, staff
from tocsin.surfaces.web.refusals import FormIncomplete, NotForYourRole


class NewPageForm(PageForm):
    slug = line(
        gettext_lazy("Address"),
        required=True,
        hint=gettext_lazy("Letters, digits, hyphens: it stands at /status/address"),
    )
    field_order = ["slug", "name"]


@only(ADMINISTRATOR)
def page_new(request: DeskRequest) -> HttpResponse:
    initial = {"language": "en", "zone": "UTC", "access": "public"}
    form = NewPageForm(request.POST or None, initial=initial)

    def save() -> HttpResponse:
        told = form.facts()
        slug, name = told.pop("slug"), told.pop("name")
        told.pop("is_main")
        made = add_page(slug, name, by=request.actor, **told)
        messages.success(request, _("The page is there."))
        return redirect("notice-page", made.slug)

    about = {"title": _("A status page"), "button": _("Make it")}
    about |= {"back": reverse("notices"), "back_word": _("Notices")}
    return _edited(request, form, about, save)


def _edited(
    request: DeskRequest, form: forms.Form, about: dict[str, Any], save: Any
) -> HttpResponse:
    def shown(refusal: Refusal | None = None) -> HttpResponse:
        context = {"form": form, "page": about, "refusal": refusal}
        status = refusal.status if refusal else 200
        return render(request, "notices/form.html", context, status=status)

    if request.method != "POST":
        return shown()
    request.answer_refusal = shown
    if not form.is_valid():
        raise FormIncomplete
    answer: HttpResponse = save()
    return answer


@staff
def page_shown(request: DeskRequest, slug: str) -> HttpResponse:
    """One page: its components and how they are, repeated work, who is told."""
    page = page_for(request.actor, slug)
    context = {
        "page": page,
        "rows": _in_order(components_for(request.actor, page)),
        "states": STATES,
        "series": series_of(request.actor, page),
        "count": subscriber_count(page),
        "url": f"{home.url()}/status/{page.slug}",
        "may_publish": may_publish(request.actor),
        "may_set_up": request.actor.has(ADMINISTRATOR),
    }
    return render(request, "notices/page.html", context)


def _in_order(rows: list[Component], above: int | None = None, deep: int = 0) -> Any:
    """Groups before what is in them, each with how deep it stands."""
    for row in rows:
        if row.parent_id == above:
            yield row, deep
            yield from _in_order(rows, row.pk, deep + 1)


@only(ADMINISTRATOR)
def page_change(request: DeskRequest, slug: str) -> HttpResponse:
    page = page_for(request.actor, slug)
    form = PageForm(request.POST or None, initial=initial_page(page))

    def save() -> HttpResponse:
        change_page(slug, by=request.actor, **form.facts())
        messages.success(request, _("Saved."))
        return redirect("notice-page", slug)

    about = {"title": _("Set up the page"), "button": _("Save")}
    about |= {"back": reverse("notice-page", args=[slug]), "back_word": page.name}
    return _edited(request, form, about, save)


@only(ADMINISTRATOR)
def component_new(request: DeskRequest, slug: str) -> HttpResponse:
    page = page_for(request.actor, slug)
    groups = [row for row in components_for(request.actor, page) if row.is_group]
    form = ComponentForm(
        request.POST or None,
        actor=request.actor,
        groups=groups,
        initial={"needs_confirmation": True, "hold_minutes": 2},
    )

    def save() -> HttpResponse:
        told = form.facts()
        add_component(slug, told.pop("name"), by=request.actor, **told)
        messages.success(request, _("It stands on the page."))
        return redirect("notice-page", slug)

    about = {"title": _("Add a component"), "button": _("Add it")}
    about |= {"back": reverse("notice-page", args=[slug]), "back_word": page.name}
    return _edited(request, form, about, save)


@only(ADMINISTRATOR)
def component_change(request: DeskRequest, code: str) -> HttpResponse:
    row = component_for(request.actor, code)
    slug = row.page.slug
    rows = components_for(request.actor, row.page)
    names = "name about position is_group is_grid services hold_minutes"
    names += " needs_confirmation"
    initial = {name: getattr(row, name) for name in names.split()}
    initial["monitors"] = "\n".join(row.monitors)
    initial["parent"] = row.parent.code if row.parent else ""
    groups = [each for each in rows if each.is_group and each.pk != row.pk]
    form = ComponentForm(
        request.POST or None, actor=request.actor, groups=groups, initial=initial
    )

    def save() -> HttpResponse:
        if request.POST.get("verb") == "retire":
            retire_component(code, by=request.actor)
            messages.success(request, _("The page shows it no more."))
        else:
            told = form.facts()
            told.pop("is_group")
            change_component(code, by=request.actor, **told)
            messages.success(request, _("Saved."))
        return redirect("notice-page", slug)

    about = {"title": row.name, "button": _("Save"), "retire": True}
    about |= {"back": reverse("notice-page", args=[slug]), "back_word": row.page.name}
    return _edited(request, form, about, save)


@staff
def component_state(request: DeskRequest, code: str) -> HttpResponse:
    """POST: `state` is set by hand (empty: as incidents and notices say), or what
    incidents say is confirmed."""
    row = component_for(request.actor, code)
    if request.method != "POST":
        return redirect("notice-page", row.page.slug)
    if not may_publish(request.actor):
        raise NotForYourRole
    if request.POST.get("verb") == "confirm":
        confirm_state(code, by=request.actor)
        messages.success(request, _("Confirmed: the page shows it."))
        return redirect("notices")
    set_state(code, request.POST.get("state", ""), by=request.actor)
    messages.success(request, _("The page shows it."))
    return redirect("notice-page", row.page.slug)


@only(ADMINISTRATOR)
def subscriber_list(request: DeskRequest, slug: str) -> HttpResponse:
    """GET: who is told. POST: one is told no more."""
    page = page_for(request.actor, slug)
    if request.method == "POST":
        code = request.POST.get("code", "")
        if not code:
            raise FormIncomplete
        remove_subscriber(slug, code, by=request.actor)
        messages.success(request, _("Nothing more is sent there."))
        return redirect("notice-subscribers", slug)
    rows = subscribers_of(request.actor, page)
    context = {"page": page, "rows": rows, "count": subscriber_count(page)}
    return render(request, "notices/subscribers.html", context)
