"""What the pages of configuration have in common: a form sent, a draft saved."""

from typing import Any, Protocol

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from tocsin.foundation.accounts.rules import ADMINISTRATOR
from tocsin.foundation.config.actions import save_draft
from tocsin.foundation.config.kind import Kind
from tocsin.surfaces.web.pages import DeskRequest
from tocsin.surfaces.web.refusals import FormIncomplete, NotForYourRole


class BodyForm(Protocol):
    """A form that says what a document of some kind holds, and why."""

    cleaned_data: dict[str, Any]

    def body(self) -> dict[str, Any]: ...


def sent(request: DeskRequest, form: forms.Form, again: Any) -> None:
    """Only administrators send it, and only when it is complete."""
    if not request.actor.has(ADMINISTRATOR):
        raise NotForYourRole
    request.answer_refusal = again
    if not form.is_valid():
        raise FormIncomplete


def drafted(
    request: DeskRequest, kind: Kind, name: str, form: BodyForm
) -> HttpResponse:
    """Saved for somebody to review; nothing uses it yet."""
    reason = form.cleaned_data["why"]
    held = save_draft(kind, name, form.body(), by=request.actor, why=reason)
    messages.success(request, _("Saved as a draft. Nothing uses it yet."))
    return redirect("review", kind.code, name, held.version)
