"""Inhibition: the rules in force, what they hold back now and why."""

from django.http import HttpResponse
from django.shortcuts import render

from tocsin.foundation.accounts.rules import ADMINISTRATOR
from tocsin.foundation.services.reads import service_names
from tocsin.intake.alerts.finding import STANDING, WantedAlerts, find_alerts
from tocsin.intake.alerts.inhibited import SHOWN, inhibitions_for
from tocsin.surfaces.web.pages import DeskRequest, staff


@staff
def inhibition(request: DeskRequest) -> HttpResponse:
    """GET /alerts/inhibition: which alerts are held back by which others."""
    found = inhibitions_for(request.actor)
    wanted = WantedAlerts(state=STANDING, suppressed="beneath")
    beneath = find_alerts(request.actor, wanted, limit=SHOWN).rows
    rows = [{"row": row, "cause": row.suppressed.partition(":")[2]} for row in beneath]
    keys = {row.alert.service for row in beneath} | {str(r["cause"]) for r in rows}
    context = {
        "found": found,
        "beneath": rows,
        "names": service_names(keys - {""}),
        "may_set_up": request.actor.has(ADMINISTRATOR),
        "here": "inhibition",
    }
    return render(request, "alerts/inhibition.html", context)
