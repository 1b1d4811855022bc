"""Windows and silences in a plain calendar: a month or a week, in the reader's zone."""

from django.http import HttpResponse
from django.shortcuts import render

from tocsin.intake.alerts.occasions import held_between
from tocsin.intake.alerts.rights import may_plan
from tocsin.surfaces.web.days import leaf_of
from tocsin.surfaces.web.pages import DeskRequest, staff


@staff
def window_calendar(request: DeskRequest) -> HttpResponse:
    """GET /windows/calendar?view=month|week&on=2026-03-02."""
    leaf = leaf_of(request)
    found = held_between(request.actor, leaf.begins, leaf.ends)
    context = {"may_plan": may_plan(request.actor), "here": leaf.view}
    return render(request, "windows/calendar.html", context | leaf.filled(found))
