"""Configuration items and sites: found, shown with what they pull down, changed."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tocsin.foundation.accounts.reads import team_choices
from tocsin.foundation.accounts.rules import ADMINISTRATOR, may_lead
from tocsin.foundation.services.actions import (
    add_item,
    add_site,
    change_item,
    change_site,
)
from tocsin.foundation.services.reads import (
    Wanted,
    impact_of,
    item_for,
    item_kinds,
    items,
    needs_of,
    site_for,
    sites,
    used_by,
)
from tocsin.surfaces.web import words
from tocsin.surfaces.web.editing import NeedForm, Page, edited, tie
from tocsin.surfaces.web.forms import choice, choices, keyed, line, offer, tick, why
from tocsin.surfaces.web.pages import DeskRequest, only, page_or_piece, staff
from tocsin.surfaces.web.refusals import NotForYourRole

_ANY = gettext_lazy("Any")


class ItemFilters(forms.Form):
    q = line(gettext_lazy("Key, name or number"))
    kind = choice(gettext_lazy("Kind"), [], empty=_ANY)
    site = choice(gettext_lazy("Site"), [], empty=_ANY)
    team = choice(gettext_lazy("Team"), [], empty=_ANY)
    status = choice(gettext_lazy("Status"), choices(words.ITEM_STATUSES), empty=_ANY)

    def __init__(self, *args: Any, actor: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "kind", [(kind, kind) for kind in item_kinds(actor)])
        offer(self, "site", keyed(sites(actor)))
        offer(self, "team", team_choices())


@staff
def item_list(request: DeskRequest) -> HttpResponse:
    form = ItemFilters(request.GET or None, actor=request.actor)
    names = ("q", "kind", "site", "team", "status")
    told = form.cleaned_data if form.is_valid() else {}
    wanted = Wanted(**{name: told.get(name) or "" for name in names})
    page = items(request.actor, wanted, cursor=request.GET.get("from", ""))
    context = {
        "form": form,
        "page": page,
        "narrowed": any(told.values()),
        "may_edit": request.actor.has(ADMINISTRATOR),
    }
    return page_or_piece(request, "offer/items.html", "offer/_items.html", context)


@staff
def item(request: DeskRequest, key: str) -> HttpResponse:
    """One item: what it is, what it needs, and what it would pull down."""
    found = item_for(request.actor, key)
    context = {
        "item": found,
        "attributes": sorted(found.attributes.items()),
        "needs": needs_of(found),
        "users": used_by(found),
        "impact": impact_of([found]),
        "may_edit": may_lead(request.actor, found.team_id or ""),
    }
    return render(request, "offer/item.html", context)


class ItemForm(forms.Form):
    name = line(gettext_lazy("Name"))
    kind = line(gettext_lazy("Kind"), hint=gettext_lazy("Server, switch, database …"))
    site = choice(gettext_lazy("Site"), [])
    team = choice(gettext_lazy("Team"), [])
    attributes = forms.JSONField(
        label=gettext_lazy("Attributes"),
        required=False,
        initial=dict,
        help_text=gettext_lazy("A table in JSON."),
        widget=forms.Textarea(attrs={"class": "input", "rows": 4}),
    )

    def __init__(self, *args: Any, actor: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "site", keyed(sites(actor)))
        offer(self, "team", team_choices())

    def facts(self) -> dict[str, Any]:
        told = dict(self.cleaned_data)
        return told | {"attributes": told["attributes"] or {}}


class NewItemForm(ItemForm):
    key = line(
        gettext_lazy("Key"),
        required=True,
        hint=gettext_lazy("What everybody calls it. It never changes."),
    )
    field_order = ("key", "name")


class ChangeItemForm(ItemForm):
    status = choice(gettext_lazy("Status"), choices(words.ITEM_STATUSES))
    why = why(gettext_lazy("Why"), required=False)


@only(ADMINISTRATOR)
def item_new(request: DeskRequest) -> HttpResponse:
    form = NewItemForm(request.POST or None, actor=request.actor)
    page = Page(_("Add an item"), _("Add"), reverse("items"), _("Items"))

    def save(_told: dict[str, Any]) -> str:
        facts = form.facts()
        made = add_item(facts.pop("key"), by=request.actor, **facts)
        return reverse("item", args=[made.key])

    return edited(request, form, page, save)


@staff
def item_change(request: DeskRequest, key: str) -> HttpResponse:
    """Its facts and what it needs; for administrators and its team's lead."""
    found = item_for(request.actor, key)
    if not may_lead(request.actor, found.team_id or ""):
        raise NotForYourRole
    verb = request.POST.get("verb", "")
    initial = {
        name: getattr(found, f"{name}_id", getattr(found, name))
        for name in ("name", "kind", "attributes", "status")
    }
    initial |= {"site": found.site_id, "team": found.team_id}
    form = ChangeItemForm(
        request.POST if verb == "change" else None, actor=request.actor, initial=initial
    )
    need = NeedForm(request.POST if verb == "depend" else None)
    address = reverse("item", args=[key])
    page = Page(_("Change {name}").format(name=found), _("Save"), address, found)
    more = {"need": need, "ties": needs_of(found), "verb": "change"}

    def save(_told: dict[str, Any]) -> str:
        facts = form.facts()
        facts["name"] = facts["name"] or key
        facts["status"] = facts["status"] or found.status
        change_item(key, by=request.actor, **facts)
        return address

    if verb in ("depend", "undepend"):
        request.answer_refusal = lambda refusal: render(
            request,
            "offer/edit.html",
            {**more, "form": form, "page": page, "refusal": refusal},
            status=refusal.status,
        )
        tie(request, need, "item", key)
        return redirect("item-change", key)
    return edited(request, form, page, save, more)


