"""Where somebody is signed in; ended one by one, or everywhere."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tocsin.foundation.accounts.actions.sessions import end_session, end_sessions
from tocsin.foundation.accounts.models import Person
from tocsin.foundation.accounts.reads import person_for
from tocsin.foundation.accounts.rules import ADMINISTRATOR, device_of
from tocsin.foundation.accounts.signed_in import sessions_of
from tocsin.surfaces.web.pages import DeskRequest, only, signed_in


@signed_in
def own_sessions(request: DeskRequest) -> HttpResponse:
    """GET /sessions: where the reader is signed in. POST ends one, or all others."""
    return _sessions(request, request.user)


@only(ADMINISTRATOR)
def sessions(request: DeskRequest, key: str) -> HttpResponse:
    """GET /people/<key>/sessions: the same of somebody else, for administrators."""
    return _sessions(request, person_for(request.actor, key))


def _sessions(request: DeskRequest, person: Person) -> HttpResponse:
    if request.method == "POST":
        _end(request, person)
        return redirect(request.get_full_path())
    context = {
        "person": person,
        "own": person.key == request.user.key,
        "sessions": list(_shown(request, person)),
    }
    return render(request, "entering/sessions.html", context)


def _shown(request: DeskRequest, person: Person) -> Iterator[dict[str, Any]]:
    for each in sessions_of(person):
        browser, system = device_of(each.agent)
        is_this = each.session_key == request.session.session_key
        yield {"row": each, "browser": browser, "system": system, "is_this": is_this}


def _end(request: DeskRequest, person: Person) -> None:
    here = request.session.session_key or ""
    if name := request.POST.get("session", ""):
        end_session(person.key, name, by=request.actor)
        messages.success(request, _("Signed out there."))
        return
    count = end_sessions(person.key, by=request.actor, session=here)
    said = ngettext("Signed out in one place.", "Signed out in %(n)d places.", count)
    messages.success(request, said % {"n": count})
