"""Tocsin's own drill: how long its way takes, hop by hop, and where it was stuck."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tocsin.engine.path.actions import send_trip
from tocsin.engine.path.models import Trip
from tocsin.engine.path.options import ADDRESS, HEARTBEAT, MINUTES, SECONDS
from tocsin.engine.path.reads import Told, standing, trips
from tocsin.engine.path.rules import HOPS
from tocsin.engine.path.words import HOP_WORDS
from tocsin.foundation.accounts.rules import ADMINISTRATOR, AUDITOR
from tocsin.register.work.options import PATH_PERSON
from tocsin.surfaces.web.charting import Point
from tocsin.surfaces.web.pages import DeskRequest, only
from tocsin.surfaces.web.refusals import NotForYourRole

_SHOWN = 50
_STATES = {
    Trip.State.UNDER_WAY: gettext_lazy("under way"),
    Trip.State.ARRIVED: gettext_lazy("arrived"),
    Trip.State.STUCK: gettext_lazy("stuck"),
}


@only(ADMINISTRATOR, AUDITOR)
def own_path(request: DeskRequest) -> HttpResponse:
    """GET /settings/path: the last trips, as a chart and as a table. POST sends one."""
    if request.method == "POST":
        if not request.actor.has(ADMINISTRATOR):
            raise NotForYourRole
        send_trip(by=request.actor)
        messages.success(request, _("It is on its way."))
        return redirect("own-path")
    rows = trips(_SHOWN)
    context = {
        "standing": standing(),
        "rows": [_row(told) for told in rows],
        "hops": [HOP_WORDS[hop] for hop in HOPS],
        "chart": _chart(rows),
        "may_send": request.actor.has(ADMINISTRATOR),
        "options": (MINUTES, SECONDS, PATH_PERSON, ADDRESS, HEARTBEAT),
    }
    return render(request, "paging/path.html", context)


def _row(told: Told) -> dict[str, Any]:
    return {
        "trip": told.trip,
        "state": _STATES[Trip.State(told.trip.state)],
        "late": HOP_WORDS.get(told.trip.late, ""),
        "cells": [told.seconds.get(hop) for hop in HOPS],
        "total": told.total,
    }


def _chart(rows: list[Told]) -> dict[str, Any] | None:
    """The seconds of those that arrived, over time."""
    arrived = [told for told in rows if told.trip.state == Trip.State.ARRIVED]
    if len(arrived) < 2:
        return None
    points = [
        Point(told.trip.begun_at, told.total, told.total, told.total)
        for told in reversed(arrived)
    ]
    until = points[-1].at + timedelta(minutes=1)
    label = _("Seconds from the door to resolved")
    return {"points": points, "since": points[0].at, "until": until, "label": label}
