"""The organisation's own fields: listed, described, published, retired."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tocsin.foundation.accounts.reads import names_of
from tocsin.foundation.accounts.rules import ADMINISTRATOR
from tocsin.foundation.classification.reads import category_names, models
from tocsin.foundation.config.actions import save_draft
from tocsin.foundation.config.reads import history
from tocsin.foundation.fields.actions import publish_field, retire_field
from tocsin.foundation.fields.kinds import FIELD_KIND
from tocsin.foundation.fields.reads import FIELD, fields, fields_called
from tocsin.foundation.fields.rules import Field
from tocsin.kernel.refusal import Refusal
from tocsin.surfaces.web import words
from tocsin.surfaces.web.forms import choice, line, text, tick, why
from tocsin.surfaces.web.forms import choices as told_by
from tocsin.surfaces.web.pages import DeskRequest, staff
from tocsin.surfaces.web.refusals import FormIncomplete, NotForYourRole
from tocsin.surfaces.web.verb_forms import category_tree


class FieldForm(forms.Form):
    """What a field is called, what it holds, and which incidents have it."""

    title = line(gettext_lazy("Title"), required=True)
    type = forms.ChoiceField(
        label=gettext_lazy("What it holds"),
        choices=told_by(words.FIELD_TYPES),
        widget=forms.Select(attrs={"class": "input"}),
    )
    choices = text(
        gettext_lazy("Choices, one a line"),
        rows=4,
        hint=gettext_lazy("A code, a colon and what people read: north: North"),
    )
    help = line(gettext_lazy("Hint beside it in forms"))
    titles = text(
        gettext_lazy("Title in other languages, one a line"),
        rows=2,
        hint=gettext_lazy("The language, a colon, and the title: de: Filiale"),
    )
    categories = forms.MultipleChoiceField(
        label=gettext_lazy("For categories and those below them"),
        required=False,
        help_text=gettext_lazy("None of both: for every incident."),
        widget=forms.SelectMultiple(attrs={"class": "input"}),
    )
    models = forms.MultipleChoiceField(
        label=gettext_lazy("For incident models"),
        required=False,
        widget=forms.SelectMultiple(attrs={"class": "input"}),
    )
    required_at = choice(
        gettext_lazy("To be told"),
        told_by(words.FIELD_STAGES),
        empty=gettext_lazy("If there is something to tell"),
    )
    order = forms.IntegerField(
        label=gettext_lazy("Place among the fields"),
        required=False,
        help_text=gettext_lazy("A lesser number comes first; usually 100."),
        min_value=0,
        max_value=100_000,
        widget=forms.NumberInput(attrs={"class": "input"}),
    )
    shown_to_reporters = tick(
        gettext_lazy("Reporters are asked for it and read it"),
    )
    why = why(gettext_lazy("Why it changes"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered: dict[str, Any] = {
            "categories": category_tree(),
            "models": [(name, body["title"]) for name, body in models().items()],
        }
        for name, known in offered.items():
            field: Any = self.fields[name]
            field.choices = known

    def clean_choices(self) -> list[dict[str, str]]:
        pairs = _pairs(self.cleaned_data["choices"])
        return [{"code": code, "title": title or code} for code, title in pairs]

    def clean_titles(self) -> dict[str, str]:
        return dict(_pairs(self.cleaned_data["titles"]))

    def body(self) -> dict[str, Any]:
        told = {n: v for n, v in self.cleaned_data.items() if n != "why"}
        return {n: v for n, v in told.items() if v not in (None, "", [], {}, False)}


def _pairs(written: str) -> list[tuple[str, str]]:
    """Lines of a word, a colon and a text."""
    parted = [each.partition(":") for each in written.splitlines() if each.strip()]
    return [(code.strip(), title.strip()) for code, _colon, title in parted]


class NameForm(forms.Form):
    name = forms.SlugField(
        label=gettext_lazy("Key"),
        max_length=60,
        help_text=gettext_lazy("Small letters, figures and hyphens. It never changes."),
        widget=forms.TextInput(attrs={"class": "input"}),
    )


@staff
def field_list(request: DeskRequest) -> HttpResponse:
    """The fields in force; an administrator begins another by its key."""
    form = NameForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return redirect("own-field", form.cleaned_data["name"])
    context = {
        "fields": [{"field": each, "of": _of(each)} for each in fields()],
        "form": form,
        "may_edit": request.actor.has(ADMINISTRATOR),
    }
    return render(request, "settings/fields.html", context)


def _of(field: Field) -> str:
    """Which incidents have it, in words."""
    titles = {name: body["title"] for name, body in models().items()}
    of = [*category_names(field.categories).values()]
    of += [titles.get(name, name) for name in field.models]
    return ", ".join(of) or _("every incident")


@staff
def field(request: DeskRequest, name: str) -> HttpResponse:
    """One field, its history; an administrator publishes another version."""
    held = fields_called([name]).get(name)
    may_edit = request.actor.has(ADMINISTRATOR)
    if held is None and not may_edit:
        raise Http404
    form = FieldForm(request.POST or None, initial=_initial(held))

    def page(refusal: Refusal | None = None) -> HttpResponse:
        versions = history(FIELD, name)
        context = {
            "name": name,
            "field": held,
            "of": _of(held) if held else "",
            "form": form,
            "versions": versions,
            "authors": names_of(each.author for each in versions),
            "may_edit": may_edit,
            "refusal": refusal,
        }
        status = refusal.status if refusal else 200
        return render(request, "settings/field.html", context, status=status)

    if request.method != "POST":
        return page()
    if not may_edit:
        raise NotForYourRole
    request.answer_refusal = page
    return _sent(request, name, form)


def _sent(request: DeskRequest, name: str, form: FieldForm) -> HttpResponse:
    """Carries out the verb that was pressed."""
    verb, by = request.POST.get("verb"), request.actor
    if verb == "retire":
        retire_field(name, by=by, why=request.POST.get("why", ""))
        messages.success(request, _("Retired. What was told can still be read."))
        return redirect("own-fields")
    if not form.is_valid():
        raise FormIncomplete
    reason = form.cleaned_data["why"]
    if verb == "draft":
        draft = save_draft(FIELD_KIND, name, form.body(), by=by, why=reason)
        messages.success(request, _("Saved as a draft. Nothing uses it yet."))
        return redirect("review", FIELD, name, draft.version)
    publish_field(name, form.body(), by=by, why=reason)
    messages.success(request, _("Published. Forms ask for it from now on."))
    return redirect("own-field", name)


def _initial(field: Field | None) -> dict[str, Any]:
    if field is None:
        return {"order": 100}
    facts = "title type help required_at order shown_to_reporters".split()
    return {
        **{name: getattr(field, name) for name in facts},
        "categories": list(field.categories),
        "models": list(field.models),
        "choices": "\n".join(f"{code}: {title}" for code, title in field.choices),
        "titles": "\n".join(f"{code}: {title}" for code, title in field.titles.items()),
    }
