"""What is published for classifying: the priority matrix and the incident models."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tocsin.foundation.accounts.reads import names_of, team_choices, team_names
from tocsin.foundation.accounts.rules import ADMINISTRATOR, AUDITOR
from tocsin.foundation.classification.actions import (
    publish_matrix,
    publish_model,
    retire_model,
)
from tocsin.foundation.classification.kinds import MATRIX_KIND, MODEL_KIND
from tocsin.foundation.classification.reads import (
    MATRIX,
    MODEL,
    category_names,
    matrix,
    models,
)
from tocsin.foundation.classification.rules import LEVELS
from tocsin.foundation.config.reads import history
from tocsin.foundation.services.reads import service_choices, service_names
from tocsin.kernel.refusal import Refusal
from tocsin.response.statuspage.templates import templates
from tocsin.surfaces.web import words
from tocsin.surfaces.web.forms import choice, choices, line, offer, text, why
from tocsin.surfaces.web.pages import DeskRequest, staff
from tocsin.surfaces.web.proof_line import proof_from, proof_told
from tocsin.surfaces.web.publishing import drafted, sent
from tocsin.surfaces.web.verb_forms import category_tree

_RANKS = [(n, f"P{n}") for n in range(1, 6)]


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of the matrix, drawn as the priority it gives."""

    priority: int


@staff
def settings(request: DeskRequest) -> HttpResponse:
    may_edit = request.actor.has(ADMINISTRATOR)
    context = {
        "models": _titled(),
        "may_edit": may_edit,
        "sees_audit": may_edit or request.actor.has(AUDITOR),
    }
    return render(request, "settings/list.html", context)


def _titled() -> list[dict[str, Any]]:
    found = models()
    names = team_names(body.get("team") for body in found.values())
    return [
        {
            "name": name,
            **body,
            "team": names.get(body.get("team", ""), ""),
            "fits": _fits(body),
        }
        for name, body in found.items()
    ]


def _fits(body: Any) -> str:
    """The category and service that a model is for, by name."""
    category, service = (body["match"].get(n) for n in ("category", "service"))
    names = category_names([category]) | service_names([service])
    return ", ".join(names.values())