class SiteForm(forms.Form):
    name = line(gettext_lazy("Name"), required=True)
    zone = line(gettext_lazy("Time zone"), hint=gettext_lazy("As in Europe/Paris."))
    address = line(gettext_lazy("Address"))
    parent = choice(
        gettext_lazy("Within"), [], empty=gettext_lazy("nothing, it stands alone")
    )

    def __init__(self, *args: Any, actor: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "parent", keyed(sites(actor)))


class NewSiteForm(SiteForm):
    key = line(
        gettext_lazy("Key"),
        required=True,
        hint=gettext_lazy("Small letters, figures and hyphens. It never changes."),
    )
    field_order = ("key", "name")


class ChangeSiteForm(SiteForm):
    is_active = tick(gettext_lazy("It is in use"))


@staff
def site_list(request: DeskRequest) -> HttpResponse:
    may_edit = request.actor.has(ADMINISTRATOR)
    context = {"sites": sites(request.actor), "may_edit": may_edit}
    return render(request, "offer/sites.html", context)


@only(ADMINISTRATOR)
def site_new(request: DeskRequest) -> HttpResponse:
    form = NewSiteForm(request.POST or None, actor=request.actor)
    page = Page(_("Add a site"), _("Add"), reverse("sites"), _("Sites"))

    def save(told: dict[str, Any]) -> str:
        add_site(told.pop("key"), told.pop("name"), by=request.actor, **told)
        return reverse("sites")

    return edited(request, form, page, save)


@only(ADMINISTRATOR)
def site(request: DeskRequest, key: str) -> HttpResponse:
    found = site_for(request.actor, key)
    initial = {n: getattr(found, n) for n in ("name", "zone", "address", "is_active")}
    initial["parent"] = found.parent_id
    form = ChangeSiteForm(request.POST or None, actor=request.actor, initial=initial)
    page = Page(
        _("Change {name}").format(name=found), _("Save"), reverse("sites"), _("Sites")
    )

    def save(told: dict[str, Any]) -> str:
        change_site(key, by=request.actor, **told)
        return reverse("sites")

    return edited(request, form, page, save)
