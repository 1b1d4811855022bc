"""The account in the envelope: how it stands, and sealing it anew."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy

from tocsin.foundation.accounts.actions import seal_break_glass
from tocsin.foundation.accounts.reads import BREAK_GLASS, break_glass, names_of
from tocsin.foundation.accounts.rules import ADMINISTRATOR
from tocsin.foundation.audit.reads import changes
from tocsin.kernel.refusal import Refusal
from tocsin.surfaces.web.forms import why
from tocsin.surfaces.web.pages import DeskRequest, only
from tocsin.surfaces.web.refusals import FormIncomplete
from tocsin.surfaces.web.signing_in import again


class SealForm(forms.Form):
    why = why(gettext_lazy("Why it is sealed, and where the envelope lies"))


@only(ADMINISTRATOR)
@again
def envelope(request: DeskRequest) -> HttpResponse:
    """How the break-glass account stands; POST seals it and shows its secret once."""
    form = SealForm(request.POST or None)

    def page(refusal: Refusal | None = None, secret: str = "") -> HttpResponse:
        held = break_glass()
        told = changes(f"person:{held.person.key}") if held else []
        context: dict[str, Any] = {
            "held": held,
            "form": SealForm() if secret else form,
            "secret": secret,
            "username": BREAK_GLASS,
            "changes": told,
            "names": names_of(each.actor_id for each in told),
            "refusal": refusal,
        }
        status = refusal.status if refusal else 200
        answer = render(request, "settings/break_glass.html", context, status=status)
        answer["Cache-Control"] = "no-store"
        return answer

    if request.method != "POST":
        return page()
    request.answer_refusal = page
    if not form.is_valid():
        raise FormIncomplete
    return page(secret=seal_break_glass(by=request.actor, **form.cleaned_data))