class MatrixForm(forms.Form):
    """Nine cells, each a priority, and why they are so."""

    why = why(gettext_lazy("Why it changes"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for impact in LEVELS:
            for urgency in LEVELS:
                self.fields[f"cell_{impact}_{urgency}"] = forms.TypedChoiceField(
                    choices=_RANKS,
                    coerce=int,
                    label=_("Impact {impact}, urgency {urgency}").format(
                        impact=impact, urgency=urgency
                    ),
                    widget=forms.Select(attrs={"class": "input"}),
                )

    @property
    def rows(self) -> list[dict[str, Any]]:
        return [
            {
                "impact": words.say(words.IMPACTS, impact),
                "cells": [self[f"cell_{impact}_{urgency}"] for urgency in LEVELS],
            }
            for impact in LEVELS
        ]

    def body(self) -> dict[str, Any]:
        told = self.cleaned_data
        return {"cells": [[told[f"cell_{i}_{u}"] for u in LEVELS] for i in LEVELS]}


@staff
def priority_matrix(request: DeskRequest) -> HttpResponse:
    """The matrix in force, its history; an administrator publishes another."""
    cells = matrix()["cells"]
    now = {f"cell_{i}_{u}": cells[i - 1][u - 1] for i in LEVELS for u in LEVELS}
    form = MatrixForm(request.POST or None, initial=now)

    def page(refusal: Refusal | None = None) -> HttpResponse:
        versions = history(MATRIX)
        context = {
            "form": form,
            "cells": _drawn(cells),
            "urgencies": [words.say(words.URGENCIES, u) for u in LEVELS],
            "versions": versions,
            "authors": names_of(each.author for each in versions),
            "may_edit": request.actor.has(ADMINISTRATOR),
            "refusal": refusal,
        }
        status = refusal.status if refusal else 200
        return render(request, "settings/matrix.html", context, status=status)

    if request.method != "POST":
        return page()
    sent(request, form, page)
    if request.POST.get("verb") == "draft":
        return drafted(request, MATRIX_KIND, "default", form)
    publish_matrix(form.body(), by=request.actor, why=form.cleaned_data["why"])
    messages.success(request, _("Published. Priorities follow it from now on."))
    return redirect("priority-matrix")


def _drawn(cells: Any) -> list[dict[str, Any]]:
    """The matrix for reading: each cell as something with a priority."""
    return [
        {
            "impact": words.say(words.IMPACTS, impact),
            "cells": [Cell(cells[impact - 1][u - 1]) for u in LEVELS],
        }
        for impact in LEVELS
    ]


_USUAL_NOTICE = "(usual)"


class ModelForm(forms.Form):
    """A way to deal with one kind of incident, repeated."""

    title = line(gettext_lazy("Title"), required=True)
    match_category = choice(gettext_lazy("For the category"), [], empty="–")
    match_service = choice(gettext_lazy("For the service"), [], empty="–")
    team = choice(gettext_lazy("Goes to"), [], empty=gettext_lazy("As by category"))
    impact = choice(
        gettext_lazy("Impact, unless told"), choices(words.IMPACTS), empty="–"
    )
    urgency = choice(
        gettext_lazy("Urgency, unless told"), choices(words.URGENCIES), empty="–"
    )
    steps = text(gettext_lazy("Steps, one a line"), rows=6)
    workaround = text(gettext_lazy("Workaround"), rows=2)
    on_alerts_resolved = choice(
        gettext_lazy("When all its alerts have ended"),
        choices(words.ON_ALERTS_RESOLVED),
        empty=gettext_lazy("It waits to be resolved"),
    )
    resolve_after_minutes = forms.IntegerField(
        label=gettext_lazy("After so many minutes"),
        required=False,
        min_value=0,
        max_value=10_080,
        widget=forms.NumberInput(attrs={"class": "input"}),
    )
    restored_when = line(
        gettext_lazy("What proves restored, when its alerts have ended"),
        hint=gettext_lazy(
            "heartbeat nightly-backup; or orders of shop at least 20 for 5 minutes."
            " Empty: the end of its alerts."
        ),
    )
    automatic_notice = choice(
        gettext_lazy("Users are told at once, by Tocsin"),
        [],
        empty=gettext_lazy("No: a person publishes"),
    )
    why = why(gettext_lazy("Why it changes"))

    def __init__(self, *args: Any, actor: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        usual = [(_USUAL_NOTICE, gettext_lazy("In the usual first words"))]
        named = [(each.key, each.title) for each in templates()]
        offer(self, "automatic_notice", [*usual, *named])
        offer(self, "match_category", category_tree())
        offer(self, "match_service", service_choices(actor))
        offer(self, "team", team_choices())

    def clean_restored_when(self) -> Any:
        written = self.cleaned_data["restored_when"]
        proof = proof_from(written) if written else None
        if written and proof is None:
            raise forms.ValidationError(
                _("A heartbeat and its id; or a figure, its source and a bound.")
            )
        return proof

    def body(self) -> dict[str, Any]:
        told = self.cleaned_data
        match = {
            "category": told["match_category"],
            "service": told["match_service"],
        }
        body = {
            "title": told["title"],
            "match": {name: key for name, key in match.items() if key},
            "team": told["team"],
            "impact": int(told["impact"]) if told["impact"] else None,
            "urgency": int(told["urgency"]) if told["urgency"] else None,
            "steps": [each for each in told["steps"].splitlines() if each.strip()],
            "workaround": told["workaround"],
            "on_alerts_resolved": told["on_alerts_resolved"],
            "resolve_after_minutes": told["resolve_after_minutes"] or None,
            "restored_when": told["restored_when"],
            "automatic_notice": _notice_told(told["automatic_notice"]),
        }
        return {name: value for name, value in body.items() if value not in (None, "")}


class NameForm(forms.Form):
    name = forms.SlugField(
        label=gettext_lazy("Key"),
        help_text=gettext_lazy("Small letters, figures and hyphens. It never changes."),
        widget=forms.TextInput(attrs={"class": "input"}),
    )


@staff
def model_list(request: DeskRequest) -> HttpResponse:
    """The models in force; an administrator begins another by its key."""
    form = NameForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return redirect("model", form.cleaned_data["name"])
    may_edit = request.actor.has(ADMINISTRATOR)
    context = {"models": _titled(), "form": form, "may_edit": may_edit}
    return render(request, "settings/models.html", context)


@staff
def model(request: DeskRequest, name: str) -> HttpResponse:
    """One model, its history; an administrator publishes another version."""
    body = models().get(name)
    may_edit = request.actor.has(ADMINISTRATOR)
    if body is None and not may_edit:
        raise Http404
    form = ModelForm(request.POST or None, initial=_initial(body), actor=request.actor)

    def page(refusal: Refusal | None = None) -> HttpResponse:
        versions = history(MODEL, name)
        context = {
            "name": name,
            "body": body,
            "team": team_names([body.get("team")]) if body else {},
            "fits": _fits(body) if body else "",
            "proof": proof_told(body.get("restored_when")) if body else "",
            "form": form,
            "versions": versions,
            "authors": names_of(each.author for each in versions),
            "may_edit": may_edit,
            "refusal": refusal,
        }
        status = refusal.status if refusal else 200
        return render(request, "settings/model.html", context, status=status)

    if request.method != "POST":
        return page()
    if request.POST.get("verb") == "retire":
        request.answer_refusal = page
        retire_model(name, by=request.actor, why=request.POST.get("why", ""))
        messages.success(request, _("Retired. No further incident follows it."))
        return redirect("models")
    sent(request, form, page)
    if request.POST.get("verb") == "draft":
        return drafted(request, MODEL_KIND, name, form)
    publish_model(name, form.body(), by=request.actor, why=form.cleaned_data["why"])
    messages.success(request, _("Published. Incidents that fit follow it from now on."))
    return redirect("model", name)


def _initial(body: Any) -> dict[str, Any]:
    if not body:
        return {}
    match = body.get("match", {})
    return {
        **body,
        "match_category": match.get("category", ""),
        "match_service": match.get("service", ""),
        "steps": "\n".join(body.get("steps", [])),
        "restored_when": proof_told(body.get("restored_when")),
        "automatic_notice": _notice_chosen(body.get("automatic_notice")),
    }


def _notice_told(chosen: str) -> bool | str:
    return True if chosen == _USUAL_NOTICE else chosen


def _notice_chosen(told: Any) -> str:
    return _USUAL_NOTICE if told is True else str(told or "")
