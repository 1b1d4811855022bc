"""Templates and macros are kept: listed, written, drafted, published, retired."""

from dataclasses import dataclass
from typing import Any

import yaml
from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tocsin.foundation.accounts.reads import names_of, team_names, teams
from tocsin.foundation.accounts.rules import ADMINISTRATOR
from tocsin.foundation.config.actions import publish_checked, retire_published
from tocsin.foundation.config.kind import Kind
from tocsin.foundation.config.reads import all_published, history, published
from tocsin.kernel.refusal import Refusal
from tocsin.register.macros.kinds import MACRO_KIND, TEMPLATE_KIND
from tocsin.register.macros.rules import STEPS, VARIABLES
from tocsin.response.statuspage.kinds import TEMPLATE_KIND as NOTICE_KIND
from tocsin.response.statuspage.templates import VARIABLES as NOTICE_VARIABLES
from tocsin.surfaces.web import words
from tocsin.surfaces.web.field_pages import NameForm
from tocsin.surfaces.web.forms import choices, keyed, line, text, why
from tocsin.surfaces.web.notice_forms import NoticeTemplateForm
from tocsin.surfaces.web.pages import DeskRequest, staff
from tocsin.surfaces.web.publishing import drafted, sent
from tocsin.surfaces.web.widgets import Select


class WordingForm(forms.Form):
    """What templates and macros have in common."""

    title = line(gettext_lazy("Title"), required=True)
    teams = forms.MultipleChoiceField(
        label=gettext_lazy("For teams"),
        required=False,
        help_text=gettext_lazy("None: for everybody."),
        widget=forms.SelectMultiple(attrs={"class": "input"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["teams"]
        field.choices = keyed(teams())

    def body(self) -> dict[str, Any]:
        told = {n: v for n, v in self.cleaned_data.items() if n != "why"}
        return {n: v for n, v in told.items() if v not in (None, "", [])}


class TemplateForm(WordingForm):
    use = forms.ChoiceField(
        label=gettext_lazy("For"),
        choices=choices(words.TEMPLATE_USES),
        widget=Select(attrs={"class": "input"}),
    )
    language = line(
        gettext_lazy("Language"), hint=gettext_lazy("Its code, such as de; or empty.")
    )
    text = text(
        gettext_lazy("Text"),
        required=True,
        rows=8,
        hint=gettext_lazy("Variables stand in double braces; a bar tells what else."),
    )
    why = why(gettext_lazy("Why it changes"))


class MacroForm(WordingForm):
    steps = text(
        gettext_lazy("Steps"),
        required=True,
        rows=10,
        hint=gettext_lazy("YAML: a list of verbs, each with what it is told."),
    )
    why = why(gettext_lazy("Why it changes"))

    def clean_steps(self) -> list[Any]:
        try:
            steps = yaml.safe_load(self.cleaned_data["steps"])
        except yaml.YAMLError as found:
            raise forms.ValidationError(
                _("This is not YAML: %(what)s") % {"what": str(found).splitlines()[0]}
            ) from found
        if not isinstance(steps, list):
            raise forms.ValidationError(_("Begin each step with a hyphen."))
        return [_step(each) for each in steps]


def _step(told: Any) -> Any:
    """`classify: {impact: 2}` as a document holds it; `accept` alone is a verb, too."""
    if isinstance(told, str):
        return {"verb": told}
    if isinstance(told, dict) and len(told) == 1 and "verb" not in told:
        ((verb, values),) = told.items()
        if values is None or isinstance(values, dict):
            return {"verb": verb, **(values or {})}
    return told


def _written(steps: Any) -> str:
    """Steps as the form shows them."""
    short = [
        {each["verb"]: {n: v for n, v in each.items() if n != "verb"}} for each in steps
    ]
    return yaml.safe_dump(short, allow_unicode=True, sort_keys=False, width=88)


@dataclass(frozen=True, slots=True)
class Section:
    """One of the kinds on pages."""

    kind: Kind
    form: Any
    list: str
    one: str
    lead: Any
    variables: Any = VARIABLES


TEMPLATES = Section(
    TEMPLATE_KIND,
    TemplateForm,
    "templates",
    "template",
    gettext_lazy("Texts for replies and notes, with variables that are filled in."),
)
MACROS = Section(
    MACRO_KIND,
    MacroForm,
    "macros",
    "macro",
    gettext_lazy("Verbs with their values, foretold and done as one act."),
)
NOTICES = Section(
    NOTICE_KIND,
    NoticeTemplateForm,
    "notice-templates",
    "notice-template",
    gettext_lazy(
        "What status pages say, with variables; by itself where a model allows."
    ),
    NOTICE_VARIABLES,
)


@staff
def wording_list(request: DeskRequest, section: Section) -> HttpResponse:
    """What is published; an administrator begins another by its key."""
    may_edit = request.actor.has(ADMINISTRATOR)
    form = NameForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return redirect(section.one, form.cleaned_data["name"])
    rows = all_published(section.kind.code)
    called = team_names(t for row in rows.values() for t in row.body.get("teams", ()))
    context = {
        "section": section,
        "rows": [
            {
                "name": name,
                "body": row.body,
                "teams": [called.get(t, t) for t in row.body.get("teams", ())],
            }
            for name, row in sorted(rows.items(), key=lambda r: r[1].body["title"])
        ],
        "form": form,
        "may_edit": may_edit,
    }
    return render(request, "settings/wordings.html", context)


@staff
def wording(request: DeskRequest, section: Section, name: str) -> HttpResponse:
    """One of them, its versions; an administrator publishes another version."""
    held = published(section.kind.code, name)
    versions = history(section.kind.code, name)
    may_edit = request.actor.has(ADMINISTRATOR)
    if not versions and not may_edit:
        raise Http404
    newest = held or (versions[0] if versions else None)
    initial = dict(newest.body) if newest else {}
    if "steps" in initial:
        initial["steps"] = _written(initial["steps"])
    form = section.form(request.POST or None, initial=initial)

    def page(refusal: Refusal | None = None) -> HttpResponse:
        context = {
            "section": section,
            "name": name,
            "held": held,
            "form": form,
            "variables": section.variables,
            "steps": {verb: sorted(s.may | s.must) for verb, s in STEPS.items()},
            "versions": versions,
            "authors": names_of(each.author for each in versions),
            "may_edit": may_edit,
            "refusal": refusal,
        }
        status = refusal.status if refusal else 200
        return render(request, "settings/wording.html", context, status=status)

    if request.method != "POST":
        return page()
    if request.POST.get("verb") == "retire" and may_edit:
        reason = request.POST.get("why", "")
        retire_published(section.kind, name, by=request.actor, why=reason)
        messages.success(request, _("Retired. Nobody is offered it any more."))
        return redirect(section.list)
    sent(request, form, page)
    if request.POST.get("verb") == "draft":
        return drafted(request, section.kind, name, form)
    told = {"by": request.actor, "why": form.cleaned_data["why"]}
    publish_checked(section.kind, name, form.body(), **told)
    messages.success(request, _("Published. It is offered from now on."))
    return redirect(section.one, name)
