"""A person's own reports, in plain words."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from tocsin.register.work.reads import Filters, find
from tocsin.surfaces.web.pages import DeskRequest, signed_in

_UNDER_WAY = frozenset({"registered", "classified", "assigned", "diagnosis"})


@signed_in
def mine(request: DeskRequest) -> HttpResponse:
    """GET /mine: what I reported, what happens with it, what I can do."""
    own = Filters(reporter=request.actor.id)
    page = find(request.actor, own, cursor=request.GET.get("from", ""))
    reports = [{"incident": each, "plainly": plainly(each)} for each in page.rows]
    context = {"reports": reports, "cursor": page.cursor}
    return render(request, "mine/list.html", context)


def plainly(incident: Any) -> str:
    """Where a report stands, for somebody who does not work here."""
    team = str(incident.team or _("the service desk"))
    said = {
        "registered": _("We have it. Somebody reads it next."),
        "classified": _("We know what it is. It goes to {team} next."),
        "assigned": _("{team} has it and looks at it next."),
        "diagnosis": _("{team} is working on it."),
        "restored": _("It should work again. {team} makes sure that it stays so."),
        "resolved": _("It is resolved. Does it work for you?"),
        "closed": _("It is closed."),
        "cancelled": _("It is not followed further here."),
    }
    if incident.links.get("child_of") and incident.state in _UNDER_WAY:
        return _("It is known and worked on. You hear from us when it works again.")
    if incident.state == "waiting" and incident.waiting_cause == "reporter":
        return _("{team} needs an answer from you.").format(team=team)
    waits = _("{team} is waiting for somebody else before it can go on.")
    return said.get(incident.state, waits).format(team=team)
