"""Routing rules: read by staff, tried and published by administrators."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tocsin.foundation.accounts.reads import names_of, team_names
from tocsin.foundation.accounts.rules import ADMINISTRATOR
from tocsin.foundation.config.reads import history
from tocsin.kernel.refusal import Refusal
from tocsin.response.routing.actions import publish_routes
from tocsin.response.routing.judging import RULES, rules_in_force
from tocsin.response.routing.kinds import RULES_KIND
from tocsin.response.routing.rules import NAMES
from tocsin.response.routing.trial import DAYS, Trial, try_routes
from tocsin.surfaces.web.pages import DeskRequest, staff
from tocsin.surfaces.web.publishing import drafted, sent
from tocsin.surfaces.web.routing_form import RoutesForm, RoutesTextForm


@staff
def routing_rules(request: DeskRequest) -> HttpResponse:
    """The rules in force and their history. With ?as=text they are one text."""
    held = rules_in_force()
    as_text = request.GET.get("as") == "text"
    made = RoutesTextForm if as_text else RoutesForm
    form: Any = made(request.POST or None, held=held)
    # Nobody has to say why before anything has changed.
    form.fields["why"].required = request.POST.get("verb") != "try"

    def page(
        refusal: Refusal | None = None, trial: Trial | None = None
    ) -> HttpResponse:
        versions = history(RULES)
        context = {
            "form": form,
            "as_text": as_text,
            "rules": list(_told(held["rules"])),
            "names": ", ".join(NAMES),
            "trial": _shown(trial) if trial else None,
            "versions": versions,
            "authors": names_of(each.author for each in versions),
            "may_edit": request.actor.has(ADMINISTRATOR),
            "refusal": refusal,
        }
        status = refusal.status if refusal else 200
        return render(request, "routing/rules.html", context, status=status)

    if request.method != "POST":
        return page()
    sent(request, form, page)
    verb = request.POST.get("verb")
    if verb == "try":
        days = form.cleaned_data["days"] or DAYS
        return page(trial=try_routes(form.body(), by=request.actor, days=days))
    if verb == "draft":
        return drafted(request, RULES_KIND, "default", form)
    publish_routes(form.body(), by=request.actor, why=form.cleaned_data["why"])
    messages.success(request, _("Published. Incidents follow them from now on."))
    return redirect("routing-rules")


def _told(rules: list[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """Rules for whoever only reads them."""
    teams = team_names((rule.get("set") or {}).get("team") for rule in rules)
    for number, rule in enumerate(rules, start=1):
        sets = dict(rule.get("set") or {})
        if "team" in sets:
            sets["team"] = teams.get(sets["team"], sets["team"])
        told = [
            f"P{v}" if n == "priority" else f"{_WORDS[n]} {v}" for n, v in sets.items()
        ]
        told += [f"+{tag}" for tag in rule.get("tags", ())]
        yield {"number": number, "rule": rule, "told": ", ".join(told)}


_WORDS = {
    "team": "→",
    "impact": gettext_lazy("impact"),
    "urgency": gettext_lazy("urgency"),
    "model": gettext_lazy("model"),
}


def _shown(trial: Trial) -> dict[str, Any]:
    """The trial as its tables have it: what was beside what would have been."""
    teams = team_names(
        key
        for each in trial.differences
        for key in (each.was.team, each.would.team, each.now)
    )
    return {
        "trial": trial,
        "rules": trial.by_rule.most_common(),
        "differences": [
            {
                "each": each,
                "was": teams.get(each.was.team or "", "–"),
                "would": teams.get(each.would.team or "", "–"),
                "now": teams.get(each.now or "", "–"),
                "rules": ", ".join(each.rules),
            }
            for each in trial.differences
        ],
        "warnings": sorted(trial.warnings.items()),
    }
