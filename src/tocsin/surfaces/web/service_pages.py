"""What the organisation offers: services, what they need, what suffers with them."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from tocsin.foundation.accounts.reads import team_choices
from tocsin.foundation.accounts.rules import ADMINISTRATOR, may_lead
from tocsin.foundation.calendars.reads import ALWAYS, calendar_named, calendars
from tocsin.foundation.calendars.refusals import CalendarUnknown
from tocsin.foundation.calendars.rules import peaks_at
from tocsin.foundation.services.actions import add_service, change_service
from tocsin.foundation.services.reads import (
    impact_of,
    needs_of,
    service_for,
    service_ties,
    services,
    sites,
    sites_of,
    used_by,
)
from tocsin.kernel import clock
from tocsin.register.work.open_now import Standing, open_by_service
from tocsin.register.work.reads import Filters, find
from tocsin.surfaces.web import words
from tocsin.surfaces.web.editing import NeedForm, Page, edited, tie
from tocsin.surfaces.web.forms import (
    PersonField,
    choice,
    choices,
    keyed,
    line,
    offer,
    tick,
    why,
)
from tocsin.surfaces.web.mapping import Spot
from tocsin.surfaces.web.pages import DeskRequest, only, page_or_piece, staff
from tocsin.surfaces.web.refusals import NotForYourRole

_FEW = 10
_ANY = gettext_lazy("Any")


class ServiceFilters(forms.Form):
    q = line(gettext_lazy("Name or purpose"))
    nature = choice(gettext_lazy("Kind"), choices(words.SERVICE_NATURES), empty=_ANY)
    criticality = choice(
        gettext_lazy("Weight"), choices(words.CRITICALITIES), empty=_ANY
    )
    team = choice(gettext_lazy("Team"), [], empty=_ANY)
    troubled = tick(gettext_lazy("With something open"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "team", team_choices())


@staff
def service_list(request: DeskRequest) -> HttpResponse:
    """Every service, narrowed; how each stands, by what is open on it."""
    form = ServiceFilters(request.GET or None)
    told = form.cleaned_data if form.is_valid() else {}
    standing = open_by_service(request.actor)
    rows = [
        {"service": each, "open": standing.get(each.key)}
        for each in services(request.actor)
        if _fits(each, told, standing.get(each.key))
    ]
    context = {
        "form": form,
        "rows": rows,
        "narrowed": any(told.values()),
        "may_edit": request.actor.has(ADMINISTRATOR),
    }
    return page_or_piece(
        request, "offer/services.html", "offer/_services.html", context
    )


def _fits(service: Any, told: dict[str, Any], standing: Standing | None) -> bool:
    said = f"{service.name} {service.purpose} {service.key}".casefold()
    return (
        str(told.get("q", "")).casefold() in said
        and told.get("nature") in ("", None, service.nature)
        and told.get("criticality") in ("", None, str(service.criticality))
        and told.get("team") in ("", None, service.team_id)
        and (not told.get("troubled") or standing is not None)
    )


@staff
def service(request: DeskRequest, key: str) -> HttpResponse:
    """One service: who answers for it, what it needs, what suffers, what is open."""
    found = service_for(request.actor, key)
    page = find(
        request.actor, Filters(service=key, state=words.OPEN_STATES), limit=_FEW
    )
    context = {
        "service": found,
        "needs": needs_of(found),
        "users": used_by(found),
        "impact": impact_of([found]),
        "sites": sites_of([found])[found.key],
        "calendar": _calendar(found.calendar_id),
        "cost": _money(found.outage_cost, found.currency),
        "rows": page.rows,
        "may_edit": may_lead(request.actor, found.team_id),
    }
    return render(request, "offer/service.html", context)


@staff
def service_map(request: DeskRequest) -> HttpResponse:
    """All services, each above what it needs, with what is open on each."""
    shown = services(request.actor)
    standing = open_by_service(request.actor)
    needs: dict[str, list[str]] = {each.key: [] for each in shown}
    for upper, lower in service_ties():
        needs.setdefault(upper, []).append(lower)
    places = {each.key: number for number, each in enumerate(shown)}
    rows = _rows(needs)
    spots = [_spot(each, standing.get(each.key), rows[each.key]) for each in shown]
    links = [
        (places[lower], places[upper], False)
        for upper, lowers in needs.items()
        for lower in lowers
        if lower in places
    ]
    named = {each.key: each for each in shown}
    told = [
        {
            "service": each,
            "open": standing.get(each.key),
            "needs": [named[key] for key in needs[each.key] if key in named],
        }
        for each in shown
    ]
    context = {"spots": spots, "links": links, "rows": told}
    return render(request, "offer/map.html", context)


def _rows(needs: dict[str, list[str]]) -> dict[str, int]:
    """How high each stands: above all that it needs. Services know no circles."""
    rows: dict[str, int] = {}

    def row_of(key: str, depth: int = 0) -> int:
        if key not in rows:
            below = needs.get(key, ()) if depth < 64 else ()
            rows[key] = 1 + max((row_of(each, depth + 1) for each in below), default=-1)
        return rows[key]

    for key in needs:
        row_of(key)
    return rows


def _spot(service: Any, standing: Standing | None, row: int) -> Spot:
    url = reverse("service", args=[service.key])
    if standing is None:
        said = words.say(words.MOODS, "ok")
        return Spot(service.name, said, "ok", row, url)
    said = ngettext("{n} open", "{n} open", standing.count).format(n=standing.count)
    worst = f"P{standing.priority} · " if standing.priority else ""
    serious = standing.priority is not None and standing.priority <= 2
    return Spot(
        service.name, worst + said, "trouble" if serious else "weakened", row, url
    )


def _calendar(key: str | None) -> dict[str, Any]:
    """The service's calendar with the peaks it is in now; drafted only, its key."""
    if not key:
        return {}
    try:
        calendar = calendar_named(key)
    except CalendarUnknown:
        return {"name": key}
    peaks = peaks_at(calendar, clock.now())
    return {"name": calendar.name, "peaks": [peak.name for peak in peaks]}


