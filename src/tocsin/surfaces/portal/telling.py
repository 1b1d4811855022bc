"""Telling what is wrong: one form, or one click on what is known."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from tocsin.response.reports.actions import Taken, report_trouble
from tocsin.surfaces.portal.front import known, telling
from tocsin.surfaces.web.files_pages import bring_what_fits
from tocsin.surfaces.web.own_fields import told_in
from tocsin.surfaces.web.pages import DeskRequest, signed_in
from tocsin.surfaces.web.unsent import sent

_ASKED = ("title", "description", "service", "urgency")


@signed_in
def tell(request: DeskRequest) -> HttpResponse:
    """GET /help/report asks; POST takes the report, whatever was told, and attaches it
    to what is known where that was chosen."""
    if request.method != "POST":
        asked = request.GET.get("q", "")[:500].strip()
        context = telling(request, asked) | known(asked)
        return render(request, "help/tell.html", context)
    about = request.POST.get("known", "")
    taken = report_trouble(_report(request), by=request.actor, known=about)
    bring_what_fits(request, taken.incident.id)
    sent(request, "", "record")
    messages.success(request, _said(taken, about))
    return redirect("help-report", taken.incident.ref)


def _report(request: DeskRequest) -> dict[str, Any]:
    told: dict[str, Any] = {
        name: value for name in _ASKED if (value := request.POST.get(name, "").strip())
    }
    if own := told_in(request.POST):
        told["fields"] = own
    return told


def _said(taken: Taken, about: str) -> str:
    ref = taken.incident.ref
    if taken.was_there:
        return _("You reported that already. What you wrote is added to {ref}.").format(
            ref=ref
        )
    if taken.known:
        return _("Thank you. We know of it; your report is {ref}.").format(ref=ref)
    if about:
        said = _("That is over meanwhile. Your report is {ref}, and a person reads it.")
        return said.format(ref=ref)
    return _("Thank you. It is {ref}, and a person reads it.").format(ref=ref)
