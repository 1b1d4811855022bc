"""For auditors: is every entry what it was, and is every incident there?"""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render

from tocsin.foundation.accounts.reads import names_of
from tocsin.foundation.accounts.rules import ADMINISTRATOR, AUDITOR
from tocsin.register.core.reads.seals import latest_seal
from tocsin.register.core.reads.verify import unsealed_entries, verify_chains
from tocsin.register.proving.actions import ask_for_proof
from tocsin.register.proving.reads import incidents_to_prove, proofs
from tocsin.register.work.reads import incident_for
from tocsin.surfaces.web.pages import DeskRequest, only

_SHOWN = 200


@only(AUDITOR, ADMINISTRATOR)
def verify_page(request: DeskRequest) -> HttpResponse:
    """GET /verify says how far the register is sealed and how its proofs went; POST
    verifies one incident at once, and all of it beside the engine's other work."""
    ref = request.POST.get("ref", "").strip()
    if request.method == "POST" and not ref:
        ask_for_proof(by=request.actor)
        return redirect("verify")
    context = _standing() | {"ref": ref or request.GET.get("ref", "")}
    if ref:
        incident = incident_for(request.actor, ref)
        verdict = verify_chains(incident.id, incident.id + 1)
        context |= {"verdict": verdict, "findings": verdict.findings[:_SHOWN]}
    return render(request, "verify/show.html", context)


def _standing() -> dict[str, Any]:
    done = proofs()
    return {
        "unsealed": unsealed_entries(_SHOWN),
        "seal": latest_seal(),
        "going": next((proof for proof in done if proof.is_going), None),
        "whole": incidents_to_prove(),
        "proofs": [proof for proof in done if not proof.is_going],
        "people": names_of(proof.by for proof in done),
    }
