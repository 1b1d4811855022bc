"""Tags: chosen while one types, all of them with their counts, called otherwise."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from tocsin.foundation.accounts.rules import ADMINISTRATOR
from tocsin.kernel.refusal import Refusal
from tocsin.register.work.actions import rename_tag
from tocsin.register.work.tags import tags_in, tags_like, tags_used
from tocsin.surfaces.web.forms import VerbForm
from tocsin.surfaces.web.pages import DeskRequest, only, staff
from tocsin.surfaces.web.refusals import FormIncomplete


def tag_line(label: Any, *, required: bool = False, hint: Any = "") -> forms.Field:
    """Where tags are typed; those that begin so are suggested."""
    widget = forms.TextInput(
        attrs={
            "class": "input",
            "list": "tags",
            "autocomplete": "off",
            "hx-get": "/tags/names",
            "hx-trigger": "input changed delay:150ms",
            "hx-target": "#tags",
            "hx-swap": "innerHTML",
        }
    )
    return forms.CharField(
        label=label, required=required, help_text=hint, widget=widget
    )


class TagForm(VerbForm):
    add = tag_line(gettext_lazy("Tags to add"), hint=gettext_lazy("With commas."))
    remove = tag_line(gettext_lazy("Tags to take off"))

    def _tags(self, name: str) -> list[str]:
        try:
            return tags_in(self.cleaned_data[name])
        except Refusal as refusal:
            raise forms.ValidationError(str(refusal)) from refusal

    def clean_add(self) -> list[str]:
        return self._tags("add")

    def clean_remove(self) -> list[str]:
        return self._tags("remove")

    def facts(self) -> dict[str, Any]:
        """Tags never collide, so it does not matter what was seen."""
        return {name: self.cleaned_data[name] for name in ("add", "remove")}


@staff
def names(request: DeskRequest) -> HttpResponse:
    """GET /tags/names?…=text: tags to choose from while one types."""
    written = str(next(iter(request.GET.values()), ""))
    last = written.rpartition(",")[2]
    found = tags_like(request.actor, last) if last.strip() else []
    before = written[: len(written) - len(last)]
    return render(
        request, "register/_tag_names.html", {"tags": found, "before": before}
    )


class RenameForm(forms.Form):
    tag = forms.CharField(widget=forms.HiddenInput)
    to = tag_line(gettext_lazy("New name"), required=True)


@staff
def tag_list(request: DeskRequest) -> HttpResponse:
    """GET /tags: every tag that the reader's incidents bear."""
    return _list(request)


def _list(request: DeskRequest, refusal: Refusal | None = None) -> HttpResponse:
    context = {
        "tags": tags_used(request.actor),
        "may_rename": request.actor.has(ADMINISTRATOR),
        "refusal": refusal,
    }
    status = refusal.status if refusal else 200
    return render(request, "register/tags.html", context, status=status)


@require_POST
@only(ADMINISTRATOR)
def rename(request: DeskRequest) -> HttpResponse:
    """POST /tags/rename: one tag is called otherwise, on every incident."""
    request.answer_refusal = lambda refusal: _list(request, refusal)
    form = RenameForm(request.POST)
    if not form.is_valid():
        raise FormIncomplete
    told = form.cleaned_data
    count = rename_tag(told["tag"], told["to"], by=request.actor)
    said = ngettext("%(n)s incident changed.", "%(n)s incidents changed.", count)
    messages.success(request, said % {"n": count} if count else _("Nothing bore it."))
    return redirect("tags")
