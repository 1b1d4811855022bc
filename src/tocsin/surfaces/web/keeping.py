"""Pages that keep a short list about one thing: told one by one, taken back."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from tocsin.kernel.refusal import Refusal
from tocsin.surfaces.web.editing import Page
from tocsin.surfaces.web.pages import DeskRequest
from tocsin.surfaces.web.refusals import FormIncomplete


@dataclass(frozen=True, slots=True)
class Row:
    """One thing of the list; `id` is what taking it back names."""

    id: str
    text: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Kept:
    """What the page says and does: `add` is told the form's values, `remove` an id."""

    page: Page
    about: str
    rows: Callable[[], Sequence[Row]]
    add: Callable[[dict[str, Any]], None]
    remove: Callable[[str], None]
    take_back: str


def kept(request: DeskRequest, form: forms.Form, list_: Kept) -> HttpResponse:
    """The list with a form for one more; sent, it is told or taken back."""

    def shown(refusal: Refusal | None = None) -> HttpResponse:
        told = {"page": list_.page, "about": list_.about, "form": form}
        told |= {"rows": list_.rows(), "take_back": list_.take_back}
        status = refusal.status if refusal else 200
        context = {**told, "refusal": refusal}
        return render(request, "people/kept.html", context, status=status)

    if request.method != "POST":
        return shown()
    request.answer_refusal = shown
    if request.POST.get("verb") == "remove":
        list_.remove(request.POST.get("id", ""))
    elif form.is_valid():
        list_.add(dict(form.cleaned_data))
    else:
        raise FormIncomplete
    messages.success(request, _("Saved."))
    return redirect(request.path)


def sent(request: DeskRequest) -> Any:
    """What the form of such a page is filled in with."""
    adding = request.method == "POST" and request.POST.get("verb") != "remove"
    return request.POST if adding else None
