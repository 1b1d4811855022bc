"""Resolution and closure codes: what they are called, which are offered, in order."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tocsin.foundation.accounts.reads import names_of
from tocsin.foundation.accounts.rules import ADMINISTRATOR
from tocsin.foundation.classification.actions import publish_codes
from tocsin.foundation.classification.kinds import CODES_KIND
from tocsin.foundation.classification.reads import CODES, codes
from tocsin.foundation.classification.rules import is_offered
from tocsin.foundation.config.reads import history
from tocsin.kernel.refusal import Refusal
from tocsin.surfaces.web import words
from tocsin.surfaces.web.forms import why
from tocsin.surfaces.web.pages import DeskRequest, staff
from tocsin.surfaces.web.publishing import drafted, sent

_NEW = 3


class Row:
    """One code in the form: its place, its code, its title, whether it is offered."""

    def __init__(self, form: "CodesForm", name: str, code: str) -> None:
        self.is_new = not code
        self.code = code
        self.place = form[f"{name}_place"]
        self.word = form[f"{name}_code"] if self.is_new else None
        self.title = form[f"{name}_title"]
        self.active = form[f"{name}_active"]


class CodesForm(forms.Form):
    """Both lists, a row for each code and a few for new ones, and why they change.

    A code that is there stays: incidents name it. It can be called otherwise, moved,
    and offered no more.
    """

    why = why(gettext_lazy("Why they change"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.held = {kind: list(rows) for kind, rows in codes().items()}
        for kind, rows in self.held.items():
            for number in range(1, len(rows) + _NEW + 1):
                row = rows[number - 1] if number <= len(rows) else None
                self._add(f"{kind}_{number}", number, row)

    def _add(self, name: str, number: int, row: Any) -> None:
        is_known = row is not None
        place = forms.IntegerField(required=False, widget=_box("number"))
        title = forms.CharField(
            label=_("Title"), max_length=120, required=is_known, widget=_box("text")
        )
        offered = forms.BooleanField(label=_("Offered"), required=False)
        fields = {"place": place, "title": title, "active": offered}
        told: dict[str, Any] = {"place": number, "active": True}
        if is_known:
            told |= {"title": row["title"], "active": is_offered(row)}
        else:
            fields["code"] = forms.SlugField(
                label=_("Code"), max_length=40, required=False, widget=_box("text")
            )
        self.fields.update({f"{name}_{part}": each for part, each in fields.items()})
        self.initial.update({f"{name}_{part}": each for part, each in told.items()})

    def lists(self) -> Iterator[dict[str, Any]]:
        """Each list with its rows, for the page."""
        for kind, held in self.held.items():
            known = [str(row["code"]) for row in held]
            rows = [
                Row(self, f"{kind}_{number}", code)
                for number, code in enumerate([*known, *[""] * _NEW], start=1)
            ]
            title = words.say(words.CODE_LISTS, kind)
            yield {"kind": kind, "title": title, "rows": rows}

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        for name, value in list(told.items()):
            stem = name.removesuffix("_code")
            if stem != name and bool(value) != bool(told.get(f"{stem}_title")):
                lacks = f"{stem}_title" if value else name
                self.add_error(lacks, _("A new code needs a word and a title."))
        return told

    def body(self) -> dict[str, Any]:
        return {kind: self._list(kind, held) for kind, held in self.held.items()}

    def _list(self, kind: str, held: list[Any]) -> list[dict[str, Any]]:
        told, found = self.cleaned_data, []
        for number in range(1, len(held) + _NEW + 1):
            name = f"{kind}_{number}"
            is_known = number <= len(held)
            code = held[number - 1]["code"] if is_known else told[f"{name}_code"]
            if not code:
                continue
            row = {"code": code, "title": told[f"{name}_title"]}
            row |= {} if told[f"{name}_active"] else {"active": False}
            found.append((told[f"{name}_place"] or number, number, row))
        return [row for *_order, row in sorted(found, key=lambda each: each[:2])]


def _box(kind: str) -> forms.Widget:
    size = {"size": 4} if kind == "number" else {}
    widget = forms.NumberInput if kind == "number" else forms.TextInput
    return widget(attrs={"class": "input", **size})


@staff
def codes_page(request: DeskRequest) -> HttpResponse:
    """The codes in force, their history; an administrator publishes others."""
    form = CodesForm(request.POST or None)

    def page(refusal: Refusal | None = None) -> HttpResponse:
        versions = history(CODES)
        context = {
            "form": form,
            "lists": list(form.lists()),
            "held": [
                {"title": words.say(words.CODE_LISTS, kind), "rows": _shown(rows)}
                for kind, rows in codes().items()
            ],
            "versions": versions,
            "authors": names_of(each.author for each in versions),
            "may_edit": request.actor.has(ADMINISTRATOR),
            "refusal": refusal,
        }
        status = refusal.status if refusal else 200
        return render(request, "settings/codes.html", context, status=status)

    if request.method != "POST":
        return page()
    sent(request, form, page)
    if request.POST.get("verb") == "draft":
        return drafted(request, CODES_KIND, "default", form)
    publish_codes(form.body(), by=request.actor, why=form.cleaned_data["why"])
    messages.success(request, _("Published. Resolving and closing offer them now."))
    return redirect("codes")


def _shown(rows: Any) -> list[dict[str, Any]]:
    return [{**row, "is_offered": is_offered(row)} for row in rows]
