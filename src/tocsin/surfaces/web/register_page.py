"""The register: every incident there ever was, searched and narrowed."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import get_current_timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tocsin.foundation.accounts.reads import team_choices
from tocsin.foundation.fields.reads import fields as own_fields
from tocsin.foundation.fields.reads import title_of
from tocsin.foundation.services.reads import service_choices
from tocsin.foundation.workspace.models import SavedView
from tocsin.foundation.workspace.reads import view_for, views_for
from tocsin.kernel.refusal import Refusal
from tocsin.register.search.reads import MOST, search
from tocsin.register.work.fields import holding
from tocsin.register.work.narrowing import filters_told
from tocsin.register.work.narrowing import midnight as beginning
from tocsin.register.work.reads import Filters, Page, find, incident_for
from tocsin.register.work.refusals import NoSuchIncident
from tocsin.surfaces.web import words
from tocsin.surfaces.web.columns import Column, columns_of
from tocsin.surfaces.web.forms import (
    PersonField,
    choice,
    choices,
    line,
    offer,
    tick,
)
from tocsin.surfaces.web.pages import DeskRequest, page_or_piece, staff
from tocsin.surfaces.web.tag_pages import tag_line
from tocsin.surfaces.web.verb_forms import category_tree
from tocsin.surfaces.web.words_of_clocks import DUE_WITHIN

_LIMIT = 50
_REFERENCE = re.compile(r"(?:inc-?)?(\d{1,12})", re.IGNORECASE)
_ANY = gettext_lazy("Any")


def day(label: Any) -> forms.DateField:
    widget = forms.DateInput(
        format="%Y-%m-%d", attrs={"class": "input", "type": "date"}
    )
    return forms.DateField(label=label, required=False, widget=widget)


class FilterForm(forms.Form):
    """What the register can be narrowed to; what is left empty narrows nothing."""

    q = forms.CharField(
        label=gettext_lazy("Words or reference"),
        required=False,
        widget=forms.TextInput(attrs={"class": "input", "type": "search"}),
    )
    state = choice(
        gettext_lazy("State"),
        [("open", gettext_lazy("Open")), *choices(words.STATES)],
        empty=_ANY,
    )
    priority = choice(
        gettext_lazy("Priority"), [(str(n), f"P{n}") for n in range(1, 6)], empty=_ANY
    )
    team = choice(gettext_lazy("Team"), [], empty=_ANY)
    category = choice(gettext_lazy("Category"), [], empty=_ANY)
    service = choice(gettext_lazy("Service"), [], empty=_ANY)
    since = day(gettext_lazy("Registered from"))
    until = day(gettext_lazy("Registered until"))
    owner = PersonField(label=gettext_lazy("Owner"))
    reporter = PersonField(label=gettext_lazy("Reporter"))
    origin = choice(
        gettext_lazy("Origin"),
        [("lived", gettext_lazy("Lived here")), ("history", gettext_lazy("History"))],
        empty=_ANY,
    )
    flagged = tick(gettext_lazy("To complete"))
    reassigned = tick(gettext_lazy("Handed from team to team"))
    due = choice(gettext_lazy("A clock runs out"), choices(DUE_WITHIN), empty=_ANY)
    tag = tag_line(gettext_lazy("Tags"))
    parent = line(gettext_lazy("Child of"))
    children = tick(gettext_lazy("Has children"))
    change = line(gettext_lazy("Caused by the change"))
    field = choice(gettext_lazy("Field"), [], empty=_ANY)
    compare = choice(
        gettext_lazy("Holds"),
        [(">=", gettext_lazy("at least")), ("<=", gettext_lazy("at most"))],
        empty=gettext_lazy("exactly"),
    )
    value = line(gettext_lazy("Value"))

    def __init__(self, *args: Any, actor: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "team", team_choices())
        offer(self, "category", category_tree())
        offer(self, "service", service_choices(actor))
        self.own = own_fields()
        offer(self, "field", [(field.key, title_of(field)) for field in self.own])

    def clean(self) -> dict[str, Any]:
        """What a field is to hold is looked at here, where it was typed."""
        told = super().clean() or self.cleaned_data
        if told.get("field") and told.get("value"):
            asked = f"{told['field']}{told.get('compare') or ':'}{told['value']}"
            try:
                holding(asked)
            except Refusal as refusal:
                self.add_error("value", str(refusal))
        return told

    @property
    def first(self) -> list[Any]:
        return [self[name] for name in "q state priority team service".split()]

    @property
    def rest(self) -> list[Any]:
        shown = "category since until owner reporter origin tag due flagged reassigned"
        shown += " parent change children"
        shown += " field compare value" if self.own else ""
        return [self[name] for name in shown.split()]

    @property
    def narrows_further(self) -> bool:
        return any(field.value() for field in self.rest)


@staff
def register(request: DeskRequest) -> HttpResponse:
    """GET /register: search and filters, newest first; a reference opens at once."""
    looked = looked_for(request)
    told = looked.told
    asked = str(told.get("q", "")).strip()
    if ref := _reference(request, asked):
        return redirect("incident", ref)
    page, found = _found(request, looked, asked)
    narrowed = any(told.get(name) for name in told)
    context = {"page": page, "found": found, "narrowed": narrowed} | looked.shown()
    return page_or_piece(request, "register/show.html", "register/_rows.html", context)


@dataclass(frozen=True, slots=True)
class Looked:
    """What the register is narrowed to, by the address or by a saved view."""

    form: FilterForm
    told: dict[str, Any]
    view: SavedView | None
    views: list[SavedView]

    @property
    def columns(self) -> list[Column]:
        return columns_of(self.view.columns) if self.view else []

    @property
    def order(self) -> str:
        return self.view.order if self.view else ""

    def shown(self) -> dict[str, Any]:
        return {
            "form": self.form,
            "view": self.view,
            "views": self.views,
            "columns": self.columns,
        }


def looked_for(request: DeskRequest) -> Looked:
    """The filters of the address; a view that it names comes first."""
    key = request.GET.get("view", "")
    view = view_for(request.actor, key) if key else None
    asked = view.filters if view else request.GET
    form = FilterForm(asked or None, actor=request.actor)
    told = form.cleaned_data if form.is_valid() else {}
    return Looked(form, told, view, views_for(request.actor, "register"))


def _reference(request: DeskRequest, asked: str) -> str:
    """The reference that was asked for, if it is one the reader may see."""
    match = _REFERENCE.fullmatch(asked)
    if not match:
        return ""
    try:
        return incident_for(request.actor, f"INC-{int(match[1]):05}").ref
    except NoSuchIncident:
        return ""


def _found(request: DeskRequest, looked: Looked, asked: str) -> tuple[Page, str]:
    """A page of rows; and, after a search, how many there are in words."""
    cursor = request.GET.get("from", "")
    filters = filters_of(looked.told)
    if not asked:
        return find(
            request.actor, filters, cursor=cursor, limit=_LIMIT, order=looked.order
        ), ""
    hits = search(request.actor, asked)
    total = _("{n}+").format(n=f"{MOST:,}") if hits.more else str(len(hits.ids))
    narrowed = {f.name: getattr(filters, f.name) for f in fields(filters)}
    if any(narrowed.values()):
        narrowed["ids"] = hits.ids
        return find(
            request.actor, Filters(**narrowed), cursor=cursor, limit=_LIMIT
        ), total
    return _ranked(request, list(hits.ids), cursor), total


def _ranked(request: DeskRequest, ids: list[int], cursor: str) -> Page:
    """The best hits first; the cursor counts them."""
    start = int(cursor) if cursor.isdecimal() else 0
    some = ids[start : start + _LIMIT]
    rows = find(request.actor, Filters(ids=some), limit=_LIMIT).rows
    place = {id: rank for rank, id in enumerate(some)}
    following = str(start + _LIMIT) if start + _LIMIT < len(ids) else None
    return Page(sorted(rows, key=lambda row: place[row.id]), following)


def filters_of(told: Mapping[str, Any]) -> Filters:
    """The filters that were told; days count in the reader's zone."""
    return filters_told(told, get_current_timezone())


def midnight(day: Any, days: int = 0) -> datetime | None:
    """The beginning of the day, or of a later one, in the reader's zone."""
    return beginning(day, get_current_timezone(), days)
