"""Changes and deploys: listed, told, started, finished, called off."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tocsin.foundation.changes.actions import (
    add_change,
    amend_change,
    cancel_change,
    plan_change_anew,
)
from tocsin.foundation.changes.reads import WantedChanges, change_for, changes
from tocsin.foundation.changes.rules import (
    MAY_FOLLOW,
    OUTCOMES,
    may_tell,
    may_tell_on,
)
from tocsin.foundation.services.reads import services
from tocsin.kernel.refusal import Refusal
from tocsin.register.links.reads import caused_by_change
from tocsin.response.major.actions import (
    approve_change,
    begin_change,
    end_change,
    refuse_change,
)
from tocsin.response.major.emergencies import emergency_of
from tocsin.surfaces.web import words
from tocsin.surfaces.web.editing import Page, edited
from tocsin.surfaces.web.forms import (
    PersonField,
    choice,
    choices,
    instant,
    keyed,
    line,
    offer,
    text,
    tick,
    why,
)
from tocsin.surfaces.web.pages import DeskRequest, page_or_piece, staff
from tocsin.surfaces.web.refusals import FormIncomplete, NotForYourRole
from tocsin.surfaces.web.widgets import Select

_ANY = gettext_lazy("Any")


class ChangeFilters(forms.Form):
    q = line(gettext_lazy("Title, key or number"))
    service = choice(gettext_lazy("Service"), [], empty=_ANY)
    state = choice(gettext_lazy("State"), choices(words.CHANGE_STATES), empty=_ANY)
    kind = choice(gettext_lazy("Kind"), choices(words.CHANGE_KINDS_SHORT), empty=_ANY)

    def __init__(self, *args: Any, actor: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "service", keyed(services(actor)))


def wanted_of(form: ChangeFilters) -> WantedChanges:
    told = form.cleaned_data if form.is_valid() else {}
    return WantedChanges(
        q=told.get("q") or "",
        service=told.get("service") or "",
        state=told.get("state") or "",
        kind=told.get("kind") or "",
    )


@staff
def change_list(request: DeskRequest) -> HttpResponse:
    """GET /changes: what was changed and what will be, the latest first."""
    form = ChangeFilters(request.GET or None, actor=request.actor)
    wanted = wanted_of(form)
    page = changes(request.actor, wanted, cursor=request.GET.get("from", ""))
    context = {
        "form": form,
        "page": page,
        "narrowed": wanted != WantedChanges(),
        "may_tell": may_tell(request.actor),
    }
    return page_or_piece(request, "changes/list.html", "changes/_rows.html", context)


class ChangeForm(forms.Form):
    title = line(gettext_lazy("Title"), required=True)
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"),
        choices=choices(words.CHANGE_KINDS),
        initial="normal",
        widget=Select(attrs={"class": "input"}),
    )
    risk = forms.ChoiceField(
        label=gettext_lazy("Risk"),
        choices=choices(words.CHANGE_RISKS),
        widget=Select(attrs={"class": "input"}),
    )
    services = forms.MultipleChoiceField(
        label=gettext_lazy("Services"),
        required=False,
        widget=forms.SelectMultiple(attrs={"class": "input", "size": 6}),
    )
    owner = PersonField(label=gettext_lazy("Who does it"))
    planned_start = instant(gettext_lazy("Planned from"))
    planned_end = instant(gettext_lazy("Planned until"))
    started_at = instant(gettext_lazy("Began"))
    ended_at = instant(gettext_lazy("Ended"))
    url = line(
        gettext_lazy("Where more is told"), hint=gettext_lazy("An address on the web.")
    )
    description = text(
        gettext_lazy("What is changed, and how it is taken back"), rows=4
    )

    def __init__(self, *args: Any, actor: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "services", keyed(services(actor)))


class AmendChangeForm(ChangeForm):
    why = why(gettext_lazy("Why"), required=False)


@staff
def change_new(request: DeskRequest) -> HttpResponse:
    """Told by hand; told without any instant, it begins now."""
    if not may_tell(request.actor):
        raise NotForYourRole
    chosen = request.GET.get("service", "")
    initial = {"services": [chosen], "owner": request.actor.id}
    form = ChangeForm(request.POST or None, actor=request.actor, initial=initial)
    page = Page(_("Tell a change"), _("Tell it"), reverse("changes"), _("Changes"))

    def save(told: dict[str, Any]) -> str:
        made = add_change(by=request.actor, **told)
        return reverse("change", args=[made.key])

    return edited(request, form, page, save)


@staff
def change_amend(request: DeskRequest, key: str) -> HttpResponse:
    found = _to_tell(request, key)
    initial = {
        name: getattr(found, name)
        for name in ChangeForm.base_fields
        if name not in {"services", "owner"}
    }
    initial |= {
        "services": [each.key for each in found.services],
        "owner": found.owner_id,
    }
    form = AmendChangeForm(request.POST or None, actor=request.actor, initial=initial)
    address = reverse("change", args=[key])
    page = Page(_("Amend {key}").format(key=key), _("Save"), address, found)

    def save(told: dict[str, Any]) -> str:
        amend_change(key, by=request.actor, **told)
        return address

    return edited(request, form, page, save)


def _to_tell(request: DeskRequest, key: str) -> Any:
    found = change_for(request.actor, key)
    if not may_tell_on(request.actor, (found.made_by_kind, found.made_by)):
        raise NotForYourRole
    return found


_DECIDES = ("approve", "refuse")


class GoOnForm(forms.Form):
    """How a change goes on; when, if it is told later."""

    verb = forms.ChoiceField(
        choices=[(v, v) for v in ("start", "finish", "cancel", "anew", *_DECIDES)]
    )
    outcome = forms.ChoiceField(
        label=gettext_lazy("How it ended"),
        choices=choices(words.CHANGE_STATES, *OUTCOMES),
        required=False,
        widget=Select(attrs={"class": "input"}),
    )
    at = instant(gettext_lazy("When"), hint=gettext_lazy("Empty: now."))
    before_approved = tick(
        gettext_lazy("It is done before it is approved"),
        hint=gettext_lazy("Say why; it is told so, and approval stays asked for."),
    )
    why = line(gettext_lazy("Why"))


@staff
def change(request: DeskRequest, key: str) -> HttpResponse:
    """GET: one change, and the incidents it caused. POST: how it goes on."""
    found = change_for(request.actor, key)
    form = GoOnForm(request.POST or None)

    def shown(refusal: Refusal | None = None) -> HttpResponse:
        context = _shown(request, found) | {"form": form, "refusal": refusal}
        status = refusal.status if refusal else 200
        return render(request, "changes/show.html", context, status=status)

    if request.method != "POST":
        return shown()
    request.answer_refusal = shown
    if not form.is_valid():
        raise FormIncomplete
    verb = form.cleaned_data["verb"]
    if verb not in _DECIDES:
        _to_tell(request, key)
    _GO_ON[verb](request, key, form.cleaned_data)
    messages.success(request, _("Saved."))
    emergency = emergency_of(request.actor, found)
    if emergency and request.POST.get("back") == "incident":
        return redirect("incident", emergency.approval.ref)
    return redirect("change", key)


def _start(request: DeskRequest, key: str, told: Mapping[str, Any]) -> None:
    begin_change(key, by=request.actor, at=_at(told), **_before(told))


def _finish(request: DeskRequest, key: str, told: Mapping[str, Any]) -> None:
    outcome, at = told["outcome"] or "done", _at(told)
    end_change(key, by=request.actor, outcome=outcome, at=at, **_before(told))


def _before(told: Mapping[str, Any]) -> dict[str, Any]:
    return {name: told[name] for name in ("why", "before_approved")}


def _approve(request: DeskRequest, key: str, told: Mapping[str, Any]) -> None:
    approve_change(key, by=request.actor, reason=told["why"])


def _refuse(request: DeskRequest, key: str, told: Mapping[str, Any]) -> None:
    refuse_change(key, by=request.actor, reason=told["why"])


def _cancel(request: DeskRequest, key: str, told: Mapping[str, Any]) -> None:
    cancel_change(key, by=request.actor, why=told["why"])


def _anew(request: DeskRequest, key: str, told: Mapping[str, Any]) -> None:
    plan_change_anew(key, by=request.actor, why=told["why"])


_GoOn = Callable[[DeskRequest, str, Mapping[str, Any]], None]
_GO_ON: dict[str, _GoOn] = {
    "start": _start,
    "finish": _finish,
    "cancel": _cancel,
    "anew": _anew,
    "approve": _approve,
    "refuse": _refuse,
}


def _at(told: Mapping[str, Any]) -> datetime | None:
    at: datetime | None = told["at"]
    return at


def _shown(request: DeskRequest, found: Any) -> dict[str, Any]:
    follows = MAY_FOLLOW[found.state]
    tells = may_tell_on(request.actor, (found.made_by_kind, found.made_by))
    emergency = emergency_of(request.actor, found)
    return {
        "change": found,
        "emergency": emergency,
        "waits": emergency is not None and emergency.is_open,
        "rows": caused_by_change(request.actor, found.key),
        "may_tell": tells,
        "may_start": tells and "under_way" in follows,
        "may_finish": tells and "done" in follows,
        "may_cancel": tells and "cancelled" in follows,
        "may_plan": tells and "planned" in follows,
    }
