"""Silences: listed, made with a look at what they would cover, changed, ended."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tocsin.foundation.accounts.rules import ADMINISTRATOR, AUDITOR
from tocsin.foundation.services.reads import service_names
from tocsin.intake.alerts.actions import add_silence, change_silence, expire_silence
from tocsin.intake.alerts.covering import covered, covered_by, held_counts
from tocsin.intake.alerts.matching import listed
from tocsin.intake.alerts.models import Silence
from tocsin.intake.alerts.reading_silences import (
    STANDING,
    authors_of,
    silence_for,
    silences,
)
from tocsin.intake.alerts.silence_rules import EXPIRED, may_silence
from tocsin.kernel import clock
from tocsin.kernel.refusal import Refusal
from tocsin.surfaces.web.forms import line
from tocsin.surfaces.web.pages import DeskRequest, page_or_piece, staff
from tocsin.surfaces.web.refusals import FormIncomplete, NotForYourRole
from tocsin.surfaces.web.silence_form import SilenceForm, initial_of


@staff
def silence_list(request: DeskRequest) -> HttpResponse:
    """GET /silences: those that are active and to come; ?state=expired those that
    were."""
    over = request.GET.get("state") == EXPIRED
    cursor = request.GET.get("from", "")
    state = EXPIRED if over else STANDING
    page = silences(request.actor, state=state, cursor=cursor)
    rows = list(page.rows)
    now, authors, held = clock.now(), authors_of(rows), held_counts(rows)
    context = {
        "rows": [(r, r.state(now), authors[r.pk], held[r.pk]) for r in rows],
        "cursor": page.cursor,
        "names": service_names({key for row in rows for key in row.services}),
        "over": over,
        "may_set_up": request.actor.has(ADMINISTRATOR),
        "may_read_raw": request.actor.has(AUDITOR),
        "may_silence": may_silence(request.actor),
    }
    return page_or_piece(request, "silences/list.html", "silences/_rows.html", context)


@staff
def silence_new(request: DeskRequest) -> HttpResponse:
    """GET …?matchers=a="b",c=~d: those are filled in."""
    if not may_silence(request.actor):
        raise NotForYourRole
    told = request.GET.get("matchers", "")
    initial = {
        "matchers": "\n".join(listed(told)),
        "services": request.GET.getlist("service"),
        "source": request.GET.get("source", ""),
        "lasts": "120",
    }
    form = SilenceForm(request.POST or None, actor=request.actor, initial=initial)
    page = {"title": _("Silence alerts"), "button": _("Silence them")}
    page |= {"back": reverse("silences"), "back_word": _("Silences")}

    def save() -> Silence:
        return add_silence(by=request.actor, **form.facts())

    return _edited(request, form, page, save)


@staff
def silence_change(request: DeskRequest, id: str) -> HttpResponse:
    found = silence_for(request.actor, id)
    if not may_silence(request.actor):
        raise NotForYourRole
    form = SilenceForm(
        request.POST or None, actor=request.actor, initial=initial_of(found)
    )
    page = {"title": _("Change the silence"), "button": _("Save")}
    page |= {"back": reverse("silence", args=[id]), "back_word": str(found)}

    def save() -> Silence:
        return change_silence(id, by=request.actor, **form.facts())

    return _edited(request, form, page, save)


def _edited(
    request: DeskRequest,
    form: SilenceForm,
    page: dict[str, Any],
    save: Callable[[], Silence],
) -> HttpResponse:
    """The form; with “look first” what it would cover is shown, and not stored."""

    def shown(refusal: Refusal | None = None, **more: Any) -> HttpResponse:
        context = {"form": form, "page": page, "refusal": refusal, **more}
        status = refusal.status if refusal else 200
        return render(request, "silences/form.html", context, status=status)

    if request.method != "POST":
        return shown()
    request.answer_refusal = shown
    if not form.is_valid():
        raise FormIncomplete
    if request.POST.get("verb") == "look":
        told = form.facts()
        found = covered(
            request.actor, told["matchers"], told["services"], told["source"] or ""
        )
        return shown(covered=found, looked=True)
    made = save()
    messages.success(request, _("Saved."))
    return redirect("silence", made.uuid)


class ExpireForm(forms.Form):
    why = line(gettext_lazy("Why"))


@staff
def silence(request: DeskRequest, id: str) -> HttpResponse:
    """GET: one silence and what it covers. POST: it ends now."""
    found = silence_for(request.actor, id)
    form = ExpireForm(request.POST or None)

    def shown(refusal: Refusal | None = None) -> HttpResponse:
        context = _shown(request, found) | {"form": form, "refusal": refusal}
        status = refusal.status if refusal else 200
        return render(request, "silences/show.html", context, status=status)

    if request.method != "POST":
        return shown()
    if not may_silence(request.actor):
        raise NotForYourRole
    request.answer_refusal = shown
    why = form.cleaned_data["why"] if form.is_valid() else ""
    expire_silence(id, by=request.actor, why=why)
    messages.success(request, _("It has ended."))
    return redirect("silence", id)


def _shown(request: DeskRequest, found: Silence) -> dict[str, Any]:
    state = found.state(clock.now())
    return {
        "silence": found,
        "state": state,
        "author": authors_of([found])[found.pk],
        "held": held_counts([found])[found.pk],
        "covered": covered_by(request.actor, found) if state != EXPIRED else None,
        "names": service_names(found.services),
        "may_silence": may_silence(request.actor),
    }
