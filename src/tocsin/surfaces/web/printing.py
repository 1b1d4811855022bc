"""Queue, register and one incident on paper: no frame, everything open, who printed."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from tocsin.register.search.reads import search
from tocsin.register.work.reads import Filters, find, incident_for
from tocsin.surfaces.web.incidents import whole
from tocsin.surfaces.web.pages import DeskRequest, staff
from tocsin.surfaces.web.queue import queue_of
from tocsin.surfaces.web.register_page import filters_of, looked_for

_MOST = 500


def _back(page: str, request: DeskRequest) -> dict[str, str]:
    return {"back": f"{reverse(page)}?{request.GET.urlencode()}"}


@staff
def print_queue(request: DeskRequest) -> HttpResponse:
    """GET /print/queue?view=…: the view's rows, with its columns."""
    told = queue_of(request, limit=_MOST)
    title = told["view"].label
    return render(
        request,
        "print/rows.html",
        told | {"title": title, "most": _MOST} | _back("desk", request),
    )


@staff
def print_register(request: DeskRequest) -> HttpResponse:
    """GET /print/register?…: what these filters or this view leave."""
    looked = looked_for(request)
    filters = filters_of(looked.told)
    if asked := str(looked.told.get("q", "")).strip():
        named = {name: getattr(filters, name) for name in filters.__slots__}
        filters = Filters(**named | {"ids": search(request.actor, asked).ids})
    page = find(request.actor, filters, limit=_MOST, order=looked.order)
    context: dict[str, Any] = {
        "title": looked.view.name if looked.view else "",
        "groups": [{"label": "", "why": "", "rows": page.rows}],
        "columns": looked.columns,
        "cursor": page.cursor,
        "most": _MOST,
        **_back("register", request),
    }
    return render(request, "print/rows.html", context)


@staff
def print_incident(request: DeskRequest, ref: str) -> HttpResponse:
    """GET /print/incidents/<ref>: all that is known of it, its whole timeline."""
    incident = incident_for(request.actor, ref)
    back = {"back": reverse("incident", args=[incident.ref])}
    return render(request, "print/incident.html", whole(request, incident) | back)
