"""Rapid-response teams: how ready they are, called out, tested; and one call-out."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from tocsin.foundation.accounts.rules import ADMINISTRATOR
from tocsin.kernel import clock
from tocsin.kernel.refusal import Refusal
from tocsin.register.work.reads import incident_for
from tocsin.response.rapid_response.actions import (
    answer_call,
    call_out,
    check_kit,
    publish_squad,
    stand_down,
    try_reach,
)
from tocsin.response.rapid_response.actions.calling import may_call_out
from tocsin.response.rapid_response.published import squad_named
from tocsin.response.rapid_response.reads import (
    callout_for,
    callouts_seen,
    solvers_of,
    standing_of,
    standings,
)
from tocsin.surfaces.web.pages import DeskRequest, page_or_piece, staff
from tocsin.surfaces.web.publishing import sent
from tocsin.surfaces.web.refusals import FormIncomplete, NotForYourRole
from tocsin.surfaces.web.squad_form import SquadForm


@staff
def squad_list(request: DeskRequest) -> HttpResponse:
    """GET /rapid-response: the teams, how ready each is, and the last call-outs."""
    context = {
        "standings": standings(),
        "callouts": callouts_seen(request.actor),
        "may_edit": request.actor.has(ADMINISTRATOR),
    }
    return render(request, "squads/list.html", context)


@staff
def squad(request: DeskRequest, key: str) -> HttpResponse:
    """GET: one team. POST: it is called out or tested, or its kit is checked."""
    found = squad_named(key)
    actor = request.actor

    def page(refusal: Refusal | None = None) -> HttpResponse:
        context = {
            "standing": standing_of(found),
            "today": clock.now().date(),
            "callouts": callouts_seen(actor, found.key),
            "may_call": may_call_out(actor, found),
            "may_edit": actor.has(ADMINISTRATOR),
            "refusal": refusal,
        }
        status = refusal.status if refusal else 200
        return render(request, "squads/show.html", context, status=status)

    if request.method != "POST":
        return page()
    request.answer_refusal = page
    verb, told = request.POST.get("verb"), request.POST
    if verb == "test":
        made = try_reach(found.key, by=actor)
    elif verb == "call":
        incident = incident_for(actor, told.get("ref", "").strip())
        reason = told.get("reason", "")
        made = call_out(found.key, incident_id=incident.id, by=actor, reason=reason)
    elif verb in ("there", "missing"):
        item, is_there = told.get("item", ""), verb == "there"
        check_kit(found.key, item=item, is_there=is_there, by=actor)
        return redirect("rapid-team", found.key)
    else:
        raise FormIncomplete
    messages.success(request, _("All of them are paged."))
    return redirect("call-out", made.id)


@staff
def squad_new(request: DeskRequest) -> HttpResponse:
    return _edited(request, "", {})


@staff
def squad_change(request: DeskRequest, key: str) -> HttpResponse:
    return _edited(request, key, squad_named(key).body)


def _edited(request: DeskRequest, key: str, held: Any) -> HttpResponse:
    """The form, for administrators."""
    if not request.actor.has(ADMINISTRATOR):
        raise NotForYourRole
    form = SquadForm(request.POST or None, key=key, held=held)

    def page(refusal: Refusal | None = None) -> HttpResponse:
        context = {"form": form, "key": key, "refusal": refusal}
        status = refusal.status if refusal else 200
        return render(request, "squads/edit.html", context, status=status)

    if request.method != "POST":
        return page()
    sent(request, form, page)
    told = form.cleaned_data
    publish_squad(told["key"], form.body(), by=request.actor, why=told["why"])
    messages.success(request, _("Published."))
    return redirect("rapid-team", told["key"])


@staff
def callout(request: DeskRequest, number: int) -> HttpResponse:
    """GET: who was called and what they say, live. POST: one answers, or it is over."""
    found, incident = callout_for(request.actor, number)

    def page(refusal: Refusal | None = None) -> HttpResponse:
        calls = list(found.calls.select_related("person", "instead_of__person"))
        mine = [call for call in calls if call.person_id == request.actor.id]
        context = {
            "callout": found,
            "squad": squad_named(found.team),
            "incident": incident,
            "calls": calls,
            "mine": mine[0] if mine else None,
            "solvers": solvers_of(incident) if incident else [],
            "may_call": may_call_out(request.actor, squad_named(found.team)),
            "now": clock.now(),
            "refusal": refusal,
        }
        name = "squads/callout.html"
        if refusal:
            return render(request, name, context, status=refusal.status)
        return page_or_piece(request, name, "squads/_calls.html", context)

    if request.method != "POST":
        return page()
    request.answer_refusal = page
    verb = request.POST.get("verb")
    if verb in ("coming", "declined"):
        reason = request.POST.get("reason", "")
        coming = verb == "coming"
        answer_call(number, by=request.actor, coming=coming, reason=reason)
        messages.success(request, _("They know."))
    elif verb == "end":
        stand_down(number, by=request.actor)
        messages.success(request, _("The call-out is over."))
    else:
        raise FormIncomplete
    return redirect("call-out", number)
