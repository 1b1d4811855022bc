"""The set-up as a file: fetched, planned, applied."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tocsin.foundation.accounts.rules import ADMINISTRATOR
from tocsin.kernel.refusal import Refusal
from tocsin.register.transfer.setup.actions import apply_setup, plan_setup
from tocsin.register.transfer.setup.planning import Plan
from tocsin.register.transfer.setup.reads import export_setup
from tocsin.register.transfer.setup.sections import sections
from tocsin.surfaces.web.forms import text, why
from tocsin.surfaces.web.pages import DeskRequest, only
from tocsin.surfaces.web.refusals import FormIncomplete
from tocsin.wiring import KINDS, OPTIONS

_ALL = sections(OPTIONS, KINDS, people=True, items=True)


class SetupForm(forms.Form):
    """A set-up, and why it is applied."""

    told = text(gettext_lazy("The set-up, as YAML"), required=True, rows=14)
    why = why(gettext_lazy("Why"), required=False)


@only(ADMINISTRATOR)
def setup(request: DeskRequest) -> HttpResponse:
    """A set-up is planned first; what it would change is shown, then applied."""
    form = SetupForm(request.POST or None)

    def page(refusal: Refusal | None = None, plan: Plan | None = None) -> HttpResponse:
        context: dict[str, Any] = {"form": form, "plan": plan, "refusal": refusal}
        status = refusal.status if refusal else 200
        return render(request, "settings/setup.html", context, status=status)

    if request.method != "POST":
        return page()
    request.answer_refusal = page
    if not form.is_valid():
        raise FormIncomplete
    told, by = form.cleaned_data["told"], request.actor
    if request.POST.get("verb") != "apply":
        return page(plan=plan_setup(told, _ALL, by=by))
    apply_setup(told, _ALL, by=by, why=form.cleaned_data["why"])
    messages.success(request, _("Applied. Everything is as the file says."))
    return redirect("setup")


@only(ADMINISTRATOR)
def setup_file(request: DeskRequest) -> HttpResponse:
    """The set-up of today, as a file to keep."""
    content = export_setup(sections(OPTIONS, KINDS))
    answer = HttpResponse(content, content_type="application/yaml; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="tocsin.yaml"'
    return answer
