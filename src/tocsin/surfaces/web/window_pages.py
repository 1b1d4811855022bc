"""Windows of maintenance: listed, planned with a look ahead, extended, ended."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tocsin.foundation.accounts.reads import names_of, usernames_of
from tocsin.foundation.services.reads import service_names
from tocsin.intake.alerts.actions.windows import (
    call_off_window,
    change_window,
    drafted,
    end_window,
    extend_window,
    plan_window,
)
from tocsin.intake.alerts.foreseeing import foreseen
from tocsin.intake.alerts.rights import may_plan
from tocsin.intake.alerts.windows import (
    occurrences_of,
    services_of,
    standing,
    window_for,
    windows,
)
from tocsin.kernel import clock
from tocsin.kernel.refusal import Refusal
from tocsin.surfaces.web.forms import line
from tocsin.surfaces.web.pages import DeskRequest, page_or_piece, staff
from tocsin.surfaces.web.refusals import FormIncomplete, NotForYourRole
from tocsin.surfaces.web.window_form import ChangeWindowForm, WindowForm, initial_of

_HOUR = timedelta(hours=1)


@staff
def window_list(request: DeskRequest) -> HttpResponse:
    """GET /windows: those that are open and planned; ?state=over those that were."""
    state = "over" if request.GET.get("state") == "over" else ""
    rows = windows(request.actor, state)
    keys = {key for row in rows for key in row.window.services}
    context = {
        "rows": rows,
        "here": state or "list",
        "names": service_names(keys),
        "may_plan": may_plan(request.actor),
    }
    return page_or_piece(request, "windows/list.html", "windows/_rows.html", context)


@staff
def window_new(request: DeskRequest) -> HttpResponse:
    """Planned for the next full hour, unless told otherwise."""
    if not may_plan(request.actor):
        raise NotForYourRole
    begins = timezone.localtime(clock.now()).replace(minute=0, second=0) + _HOUR
    initial = {
        "services": request.GET.getlist("service"),
        "matchers": "\n".join(request.GET.getlist("matcher")),
        "begins": f"{begins:%Y-%m-%dT%H:%M}",
        "ends": f"{begins + 2 * _HOUR:%Y-%m-%dT%H:%M}",
        "zone": request.user.zone,
    }
    form = WindowForm(request.POST or None, actor=request.actor, initial=initial)
    page = {"title": _("Plan a window"), "back": reverse("windows")}

    def save() -> int:
        return int(plan_window(by=request.actor, **form.facts()).pk)

    return _edited(request, form, page | {"back_word": _("Maintenance")}, save)


@staff
def window_change(request: DeskRequest, number: int) -> HttpResponse:
    found = window_for(request.actor, number)
    if not may_plan(request.actor):
        raise NotForYourRole
    initial = initial_of(found, usernames_of(found.watchers))
    form = ChangeWindowForm(request.POST or None, actor=request.actor, initial=initial)
    page = {"title": _("Change the window"), "back": reverse("window", args=[number])}

    def save() -> int:
        told = form.facts() | {"why": form.cleaned_data["why"]}
        change_window(number, by=request.actor, **told)
        return number

    return _edited(request, form, page | {"back_word": found}, save)


def _edited(
    request: DeskRequest,
    form: WindowForm,
    page: dict[str, Any],
    save: Callable[[], int],
) -> HttpResponse:
    """The form; with “look ahead” what the window would do is shown, and not stored."""

    def shown(refusal: Refusal | None = None, **more: Any) -> HttpResponse:
        context = {"form": form, "page": page, "refusal": refusal, **more}
        status = refusal.status if refusal else 200
        return render(request, "windows/form.html", context, status=status)

    if request.method != "POST":
        return shown()
    request.answer_refusal = shown
    if not form.is_valid():
        raise FormIncomplete
    if request.POST.get("verb") == "foresee":
        window = drafted(**form.facts())
        told = foreseen(window, clock.now())
        return shown(
            foreseen=told, window=window, names=service_names(told.services or ())
        )
    number = save()
    messages.success(request, _("Saved."))
    return redirect("window", number)


class GoOnForm(forms.Form):
    """How a window goes on."""

    verb = forms.ChoiceField(choices=[(v, v) for v in ("extend", "end", "call_off")])
    minutes = forms.IntegerField(
        label=gettext_lazy("So many minutes more"),
        required=False,
        min_value=1,
        initial=60,
        widget=forms.NumberInput(attrs={"class": "input"}),
    )
    why = line(gettext_lazy("Why"))


@staff
def window(request: DeskRequest, number: int) -> HttpResponse:
    """GET: one window, when it is open, what it holds. POST: how it goes on."""
    found = window_for(request.actor, number)
    form = GoOnForm(request.POST or None)

    def shown(refusal: Refusal | None = None) -> HttpResponse:
        context = _shown(request, found) | {"form": form, "refusal": refusal}
        status = refusal.status if refusal else 200
        return render(request, "windows/show.html", context, status=status)

    if request.method != "POST":
        return shown()
    if not may_plan(request.actor):
        raise NotForYourRole
    request.answer_refusal = shown
    if not form.is_valid():
        raise FormIncomplete
    _GO_ON[form.cleaned_data["verb"]](request, number, form.cleaned_data)
    messages.success(request, _("Saved."))
    return redirect("window", number)


def _extend(request: DeskRequest, number: int, told: dict[str, Any]) -> None:
    minutes = told["minutes"] or 60
    extend_window(number, minutes=minutes, by=request.actor, why=told["why"])


def _end(request: DeskRequest, number: int, told: dict[str, Any]) -> None:
    end_window(number, by=request.actor, why=told["why"])


def _call_off(request: DeskRequest, number: int, told: dict[str, Any]) -> None:
    call_off_window(number, by=request.actor, why=told["why"])


_GO_ON: dict[str, Callable[[DeskRequest, int, dict[str, Any]], None]] = {
    "extend": _extend,
    "end": _end,
    "call_off": _call_off,
}


def _shown(request: DeskRequest, found: Any) -> dict[str, Any]:
    now = clock.now()
    reached = services_of(found)
    names = service_names({*found.services, *(reached or ())})
    planned = standing(found, now)
    return {
        "window": found,
        "planned": planned,
        "occurrences": [(e, e.state(now)) for e in occurrences_of(found, now)],
        "named": {key: names.get(key, key) for key in found.services},
        "reached": {
            key: names.get(key, key)
            for key in sorted(reached or ())
            if key not in found.services
        },
        "people": names_of([found.made_by, *found.watchers]),
        "may_plan": may_plan(request.actor) and planned.state in ("running", "planned"),
    }
