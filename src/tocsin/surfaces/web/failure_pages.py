"""Requests that could not be read: looked at, read again, put aside."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy, ngettext

from tocsin.foundation.accounts.reads import names_of
from tocsin.foundation.accounts.rules import ADMINISTRATOR, AUDITOR
from tocsin.intake.events.actions.replay import (
    dismiss_failures,
    replay_failures,
    replay_failures_of,
)
from tocsin.intake.events.looking import (
    failure_for,
    failures_for,
    request_of_failure,
    sources_for,
)
from tocsin.kernel.refusal import Refusal
from tocsin.surfaces.web import words_of_alerts as words
from tocsin.surfaces.web.forms import choice, choices, offer
from tocsin.surfaces.web.pages import DeskRequest, only
from tocsin.surfaces.web.refusals import FormIncomplete, NotForYourRole
from tocsin.surfaces.web.request_pages import being_read, whole_request

_WAITING = "waiting"


class FailureFilters(forms.Form):
    source = choice(gettext_lazy("Source"), [], empty=gettext_lazy("Any"))
    state = choice(
        gettext_lazy("State"),
        choices(words.FAILURE_STATES, "replayed", "dismissed"),
        empty=words.FAILURE_STATES[_WAITING],
    )

    def __init__(self, *args: Any, actor: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = ((each.slug, each.name) for each in sources_for(actor))
        offer(self, "source", named)


@only(AUDITOR, ADMINISTRATOR)
def failure_list(request: DeskRequest) -> HttpResponse:
    """GET /failures: what waits, with why. POST: read again, or put aside."""

    def shown(refusal: Refusal | None = None) -> HttpResponse:
        status = refusal.status if refusal else 200
        context = _listed(request) | {"refusal": refusal}
        return render(request, "failures/list.html", context, status=status)

    if request.method != "POST":
        return shown()
    if not request.actor.has(ADMINISTRATOR):
        raise NotForYourRole
    request.answer_refusal = shown
    _carry_out(request)
    return redirect("failures")


def _listed(request: DeskRequest) -> dict[str, Any]:
    form = FailureFilters(request.GET, actor=request.actor)
    told = form.cleaned_data if form.is_valid() else {}
    source, state = told.get("source", ""), told.get("state") or _WAITING
    page = failures_for(
        request.actor, source=source, state=state, cursor=request.GET.get("from", "")
    )
    return {
        "form": form,
        "rows": page.rows,
        "cursor": page.cursor,
        "source": source,
        "waiting": state == _WAITING,
        "may_set_up": request.actor.has(ADMINISTRATOR),
        "may_read_raw": True,
    }


def _carry_out(request: DeskRequest) -> None:
    verb, by = request.POST.get("verb"), request.actor
    told = request.POST.getlist("id")
    ids = [int(each) for each in told if each.isdecimal() and len(each) < 19]
    if verb == "replay-all":
        count = replay_failures_of(request.POST.get("source", ""), by=by)
    elif not ids or verb not in ("replay", "dismiss"):
        raise FormIncomplete
    elif verb == "dismiss":
        count = dismiss_failures(ids, by=by)
        said = ngettext(
            "{n} request is put aside.", "{n} requests are put aside.", count
        )
        messages.success(request, said.format(n=count))
        return
    else:
        count = replay_failures(ids, by=by)
    messages.success(request, being_read(count))


@only(AUDITOR, ADMINISTRATOR)
def failure(request: DeskRequest, number: int) -> HttpResponse:
    """One of them: why, what it says as it is read today, and all of it."""
    found = failure_for(request.actor, number)
    told = request_of_failure(found)
    context = {
        "failure": found,
        "ended_by": names_of([found.ended_by]).get(found.ended_by, found.ended_by),
        **whole_request(request, found.source, told),
    }
    return render(request, "failures/show.html", context)
