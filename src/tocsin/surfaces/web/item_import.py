"""A file of services, items and sites: planned on one page, carried out from it."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core import signing
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tocsin.foundation.accounts.rules import ADMINISTRATOR
from tocsin.foundation.services.actions import apply_import, plan_import
from tocsin.foundation.services.importing.planning import Plan
from tocsin.foundation.services.refusals import PlanGone
from tocsin.kernel.refusal import Refusal
from tocsin.surfaces.web.forms import line, tick
from tocsin.surfaces.web.pages import DeskRequest, only
from tocsin.surfaces.web.refusals import FormIncomplete

_SALT = "tocsin.items.import"
# Django takes no longer field of a form; larger files go by the command line.
_CARRIED = 2_000_000
_SHOWN = 50


class ImportForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("File, .csv or .yaml"),
        widget=forms.ClearableFileInput(attrs={"class": "input"}),
    )
    source = line(
        gettext_lazy("Source"), hint=gettext_lazy("Who tells of these items: cmdb.")
    )
    whole = tick(
        gettext_lazy("The file is all of that source: retire what it no longer names")
    )


@dataclass(frozen=True, slots=True)
class _Asked:
    """A file as it was handed in; the page carries it from plan to deed."""

    name: str
    text: str
    source: str
    whole: bool

    def told(self) -> dict[str, Any]:
        return {"source": self.source, "whole": self.whole}

    @property
    def content(self) -> bytes:
        return self.text.encode("utf-8", "surrogateescape")


@only(ADMINISTRATOR)
def item_import(request: DeskRequest) -> HttpResponse:
    """The plan of a file first; then, from the plan, its deed."""
    form = ImportForm(request.POST or None, request.FILES or None)
    planning = request.method == "POST" and "carried" not in request.POST
    shown: dict[str, Any] = {"form": form if planning else ImportForm()}

    def page(refusal: Refusal | None = None) -> HttpResponse:
        status = refusal.status if refusal else 200
        context = {**shown, "refusal": refusal}
        return render(request, "offer/import.html", context, status=status)

    request.answer_refusal = page
    if request.method != "POST":
        return page()
    if not planning:
        return _carry_out(request)
    if not form.is_valid():
        raise FormIncomplete
    asked = _asked(form)
    plan = plan_import(asked.name, asked.content, by=request.actor, **asked.told())
    carried = signing.dumps(
        [asked.name, asked.text, asked.source, asked.whole], salt=_SALT, compress=True
    )
    shown |= {"plan": plan, "file": asked.name, "moves": _moves(plan)}
    shown |= {"carried": carried if len(carried) < _CARRIED else ""}
    return page()


def _asked(form: ImportForm) -> _Asked:
    file, told = form.cleaned_data["file"], form.cleaned_data
    text = file.read().decode("utf-8", "surrogateescape")
    return _Asked(file.name, text, told["source"], told["whole"])


def _carry_out(request: DeskRequest) -> HttpResponse:
    try:
        asked = _Asked(*signing.loads(request.POST["carried"], salt=_SALT))
    except (signing.BadSignature, TypeError) as found:
        raise PlanGone from found
    plan = apply_import(asked.name, asked.content, by=request.actor, **asked.told())
    said = _("{added} added, {changed} changed, {retired} retired.")
    messages.success(request, said.format(**plan.counts))
    return redirect("items")


def _moves(plan: Plan) -> list[tuple[str, Any]]:
    """The first of each, with what is different about it."""
    named = [
        (_("new"), plan.added),
        (_("changed"), plan.changed),
        (_("retired"), plan.retired),
    ]
    return [(word, move) for word, moves in named for move in moves[:_SHOWN]]
