"""Who is told of an incident: drafts that wait, approved in one act; what was told."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tocsin.foundation.accounts.rules import ADMINISTRATOR
from tocsin.kernel.refusal import Refusal
from tocsin.register.core.reads.visible import incident_for
from tocsin.response.stakeholders.actions.proposing import ask_for_draft
from tocsin.response.stakeholders.actions.telling import approve_draft, drop_draft
from tocsin.response.stakeholders.reads import stakeholders_of
from tocsin.surfaces.web.forms import line, text
from tocsin.surfaces.web.pages import DeskRequest, staff
from tocsin.surfaces.web.refusals import FormIncomplete


class TellingForm(forms.Form):
    """What a class is told, as it may be changed before it goes out."""

    title = line(gettext_lazy("Title"), required=True)
    text = text(gettext_lazy("What they read"), required=True, rows=6)


@staff
def stakeholders(request: DeskRequest, ref: str) -> HttpResponse:
    """GET: every class, its draft and what it was told. POST with a verb: approve, drop
    or ask."""
    incident = incident_for(request.actor, ref)
    code = request.POST.get("draft", "")
    form = TellingForm(request.POST, prefix=code) if code else None

    def page(refusal: Refusal | None = None) -> HttpResponse:
        standing = stakeholders_of(request.actor, incident.ref)
        cards = [(each, _form(each, code, form)) for each in standing.classes]
        context = {
            "incident": incident,
            "cards": cards,
            "may_tell": standing.may_tell,
            "may_set_up": request.actor.has(ADMINISTRATOR),
            "refusal": refusal,
        }
        status = refusal.status if refusal else 200
        return render(request, "stakeholders/show.html", context, status=status)

    if request.method != "POST":
        return page()
    request.answer_refusal = page
    _done(request, incident.id, code, form)
    return redirect("stakeholders", incident.ref)


def _form(each: Any, code: str, sent: TellingForm | None) -> TellingForm | None:
    """What was typed stays; else what is proposed."""
    draft = each.waiting
    if draft is None:
        return None
    if sent is not None and draft.code == code:
        return sent
    return TellingForm(
        prefix=draft.code, initial={"title": draft.title, "text": draft.text}
    )


def _done(
    request: DeskRequest, number: int, code: str, form: TellingForm | None
) -> None:
    verb, by = request.POST.get("verb"), request.actor
    if verb == "ask":
        ask_for_draft(number, request.POST.get("name", ""), by=by)
        messages.success(request, _("There is a new draft."))
    elif verb == "drop":
        drop_draft(number, code, by=by, reason=request.POST.get("reason", ""))
        messages.success(request, _("Nobody was told."))
    else:
        if form is None or not form.is_valid():
            raise FormIncomplete
        approve_draft(number, code, by=by, **form.cleaned_data)
        messages.success(request, _("They are told."))