def _money(amount: int | None, currency: str) -> str:
    """An amount in a currency's smallest unit as people read it: without cents."""
    return "" if amount is None else f"{amount / 100:,.0f} {currency}"


class ServiceForm(forms.Form):
    name = line(gettext_lazy("Name"), required=True)
    purpose = line(gettext_lazy("What it is for"))
    team = choice(gettext_lazy("Team"), [], empty=gettext_lazy("Choose a team"))
    owner = PersonField(label=gettext_lazy("Owner"))
    nature = choice(gettext_lazy("Kind"), choices(words.SERVICE_NATURES))
    criticality = choice(gettext_lazy("Weight"), choices(words.CRITICALITIES))
    calendar = choice(
        gettext_lazy("Calendar"), [], empty=gettext_lazy("always wanted, no peaks")
    )
    users = forms.IntegerField(
        label=gettext_lazy("Number of users"),
        required=False,
        min_value=0,
        max_value=2**31 - 1,
        widget=forms.NumberInput(attrs={"class": "input"}),
    )
    hour_costs = forms.DecimalField(
        label=gettext_lazy("An hour's outage costs"),
        required=False,
        min_value=0,
        max_digits=14,
        decimal_places=2,
        widget=forms.NumberInput(attrs={"class": "input", "step": "0.01"}),
    )
    currency = line(gettext_lazy("Currency"), hint=gettext_lazy("As in EUR."))
    sites = forms.MultipleChoiceField(
        label=gettext_lazy("Used at"),
        required=False,
        help_text=gettext_lazy("None chosen: everywhere."),
        widget=forms.SelectMultiple(attrs={"class": "input", "size": 4}),
    )

    def __init__(self, *args: Any, actor: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "team", team_choices())
        own = [each for each in calendars() if each.key != ALWAYS]
        offer(self, "calendar", [(each.key, each.name) for each in own])
        offer(self, "sites", keyed(sites(actor)))

    def facts(self) -> dict[str, Any]:
        told = dict(self.cleaned_data)
        cost = told.pop("hour_costs")
        told["outage_cost"] = None if cost is None else int(cost * 100)
        told["criticality"] = int(told["criticality"] or 3)
        told["nature"] = told["nature"] or "business"
        told["currency"] = told["currency"].upper()
        return told


class NewServiceForm(ServiceForm):
    key = line(
        gettext_lazy("Key"),
        required=True,
        hint=gettext_lazy("Small letters, figures and hyphens. It never changes."),
    )
    field_order = ("key", "name")


class ChangeServiceForm(ServiceForm):
    is_active = tick(gettext_lazy("It is in use"))
    why = why(gettext_lazy("Why"), required=False)


@only(ADMINISTRATOR)
def service_new(request: DeskRequest) -> HttpResponse:
    form = NewServiceForm(request.POST or None, actor=request.actor)
    page = Page(_("Add a service"), _("Add"), reverse("services"), _("Services"))

    def save(_told: dict[str, Any]) -> str:
        facts = form.facts()
        add_service(
            facts.pop("key"),
            facts.pop("name"),
            team=facts.pop("team"),
            by=request.actor,
            **facts,
        )
        return reverse("service", args=[form.cleaned_data["key"]])

    return edited(request, form, page, save)


@staff
def service_change(request: DeskRequest, key: str) -> HttpResponse:
    """Its facts and what it needs; for administrators and its team's lead."""
    found = service_for(request.actor, key)
    if not may_lead(request.actor, found.team_id):
        raise NotForYourRole
    verb = request.POST.get("verb", "")
    form = ChangeServiceForm(
        request.POST if verb == "change" else None,
        actor=request.actor,
        initial=_initial(found),
    )
    need = NeedForm(request.POST if verb == "depend" else None)
    address = reverse("service", args=[key])
    page = Page(_("Change {name}").format(name=found), _("Save"), address, found)

    def save(_told: dict[str, Any]) -> str:
        change_service(key, by=request.actor, **form.facts())
        return address

    if verb in ("depend", "undepend"):
        request.answer_refusal = lambda refusal: render(
            request,
            "offer/edit.html",
            {**shown, "form": form, "page": page, "refusal": refusal},
            status=refusal.status,
        )
        shown = {"need": need, "ties": needs_of(found), "verb": "change"}
        tie(request, need, "service", key)
        return redirect("service-change", key)
    more = {"need": need, "ties": needs_of(found), "verb": "change"}
    return edited(request, form, page, save, more)


def _initial(service: Any) -> dict[str, Any]:
    cost = service.outage_cost
    return {
        "name": service.name,
        "purpose": service.purpose,
        "team": service.team_id,
        "owner": service.owner_id,
        "calendar": service.calendar_id,
        "nature": service.nature,
        "criticality": str(service.criticality),
        "users": service.users,
        "hour_costs": None if cost is None else cost / 100,
        "currency": service.currency,
        "sites": [site.key for site in sites_of([service])[service.key]],
        "is_active": service.is_active,
    }
