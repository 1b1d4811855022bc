"""For auditors: is every entry what it was, and is every incident there?"""

from django.http import HttpResponse
from django.shortcuts import render

from tocsin.foundation.accounts.rules import ADMINISTRATOR, AUDITOR
from tocsin.register.core.reads.seals import latest_seal
from tocsin.register.core.reads.verify import (
    Verdict,
    unsealed_entries,
    verify,
    verify_chains,
)
from tocsin.register.work.reads import incident_for
from tocsin.surfaces.web.pages import DeskRequest, only

_SHOWN = 200


@only(AUDITOR, ADMINISTRATOR)
def verify_page(request: DeskRequest) -> HttpResponse:
    """GET /verify says how far the register is sealed; POST verifies one or all."""
    context: dict[str, object] = {
        "unsealed": unsealed_entries(_SHOWN),
        "seal": latest_seal(),
        "ref": request.GET.get("ref", ""),
    }
    if request.method == "POST":
        context |= _verified(request)
    return render(request, "verify/show.html", context)


def _verified(request: DeskRequest) -> dict[str, object]:
    ref = request.POST.get("ref", "").strip()
    verdict: Verdict
    if ref:
        incident = incident_for(request.actor, ref)
        verdict = verify_chains(incident.id, incident.id + 1)
    else:
        verdict = verify()
    return {"verdict": verdict, "ref": ref, "findings": verdict.findings[:_SHOWN]}
