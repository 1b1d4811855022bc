"""Correlation rules and their trial, reconciliation, and what is noise."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tocsin.foundation.accounts.reads import names_of
from tocsin.foundation.accounts.rules import ADMINISTRATOR
from tocsin.foundation.config.reads import history
from tocsin.foundation.services.reads import service_names
from tocsin.intake.correlation.actions import publish_rules
from tocsin.intake.correlation.judging import RULES, rules_in_force
from tocsin.intake.correlation.kinds import RULES_KIND
from tocsin.intake.correlation.noise import MOST_DAYS, NoiseReport, noise
from tocsin.intake.correlation.reconciling import hand_in_missed, nights, reconcile
from tocsin.intake.correlation.rule_rules import NAMES
from tocsin.intake.correlation.trial import Trial, try_rules
from tocsin.kernel.refusal import Refusal
from tocsin.surfaces.web import words_of_correlation as words
from tocsin.surfaces.web.correlation_form import RulesForm, RulesTextForm
from tocsin.surfaces.web.pages import DeskRequest, staff
from tocsin.surfaces.web.publishing import drafted, sent
from tocsin.surfaces.web.refusals import NotForYourRole

PERIODS = (1, 7, 30, 90)


@staff
def correlation_rules(request: DeskRequest) -> HttpResponse:
    """The rules in force and their history; tried and published by administrators.
    With ?as=text they are one text."""
    held = rules_in_force()
    as_text = request.GET.get("as") == "text"
    form: Any = (
        RulesTextForm(request.POST or None, held=held)
        if as_text
        else RulesForm(request.POST or None, actor=request.actor, held=held)
    )
    # Nobody has to say why before anything has changed.
    form.fields["why"].required = request.POST.get("verb") != "try"

    def page(
        refusal: Refusal | None = None, trial: Trial | None = None
    ) -> HttpResponse:
        versions = history(RULES)
        context = {
            "form": form,
            "as_text": as_text,
            "rules": held["rules"],
            "names": ", ".join(NAMES),
            "trial": _shown(trial) if trial else None,
            "versions": versions,
            "authors": names_of(each.author for each in versions),
            "may_edit": request.actor.has(ADMINISTRATOR),
            "here": "rules",
            "refusal": refusal,
        }
        status = refusal.status if refusal else 200
        return render(request, "correlation/rules.html", context, status=status)

    if request.method != "POST":
        return page()
    sent(request, form, page)
    if request.POST.get("verb") == "try":
        return page(trial=try_rules(form.body()))
    if request.POST.get("verb") == "draft":
        return drafted(request, RULES_KIND, "default", form)
    publish_rules(form.body(), by=request.actor, why=form.cleaned_data["why"])
    messages.success(request, _("Published. Alerts follow them from now on."))
    return redirect("correlation-rules")


def _shown(trial: Trial) -> dict[str, Any]:
    """The trial as its tables have it: what was beside what would have been."""
    outcomes = [
        {"word": word, "was": trial.was[code], "would": trial.would[code]}
        for code, word in words.OUTCOMES.items()
        if trial.was[code] or trial.would[code]
    ]
    rules = [
        {
            "name": name,
            "alerts": counts.total(),
            "told": ", ".join(
                f"{words.OUTCOMES[code]}: {count}" for code, count in counts.items()
            ),
        }
        for name, counts in trial.by_rule.items()
    ]
    differences = [
        {
            "each": each,
            "was": words.OUTCOMES[each.was],
            "would": words.OUTCOMES[each.would],
        }
        for each in trial.differences
    ]
    return {
        "trial": trial,
        "outcomes": outcomes,
        "rules": rules,
        "differences": differences,
        "warnings": sorted(trial.warnings.items()),
    }


@staff
def reconciliation(request: DeskRequest) -> HttpResponse:
    """Alerts with no incident, each explained; POST hands in those that were missed."""
    may_act = request.actor.has(ADMINISTRATOR)
    if request.method == "POST":
        if not may_act:
            raise NotForYourRole
        count = hand_in_missed(by=request.actor)
        told = ngettext("{n} alert handed in.", "{n} alerts handed in.", count)
        messages.success(request, told.format(n=count))
        return redirect("reconciliation")
    report = reconcile(days=_days(request, 1))
    rows = [
        {"reason": each, "word": words.REASONS.get(each.word, each.word)}
        for each in report.reasons
    ]
    context = {
        "report": report,
        "rows": rows,
        "days": _days(request, 1),
        "periods": PERIODS,
        "nights": nights(14),
        "may_act": may_act,
        "here": "reconciliation",
    }
    return render(request, "correlation/reconciliation.html", context)


@staff
def noise_report(request: DeskRequest) -> HttpResponse:
    """What costs the most pages and incidents and was acted on least."""
    days = _days(request, 7)
    report = noise(days=days)
    context = {
        "report": report,
        "tables": list(_tables(report)),
        "days": days,
        "periods": PERIODS,
        "here": "noise",
    }
    return render(request, "correlation/noise.html", context)


def _tables(report: NoiseReport) -> Any:
    services = service_names(one.name for one in report.tables["service"])
    for by, rows in report.tables.items():
        named = [
            {"one": one, "name": services.get(one.name, one.name), "by": by}
            for one in rows
            if one.name or by != "rule"
        ]
        yield {"by": by, "title": words.NOISE_BY[by], "rows": named}


def _days(request: DeskRequest, usual: int) -> int:
    told = request.GET.get("days", "")
    fits = told.isdecimal() and len(told) < 4 and 1 <= int(told) <= MOST_DAYS
    return int(told) if fits else usual
