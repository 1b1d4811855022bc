"""Pages with one form about one thing of the directory: asked, refused, saved."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tocsin.foundation.services.actions import depend, undepend
from tocsin.kernel.refusal import Refusal
from tocsin.surfaces.web.forms import line
from tocsin.surfaces.web.pages import DeskRequest
from tocsin.surfaces.web.refusals import FormIncomplete


@dataclass(frozen=True, slots=True)
class Page:
    """What the page around a form says: its heading, and where it leads back."""

    title: str
    button: str
    back: str
    back_word: Any


def edited(
    request: DeskRequest,
    form: forms.Form,
    page: Page,
    save: Callable[[dict[str, Any]], str],
    more: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """The form; sent, `save` is told its values and says where to go from there."""

    def shown(refusal: Refusal | None = None) -> HttpResponse:
        context = {"form": form, "page": page, "refusal": refusal, **(more or {})}
        status = refusal.status if refusal else 200
        return render(request, "offer/edit.html", context, status=status)

    if request.method != "POST":
        return shown()
    request.answer_refusal = shown
    if not form.is_valid():
        raise FormIncomplete
    address = save(dict(form.cleaned_data))
    messages.success(request, _("Saved."))
    return redirect(address)


class NeedForm(forms.Form):
    """What a service or an item needs, alone or in a group."""

    needs = line(
        gettext_lazy("It needs"),
        required=True,
        hint=gettext_lazy("service:checkout, or item:web-01"),
    )
    group = line(
        gettext_lazy("Group"),
        hint=gettext_lazy("A name for those of which only so many must work."),
    )
    works_with = forms.IntegerField(
        label=gettext_lazy("Works while so many of the group do"),
        required=False,
        min_value=1,
        max_value=1000,
        widget=forms.NumberInput(attrs={"class": "input"}),
    )


def tie(request: DeskRequest, form: NeedForm, of: str, key: str) -> None:
    """Sent from the list of needs: one is told, or taken back."""
    if request.POST.get("verb") == "undepend":
        on, _colon, needs = request.POST.get("needs", "").partition(":")
        undepend(key, needs, of=of, on=on, by=request.actor)
        return
    if not form.is_valid():
        raise FormIncomplete
    told = form.cleaned_data
    on, colon, needs = told["needs"].strip().partition(":")
    if not colon:
        on, needs = of, on
    depend(
        key,
        needs.strip(),
        of=of,
        on="item" if on == "item" else "service",
        group=told["group"],
        works_with=told["works_with"],
        by=request.actor,
    )
