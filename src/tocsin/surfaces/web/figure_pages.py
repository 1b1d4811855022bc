"""Figures: what sources measure, each as a line and as a table."""

from datetime import timedelta
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy

from tocsin.intake.events.models import Series
from tocsin.intake.figures.queries import Slice
from tocsin.intake.figures.reads import (
    WantedFigures,
    series_for,
    slices,
    source_with_figures,
)
from tocsin.kernel import clock
from tocsin.surfaces.web.charting import Point
from tocsin.surfaces.web.pages import DeskRequest, staff
from tocsin.surfaces.web.widgets import Select

_SPARK = 48
_POINTS = 120
_MOST_CHARTS = 20
_SPANS = [
    ("1", gettext_lazy("the last hour")),
    ("6", gettext_lazy("the last 6 hours")),
    ("24", gettext_lazy("the last day")),
    ("168", gettext_lazy("the last 7 days")),
    ("720", gettext_lazy("the last 30 days")),
]


class SpanForm(forms.Form):
    name = forms.CharField(
        label=gettext_lazy("Figure"),
        required=False,
        widget=forms.TextInput(attrs={"class": "input"}),
    )
    hours = forms.ChoiceField(
        label=gettext_lazy("Time"),
        choices=_SPANS,
        initial="24",
        widget=Select(attrs={"class": "input"}),
    )


@staff
def figure_list(request: DeskRequest) -> HttpResponse:
    """GET /figures: every series with its last value, and its last day as a line."""
    found, now = series_for(request.actor), clock.now()
    told = slices(found, now - timedelta(days=1), now, _SPARK)
    rows = [
        {"series": one, "values": [each.value for each in told[one.id]]}
        for one in found
    ]
    return render(request, "figures/list.html", {"rows": rows})


@staff
def source_figures(request: DeskRequest, slug: str) -> HttpResponse:
    """GET /figures/<source>: its figures over a time, drawn and told."""
    source = source_with_figures(request.actor, slug)
    form = SpanForm(request.GET if "hours" in request.GET else None)
    told = form.cleaned_data if form.is_valid() else {}
    until = clock.now()
    since = until - timedelta(hours=int(told.get("hours") or 24))
    wanted = WantedFigures(source.slug, told.get("name") or "")
    found = series_for(request.actor, wanted, _MOST_CHARTS + 1)
    values = slices(found[:_MOST_CHARTS], since, until, _POINTS)
    context = {
        "source": source,
        "form": form,
        "charts": [_chart(one, values[one.id]) for one in found[:_MOST_CHARTS]],
        "has_more": len(found) > _MOST_CHARTS,
        "since": since,
        "until": until,
    }
    return render(request, "figures/source.html", context)


def _chart(series: Series, values: list[Slice]) -> dict[str, Any]:
    labels = ", ".join(f"{name}={worth}" for name, worth in series.labels.items())
    return {
        "series": series,
        "labels": labels,
        "label": f"{series.name} {labels}".strip(),
        "points": [Point(one.at, one.value, one.least, one.most) for one in values],
        "values": list(reversed(values)),
    }
