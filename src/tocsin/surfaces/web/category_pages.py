"""Categories: who answers for each, and what changing that did."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tocsin.foundation.accounts.reads import team_choices, teams
from tocsin.foundation.accounts.rules import ADMINISTRATOR
from tocsin.foundation.classification.actions import (
    add_category,
    change_category,
    hand_over,
)
from tocsin.foundation.classification.reads import (
    category_for,
    coverage,
    responsibilities,
)
from tocsin.kernel import clock
from tocsin.kernel.refusal import Refusal
from tocsin.surfaces.web.forms import instant, line, offer, tick, why
from tocsin.surfaces.web.pages import DeskRequest, only, staff
from tocsin.surfaces.web.refusals import FormIncomplete
from tocsin.surfaces.web.verb_forms import category_tree


@staff
def category_list(request: DeskRequest) -> HttpResponse:
    """The tree, with the team that answers today; a gap is said in place."""
    covered = coverage(clock.now())
    named = {each.key: each.name for each in teams()}
    rows = [
        {
            "covered": each,
            "team": named.get(each.team, each.team),
            "depth": each.category.key.count("/"),
        }
        for each in covered
    ]
    gaps = sum(each.is_gap for each in covered)
    may_edit = request.actor.has(ADMINISTRATOR)
    context = {"rows": rows, "gaps": gaps, "may_edit": may_edit}
    return render(request, "offer/categories.html", context)


def _team_choice(label: Any, hint: Any = "") -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, help_text=hint, widget=forms.Select(attrs={"class": "input"})
    )


class _WithTeams(forms.Form):
    """A form whose team fields offer the active teams, and nothing chosen for one."""

    TEAMS: tuple[str, ...] = ("team",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.TEAMS:
            offer(self, name, [("", gettext_lazy("Choose a team")), *team_choices()])


class AddForm(_WithTeams):
    TEAMS = ("fallback",)
    parent = forms.ChoiceField(
        label=gettext_lazy("Below"),
        required=False,
        widget=forms.Select(attrs={"class": "input"}),
    )
    word = line(
        gettext_lazy("Word in its key"),
        required=True,
        hint=gettext_lazy("Small letters, figures and hyphens. It never changes."),
    )
    name = line(gettext_lazy("Name"), required=True)
    fallback = _team_choice(
        gettext_lazy("Fallback team"),
        gettext_lazy("It answers where no other team does. A category needs one."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        top = ("", gettext_lazy("nothing, it stands at the top"))
        offer(self, "parent", [top, *category_tree()])


class ChangeForm(_WithTeams):
    TEAMS = ("fallback",)
    name = line(gettext_lazy("Name"), required=True)
    fallback = _team_choice(gettext_lazy("Fallback team"))
    is_active = tick(gettext_lazy("It can be chosen"))
    why = why(gettext_lazy("Why"), required=False)


class HandOverForm(_WithTeams):
    team = _team_choice(gettext_lazy("To"))
    starts_at = instant(gettext_lazy("From"), hint=gettext_lazy("Empty: from now on."))
    why = why(gettext_lazy("Why"), required=False)


def _refusable(
    request: DeskRequest, form: forms.Form, again: Callable[[Refusal], HttpResponse]
) -> dict[str, Any]:
    """The form's values; what is refused from here on is told above the form."""
    request.answer_refusal = again
    if not form.is_valid():
        raise FormIncomplete
    return {n: v for n, v in form.cleaned_data.items() if v not in (None, "")}


@only(ADMINISTRATOR)
def category_new(request: DeskRequest) -> HttpResponse:
    """A new category; without a fallback team it is not saved."""
    form = AddForm(request.POST or None)

    def page(refusal: Refusal | None = None) -> HttpResponse:
        status = refusal.status if refusal else 200
        context = {"form": form, "refusal": refusal}
        return render(request, "offer/category_new.html", context, status=status)

    if request.method != "POST":
        return page()
    facts = _refusable(request, form, page)
    parent = facts.get("parent")
    key = f"{parent}/{facts['word']}" if parent else facts["word"]
    add_category(
        key, facts["name"], fallback=facts["fallback"], parent=parent, by=request.actor
    )
    messages.success(request, _("{name} can be chosen now.").format(name=facts["name"]))
    return redirect("category", key)


@staff
def category(request: DeskRequest, key: str) -> HttpResponse:
    """One category: who answers and answered; administrators change and hand over."""
    found = category_for(request.actor, key)
    change = ChangeForm(
        request.POST if request.POST.get("verb") == "change" else None,
        initial={
            "name": found.name,
            "fallback": found.fallback_id,
            "is_active": found.is_active,
        },
    )
    hand = HandOverForm(request.POST if request.POST.get("verb") == "hand" else None)

    def page(refusal: Refusal | None = None) -> HttpResponse:
        today = [c for c in coverage(clock.now()) if c.category.key == key]
        context = {
            "category": found,
            "today": today[0] if today else None,
            "periods": responsibilities(found),
            "change": change,
            "hand": hand,
            "may_edit": request.actor.has(ADMINISTRATOR),
            "refusal": refusal,
        }
        status = refusal.status if refusal else 200
        return render(request, "offer/category.html", context, status=status)

    if request.method != "POST":
        return page()
    if hand.is_bound:
        facts = _refusable(request, hand, page)
        hand_over(key, facts.pop("team"), by=request.actor, **facts)
        messages.success(request, _("Handed over."))
    else:
        facts = _refusable(request, change, page)
        change_category(key, by=request.actor, **facts)
        messages.success(request, _("Saved."))
    return redirect("category", key)
