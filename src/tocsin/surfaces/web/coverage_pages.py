"""Who answers for what, today and at any instant; as a page and as a table."""

import csv
from datetime import datetime
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy

from tocsin.foundation.accounts.reads import team_names, teams
from tocsin.foundation.classification.reads import Coverage, coverage
from tocsin.kernel import clock
from tocsin.surfaces.web.forms import instant
from tocsin.surfaces.web.pages import DeskRequest, staff

_HEAD = ("category", "name", "team", "basis", "people", "why")
# What a spreadsheet would take for the beginning of a formula.
_FORMULA = ("=", "+", "-", "@")


class AtForm(forms.Form):
    at = instant(gettext_lazy("At"), hint=gettext_lazy("Empty: now."))


@staff
def show(request: DeskRequest) -> HttpResponse:
    """Every category with the team that answers at the instant asked for."""
    form = AtForm(request.GET or None)
    at = _at(form)
    covered = coverage(at)
    active = {team.key for team in teams()}
    names = team_names(each.team for each in covered)
    rows = [_row(each, names, active) for each in covered]
    context = {
        "form": form,
        "at": at,
        "rows": rows,
        "gaps": sum(row["is_gap"] for row in rows),
    }
    return render(request, "offer/coverage.html", context)


@staff
def table(request: DeskRequest) -> HttpResponse:
    """The same as CSV."""
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="coverage.csv"'
    out = csv.writer(answer)
    out.writerow(_HEAD)
    for each in coverage(_at(AtForm(request.GET or None))):
        key, name = each.category.key, each.category.name
        row = (key, name, each.team, each.basis, each.members, each.why)
        out.writerow([_cell(str(cell)) for cell in row])
    return answer


def _at(form: AtForm) -> datetime:
    asked = form.cleaned_data["at"] if form.is_valid() else None
    return asked or clock.now()


def _row(each: Coverage, names: dict[str, str], active: set[str]) -> dict[str, Any]:
    return {
        "covered": each,
        "team": names.get(each.team, each.team),
        "depth": each.category.key.count("/"),
        "is_closed": each.team not in active,
        "is_gap": each.is_gap or each.team not in active,
    }


def _cell(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text
