"""What a team takes up next, in one explained order; and what goes to and fro."""

from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from tocsin.foundation.accounts.reads import team_choices, team_for, team_names
from tocsin.foundation.classification.reads import category_names
from tocsin.kernel import clock
from tocsin.register.work.bouncing import bouncing
from tocsin.response.routing.reads import team_queue
from tocsin.surfaces.web import words_of_routing as words
from tocsin.surfaces.web.pages import DeskRequest, staff
from tocsin.surfaces.web.progress import shown

PERIODS = (7, 30, 90, 365)
_USUAL = 30


@staff
def queue_of_team(request: DeskRequest, key: str) -> HttpResponse:
    """GET /teams/<key>/queue: what is open, what comes first first, and why."""
    team = team_for(request.actor, key)
    places = [
        {
            "number": place.number,
            "incident": place.incident,
            "points": place.ranked.points,
            "why": words.because(place.ranked.reasons),
        }
        for place in team_queue(request.actor, key)
    ]
    (load,) = shown(request.actor, [team.key])
    context = {"found": team, "ranked": places, "team": load}
    return render(request, "routing/queue.html", context)


@staff
def bouncing_incidents(request: DeskRequest) -> HttpResponse:
    """GET /bouncing: incidents that came back to a team or were returned."""
    told = request.GET.get("days", "")
    fits = told.isdecimal() and len(told) < 4 and 0 < int(told) <= PERIODS[-1]
    days = int(told) if fits else _USUAL
    team = request.GET.get("team", "")
    now = clock.now()
    until = now + timedelta(seconds=1)
    report = bouncing(request.actor, now - timedelta(days=days), until, team=team)
    called = team_names(key for one in report.rows for key in one.way.teams)
    context = {
        "rows": [_row(one, called) for one in report.rows],
        "categories": _categories(report.categories),
        "is_cut": report.is_cut,
        "days": days,
        "periods": PERIODS,
        "team": team,
        "teams": team_choices(),
    }
    return render(request, "routing/bouncing.html", context)


def _row(one: Any, called: dict[str, str]) -> dict[str, Any]:
    way = [called.get(key or "", "–") for key in one.way.teams]
    return {"incident": one.incident, "way": " → ".join(way), "found": one.way}


def _categories(numbers: Any) -> list[dict[str, Any]]:
    called = category_names(each.category for each in numbers)
    return [
        {"each": each, "name": called.get(each.category, "–")}
        for each in numbers
        if each.reassigned
    ]
