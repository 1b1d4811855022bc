"""Saved views: listed, saved, changed, copied, deleted, opened first."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from tocsin.foundation.accounts.reads import names_of, team_names
from tocsin.foundation.accounts.rules import ADMINISTRATOR, Actor
from tocsin.foundation.workspace.actions import (
    change_view,
    copy_view,
    delete_view,
    open_first,
    save_view,
)
from tocsin.foundation.workspace.actions.views import Wanted
from tocsin.foundation.workspace.models import SavedView
from tocsin.foundation.workspace.reads import opens_first, view_for, views_for
from tocsin.foundation.workspace.rules import ORDERS, may_change
from tocsin.kernel.refusal import Refusal
from tocsin.register.work.reads import VIEWS
from tocsin.surfaces.web import words
from tocsin.surfaces.web.columns import offered
from tocsin.surfaces.web.forms import choice, line
from tocsin.surfaces.web.pages import DeskRequest, staff
from tocsin.surfaces.web.refusals import FormIncomplete, NothingHere
from tocsin.surfaces.web.register_page import FilterForm
from tocsin.surfaces.web.widgets import Select

_PLACES = ("queue", "register")
_SLOTS = 8


class ViewForm(forms.Form):
    """What a view is called, who else has it, and what it shows in which order."""

    name = line(gettext_lazy("Name"), required=True)
    shared = forms.ChoiceField(
        label=gettext_lazy("Who else has it"), widget=Select(attrs={"class": "input"})
    )
    base = forms.ChoiceField(
        label=gettext_lazy("Of which incidents"),
        required=False,
        choices=[(name, words.VIEWS[name]) for name in VIEWS],
        widget=Select(attrs={"class": "input"}),
    )
    order = choice(
        gettext_lazy("In which order"), [], empty=gettext_lazy("As it usually is")
    )

    def __init__(self, *args: Any, place: str, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        shared: Any = self.fields["shared"]
        shared.choices = _audiences(actor)
        order: Any = self.fields["order"]
        order.choices = [
            ("", order.choices[0][1]),
            *((code, words.ORDERS[code]) for code in ORDERS[place]),
        ]
        if place == "register":
            del self.fields["base"]
        for number in range(1, _SLOTS + 1):
            label = _("Column {number}").format(number=number)
            self.fields[f"column_{number}"] = choice(
                label, offered(), empty=gettext_lazy("None")
            )

    def columns(self) -> list[str]:
        told = (self.cleaned_data[f"column_{n}"] for n in range(1, _SLOTS + 1))
        return list(dict.fromkeys(key for key in told if key))

    def wanted(self, place: str, filters: Mapping[str, str]) -> Wanted:
        told = self.cleaned_data
        shared, _colon, team = told["shared"].partition(":")
        return Wanted(
            name=told["name"],
            place=place,
            shared=shared,
            team=team,
            base=told.get("base") or "all",
            filters=filters,
            columns=self.columns(),
            order=told["order"],
        )

    @property
    def facts(self) -> list[Any]:
        return [
            self[n] for n in ("name", "shared", "base", "order") if n in self.fields
        ]

    @property
    def slots(self) -> list[Any]:
        return [self[f"column_{number}"] for number in range(1, _SLOTS + 1)]


def _audiences(actor: Actor) -> list[tuple[str, Any]]:
    """With whom this person may share."""
    names = team_names(actor.teams)
    found: list[tuple[str, Any]] = [("nobody", _("Nobody: it is mine"))]
    found += [
        (f"team:{key}", _("The team {team}").format(team=names[key]))
        for key in sorted(names, key=names.__getitem__)
    ]
    if actor.leads or actor.has(ADMINISTRATOR):
        found.append(("everybody", _("Everybody")))
    return found


def stored(form: FilterForm, place: str) -> dict[str, str]:
    """What the filters were told, as a view keeps it: keys, days and ticks as text."""
    told = {n: v for n, v in form.cleaned_data.items() if v}
    if place == "queue":
        told.pop("q", None)
    return {
        n: v.isoformat() if isinstance(v, date) else str(v) for n, v in told.items()
    }


def address_of(view: SavedView) -> str:
    """The address to share."""
    page = "desk" if view.place == "queue" else "register"
    return f"{reverse(page)}?view={view.key}"


@staff
def view_list(request: DeskRequest) -> HttpResponse:
    """GET /views: the reader's views and those that are shared with them."""
    found = views_for(request.actor)
    teams = team_names(view.team for view in found)
    first = opens_first(request.actor.id)
    context = {
        "views": [
            {
                "view": view,
                "address": address_of(view),
                "mine": view.owner == request.actor.id,
                "may_change": may_change(request.actor, view),
                "team": teams.get(view.team, ""),
                "first": view.key == first,
            }
            for view in found
        ],
        "owners": names_of(view.owner for view in found),
        "first": first,
        "built_in": [(name, words.VIEWS[name]) for name in VIEWS],
    }
    return render(request, "views/list.html", context)


