"""Who works together: teams, what they answer for, what is open with them."""

from django.http import HttpResponse
from django.shortcuts import render

from tocsin.foundation.accounts.reads import members, team_for, teams
from tocsin.foundation.classification.reads import (
    coverage,
)
from tocsin.kernel import clock
from tocsin.register.work.reads import Filters, find
from tocsin.surfaces.web.pages import DeskRequest, staff

_FEW = 10
_OPEN = ("registered", "classified", "assigned", "diagnosis", "waiting", "restored")


@staff
def team_list(request: DeskRequest) -> HttpResponse:
    return render(request, "offer/teams.html", {"teams": teams()})


@staff
def team(request: DeskRequest, key: str) -> HttpResponse:
    """One team: its people, what it answers for today, what is open with it."""
    found = team_for(request.actor, key)
    answers = [each for each in coverage(clock.now()) if each.team == key]
    page = find(request.actor, Filters(team=key, state=_OPEN), limit=_FEW)
    context = {
        "team": found,
        "members": members(found),
        "answers": answers,
        "rows": page.rows,
    }
    return render(request, "offer/team.html", context)
