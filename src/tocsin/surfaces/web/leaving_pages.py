"""Somebody leaves: what is theirs, who has it next; and coming back."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tocsin.foundation.accounts.actions import reactivate
from tocsin.foundation.accounts.models import Person
from tocsin.foundation.accounts.reads import person_for
from tocsin.foundation.accounts.rules import ADMINISTRATOR
from tocsin.kernel.refusal import Refusal
from tocsin.register.leaving.actions import HandedOver, hand_over, let_go
from tocsin.register.leaving.reads import work_of
from tocsin.surfaces.web.forms import PersonField, tick, why
from tocsin.surfaces.web.pages import DeskRequest, only
from tocsin.surfaces.web.refusals import FormIncomplete
from tocsin.surfaces.web.widgets import Select

_TO = [
    ("person", gettext_lazy("the person named here")),
    ("team", gettext_lazy("the lead of the team that has each")),
    ("duty_manager", gettext_lazy("the duty manager")),
]


class LeavingForm(forms.Form):
    """Who has their work next, and why they leave."""

    to = forms.ChoiceField(
        label=gettext_lazy("Their open incidents go to"),
        choices=_TO,
        widget=Select(attrs={"class": "input"}),
    )
    successor = PersonField(
        label=gettext_lazy("Successor"),
        help_text=gettext_lazy("Has their tasks and services, too."),
    )
    keep_keys = tick(
        gettext_lazy("API keys that they made go on"),
        hint=gettext_lazy("They have seen the secrets: rotate these keys."),
    )
    why = why(gettext_lazy("Why"), required=False)

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not person.is_active:
            del self.fields["keep_keys"]

    def clean(self) -> dict[str, Any]:
        told = self.cleaned_data
        if told.get("to") == "person" and not told.get("successor"):
            self.add_error("successor", _("Name somebody, or choose another way."))
        return told

    def told(self) -> dict[str, Any]:
        facts = {n: v for n, v in self.cleaned_data.items() if n != "successor"}
        if facts["to"] == "person":
            facts["to"] = self.cleaned_data["successor"]
        return facts


@only(ADMINISTRATOR)
def leaving(request: DeskRequest, key: str) -> HttpResponse:
    """GET /people/<key>/leaving: what is theirs; POST lets them go, hands over what is
    left of theirs, or takes them back."""
    found = person_for(request.actor, key)
    returns = request.POST.get("verb") == "reactivate"
    sent = request.POST if request.method == "POST" and not returns else None
    form = LeavingForm(sent, person=found)

    def page(refusal: Refusal | None = None) -> HttpResponse:
        theirs = work_of(found, request.actor)
        context = {"person": found, "theirs": theirs, "form": form, "refusal": refusal}
        status = refusal.status if refusal else 200
        return render(request, "people/leaving.html", context, status=status)

    if request.method != "POST":
        return page()
    request.answer_refusal = page
    if returns:
        reactivate(key, by=request.actor, why=request.POST.get("why", ""))
        messages.success(request, _("They can sign in again."))
    elif not form.is_valid():
        raise FormIncomplete
    else:
        _carried_out(request, found, form)
    return redirect("person", key)


def _carried_out(request: DeskRequest, found: Person, form: LeavingForm) -> None:
    verb = let_go if found.is_active else hand_over
    done = verb(found.key, by=request.actor, **form.told())
    messages.success(request, _said(done))


def _said(done: HandedOver) -> str:
    return _(
        "Handed over: {incidents} incidents, {tasks} tasks, {services} services."
    ).format(incidents=done.incidents, tasks=done.tasks, services=done.services)
