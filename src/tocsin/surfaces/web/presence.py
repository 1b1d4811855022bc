"""Who is looking at an incident, or writing in it: to colleagues who see it, too."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from tocsin.foundation.accounts.reads import names_of
from tocsin.foundation.workspace.actions import leave, sign_of_presence
from tocsin.foundation.workspace.reads import present_at
from tocsin.register.work.reads import incident_for
from tocsin.surfaces.web.pages import DeskRequest, staff


@staff
def presence(request: DeskRequest, ref: str) -> HttpResponse:
    """GET …/presence: who is there. POST: the reader is, and what they do; or left."""
    incident = incident_for(request.actor, ref)
    if request.method == "POST":
        if "gone" in request.POST:
            leave(request.actor.id, incident.ref)
            return HttpResponse(status=204)
        doing = request.POST.get("doing", "")
        sign_of_presence(request.actor.id, incident.ref, doing)
    context = {"incident": incident, "present": present(request, incident.ref)}
    return render(request, "incidents/_presence.html", context)


def present(request: DeskRequest, ref: str) -> list[dict[str, Any]]:
    """The others that have it before them. Reporters are not told."""
    if request.actor.is_requester:
        return []
    rows = present_at(ref, but=request.actor.id)
    names = names_of(row.person for row in rows)
    return [
        {"name": names.get(row.person, row.person), "doing": row.doing} for row in rows
    ]
