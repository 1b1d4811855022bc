"""A macro on one incident: what it would do, and that it is done."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _

from tocsin.kernel.refusal import Refusal
from tocsin.register.macros.actions import foretell_macro, run_macro
from tocsin.register.macros.reads import Macro, macro_for
from tocsin.register.work.reads import incident_for
from tocsin.surfaces.web.acting import place_of, shown_after
from tocsin.surfaces.web.pages import DeskRequest, page_or_piece, staff


@staff
def macro(request: DeskRequest, ref: str, name: str) -> HttpResponse:
    """GET …/macros/<name>: exactly what it would do here. POST: it is done, whole."""
    incident = incident_for(request.actor, ref)
    found = macro_for(request.actor, name)
    if request.method != "POST":
        return _foretold(request, incident, found)
    request.answer_refusal = partial(_foretold, request, incident, found)
    seen = request.POST.get("seq", "")
    seq = int(seen) if seen.isdecimal() and len(seen) < 10 else None
    after = run_macro(incident.ref, name, by=request.actor, seq=seq)
    if not request.htmx:
        said = _("{macro}: {ref} is up to date.")
        messages.success(request, said.format(macro=found.title, ref=after.ref))
    return shown_after(request, incident.ref, after)


def _foretold(
    request: DeskRequest, incident: Any, found: Macro, refusal: Refusal | None = None
) -> HttpResponse:
    outcome = foretell_macro(incident.ref, found.name, by=request.actor)
    context = {
        "macro": found,
        "incident": incident_for(request.actor, incident.ref),
        "outcome": outcome,
        "refusal": refusal or outcome.refusal,
        "place": place_of(request),
        "swaps": bool(request.htmx),
    }
    answer = page_or_piece(
        request,
        "incidents/macro.html",
        "incidents/_macro.html",
        context,
        status=refusal.status if refusal else 200,
    )
    if refusal and request.htmx:
        answer["HX-Retarget"] = "#verb-form"
        answer["HX-Reswap"] = "innerHTML"
    return answer