@staff
def view_new(request: DeskRequest) -> HttpResponse:
    """GET /views/new?place=…: asks; what the page narrowed to is filled in."""
    place = request.GET.get("place", "queue")
    if place not in _PLACES:
        raise NothingHere
    return _edited(request, None, place)


@staff
def view(request: DeskRequest, key: str) -> HttpResponse:
    """One view: changed by whoever may, copied by everybody who has it."""
    held = view_for(request.actor, key)
    return _edited(request, held, held.place)


def _edited(request: DeskRequest, held: SavedView | None, place: str) -> HttpResponse:
    sent = request.POST if request.method == "POST" else None
    form = ViewForm(sent, initial=_initial(held), place=place, actor=request.actor)
    asked = sent or (held.filters if held else request.GET)
    filters = FilterForm(asked, actor=request.actor)
    filters.is_valid()

    def page(refusal: Refusal | None = None) -> HttpResponse:
        context = {
            "form": form,
            "filters": filters,
            "held": held,
            "place": place,
            "address": address_of(held) if held else "",
            "may_change": held is None or may_change(request.actor, held),
            "first": held is not None and opens_first(request.actor.id) == held.key,
            "refusal": refusal,
        }
        status = refusal.status if refusal else 200
        return render(request, "views/edit.html", context, status=status)

    if sent is None:
        return page()
    request.answer_refusal = page
    if not (form.is_valid() and filters.is_valid()):
        raise FormIncomplete
    wanted = form.wanted(place, stored(filters, place))
    by = request.actor
    kept = change_view(held.key, wanted, by=by) if held else save_view(wanted, by=by)
    messages.success(request, _("Saved. Its address can be shared."))
    return redirect(address_of(kept))


def _initial(held: SavedView | None) -> dict[str, Any]:
    if held is None:
        return {"base": "all"}
    shared = f"team:{held.team}" if held.shared == "team" else held.shared
    told = {"name": held.name, "shared": shared, "base": held.base, "order": held.order}
    slots = enumerate(held.columns[:_SLOTS], start=1)
    return told | {f"column_{number}": key for number, key in slots}


@require_POST
@staff
def view_verb(request: DeskRequest) -> HttpResponse:
    """POST /views/do: copies or deletes a view, or lets the queue open with it."""
    key, by = request.POST.get("view", ""), request.actor
    match request.POST.get("verb", ""):
        case "copy":
            name = _("Copy of {name}").format(name=view_for(by, key).name)[:80]
            made = copy_view(key, name, by=by)
            messages.success(request, _("Copied. The copy is yours."))
            return redirect("view", made.key)
        case "delete":
            delete_view(key, by=by)
            messages.success(request, _("Deleted."))
        case "first":
            open_first(key if key in VIEWS or key.startswith("v-") else "", by=by)
            messages.success(request, _("Your queue opens with it."))
    return redirect("views")
