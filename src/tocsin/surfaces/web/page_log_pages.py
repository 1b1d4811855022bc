"""The log of pages: all of it, those of one incident, one with its messages."""

from collections.abc import Collection
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from tocsin.foundation.accounts.reads import names_of, person_named
from tocsin.foundation.accounts.rules import ADMINISTRATOR, AUDITOR, may_tend
from tocsin.foundation.mail.reads import holds_mail
from tocsin.foundation.notify.models import Page
from tocsin.foundation.notify.reads import log
from tocsin.foundation.notify.reads.rooms import rooms_by_key
from tocsin.foundation.notify.refusals import PageUnknown
from tocsin.register.work.reads import incident_for
from tocsin.surfaces.web.pages import DeskRequest, only, signed_in, staff

_LIMIT = 50


@only(ADMINISTRATOR, AUDITOR)
def page_log(request: DeskRequest) -> HttpResponse:
    """GET /settings/pages?state=…: how paging stands, and its log, the newest first."""
    state, told = request.GET.get("state", ""), request.GET.get("from", "")
    state = state if state in Page.State.values else ""
    before = int(told) if told.isdecimal() and len(told) < 19 else 0
    rows = log.pages(log.Narrowed(state=state, before=before), limit=_LIMIT + 1)
    shown = rows[:_LIMIT]
    context = _listed(shown) | {
        "standing": log.standing(),
        "states": Page.State.values,
        "state": state,
        "cursor": shown[-1].id if len(rows) > _LIMIT else None,
    }
    return render(request, "paging/log.html", context)


@staff
def incident_pages(request: DeskRequest, ref: str) -> HttpResponse:
    """GET /incidents/<ref>/pages: everybody who was told of it."""
    incident = incident_for(request.actor, ref)
    context = _listed(log.pages_of_incident(incident.id)) | {"incident": incident}
    return render(request, "paging/log.html", context)


def _listed(rows: list[Page]) -> dict[str, Any]:
    names = _names({row.person for row in rows})
    return {"rows": rows, "names": names, "holds": holds_mail()}


def _names(keys: Collection[str]) -> dict[str, str]:
    """What people are called, and rooms of chats."""
    rooms = {key: str(room) for key, room in rooms_by_key(keys).items()}
    return {**names_of(keys), **rooms}


@signed_in
def page_told(request: DeskRequest, number: int) -> HttpResponse:
    """GET /pages/<number>: why somebody was told, by what, and what became of it. One's
    own; for administrators, auditors and leads of the person's teams all of them."""
    row = log.page_numbered(number)
    if not _may_see(request, row):
        raise PageUnknown
    context = {
        "row": row,
        "names": _names([row.person]),
        "messages_of": log.messages_of(row),
    }
    return render(request, "paging/page.html", context)


def _may_see(request: DeskRequest, row: Page) -> bool:
    actor = request.actor
    if row.person == actor.id or actor.has(ADMINISTRATOR) or actor.has(AUDITOR):
        return True
    person = person_named(row.person)
    teams = person.memberships.values_list("team__key", flat=True) if person else []
    return may_tend(actor, row.person, list(teams))
