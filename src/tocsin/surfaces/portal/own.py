"""One of one's own reports: where it stands, what was answered, what one can say."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from tocsin.foundation.accounts.reads import actor_of
from tocsin.register.core.refusals import NoSuchIncident
from tocsin.register.core.rules import CLOSED, RESOLVED
from tocsin.register.work.actions import confirm, reopen, reply
from tocsin.register.work.reads import incident_for
from tocsin.response.reports.actions import attach_report, not_for_me
from tocsin.response.reports.reads import following_of
from tocsin.surfaces.web.files_pages import bring_all
from tocsin.surfaces.web.incidents import whole
from tocsin.surfaces.web.mine import plainly
from tocsin.surfaces.web.pages import DeskRequest, signed_in
from tocsin.surfaces.web.unsent import sent

_Deed = Callable[[DeskRequest, Any], Any]


def own(request: DeskRequest, ref: str) -> Any:
    """The report, if it is one's own; nobody else's is here, whoever asks."""
    incident = incident_for(request.actor, ref)
    if incident.reporter_id != request.actor.id:
        raise NoSuchIncident(ref=incident.ref)
    return incident


@signed_in
def report(request: DeskRequest, ref: str) -> HttpResponse:
    """GET /help/reports/<ref>: as its reporter reads it, also if they work here."""
    incident = own(request, ref)
    works_here = not request.actor.is_requester
    nobody: frozenset[str] = frozenset()
    reader = actor_of(request.user, via="web")
    request.actor = replace(reader, roles=nobody, teams=nobody, leads=nobody)
    context = whole(request, incident) | {
        "plainly": plainly(incident),
        "following": following_of(incident.id),
        "works_here": works_here,
    }
    return render(request, "mine/show.html", context)


def _answer(request: DeskRequest, incident: Any) -> Any:
    text = request.POST.get("text", "").strip()
    if text or not request.FILES:
        reply(incident.id, text=text, by=request.actor)
    bring_all(request, incident.id)
    sent(request, incident.ref, "say")
    return incident


def _works(request: DeskRequest, incident: Any) -> Any:
    return confirm(incident.id, by=request.actor)


def _still_broken(request: DeskRequest, incident: Any) -> Any:
    text = request.POST.get("text", "").strip() or _("It does not work for me.")
    following = following_of(incident.id)
    if following and not following.has_left:
        return not_for_me(incident.id, by=request.actor, text=text)
    if incident.state in (RESOLVED, CLOSED):
        return reopen(incident.id, by=request.actor, reason=text)
    return reply(incident.id, text=text, by=request.actor)


def _attach(request: DeskRequest, incident: Any) -> Any:
    known = request.POST.get("known", "")
    return attach_report(incident.id, known=known, by=request.actor)


_DEEDS: Mapping[str, tuple[_Deed, Promise]] = {
    "answer": (_answer, gettext_lazy("Sent.")),
    "works": (_works, gettext_lazy("Thank you for telling us.")),
    "not-for-me": (_still_broken, gettext_lazy("It is open. Somebody looks at it.")),
    "attach": (_attach, gettext_lazy("It is attached to what is known.")),
}


@require_POST
@signed_in
def act(request: DeskRequest, ref: str, deed: str) -> HttpResponse:
    """POST …/answer, …/works, …/not-for-me, …/attach: what a reporter says."""
    if deed not in _DEEDS:
        raise Http404
    run, said = _DEEDS[deed]
    incident = own(request, ref)
    with transaction.atomic():
        after = run(request, incident)
    messages.success(request, str(said))
    return redirect("help-report", after.ref)
