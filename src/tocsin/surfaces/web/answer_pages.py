"""Behind the links of a message: one page with one button.

Looking changes nothing, since programs that look after mail open links too. Whoever has
the link answers as the person it was sent to, without signing in; once. What decides
something asks why.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext_lazy

from tocsin.foundation.changes.models import Approval
from tocsin.foundation.changes.reads import approval_of
from tocsin.foundation.notify.actions.answering import Asked, asked_by_token
from tocsin.foundation.notify.links import APPROVE, DECLARE, REFUSE, REJECT
from tocsin.kernel.refusal import Refusal
from tocsin.surfaces.web.forms import text
from tocsin.surfaces.web.reset_pages import unseen
from tocsin.surfaces.web.words_of_paging import CALLED, VERBS
from tocsin.surfaces.wire.answering import LINK, carry_out, facts_for, usual_reason

# What decides something, and whether it must say why.
_DECIDES: Mapping[str, bool] = {
    APPROVE: False,
    REFUSE: True,
    DECLARE: True,
    REJECT: True,
}


class WhyForm(forms.Form):
    """Why it is decided so."""

    reason = text(gettext_lazy("Why"), rows=2)

    def __init__(self, *args: Any, wanted: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = wanted


def answer(request: HttpRequest, token: str) -> HttpResponse:
    """GET /answer/<token>: what would be done, to what. POST: it is done."""
    asked = asked_by_token(token)
    with translation.override(asked.person.language):
        words = CALLED if asked.page.why.get("swarm") else VERBS
        about, form = facts_for(asked).about, _form(asked, request)
        context = {
            "asked": asked,
            "about": about,
            "verb": words.get(asked.verb, VERBS[asked.verb]),
            "form": form,
            "approval": _approval(asked, about.restricted),
        }
        done = refusal = None
        if request.method == "POST" and (form is None or form.is_valid()):
            told = form.cleaned_data["reason"] if form else ""
            try:
                done = carry_out(replace(asked, reason=told), via=LINK)
            except Refusal as told_off:
                refusal = told_off
        context |= {"done": done, "refusal": refusal}
        status = refusal.status if refusal else 200
        if form and form.errors:
            status = 422
        name = "paging/answer.html"
        return unseen(render(request, name, context, status=status))


def _approval(asked: Asked, restricted: bool) -> Approval | None:
    return approval_of(asked.change) if asked.change and not restricted else None


def _form(asked: Asked, request: HttpRequest) -> WhyForm | None:
    if asked.verb not in _DECIDES:
        return None
    usual = usual_reason(asked.page.incident_id or 0) if asked.verb == DECLARE else ""
    data = request.POST if request.method == "POST" else None
    wanted = _DECIDES[asked.verb]
    return WhyForm(data, wanted=wanted, initial={"reason": usual})
