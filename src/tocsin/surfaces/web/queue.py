"""The desk: the queue's views, its rows, and verbs on several rows at once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from tocsin.foundation.accounts.reads import teams
from tocsin.kernel import clock
from tocsin.kernel.refusal import Refusal
from tocsin.register.work import actions
from tocsin.register.work.reads import incident_for, queue, view_counts
from tocsin.surfaces.web.pages import DeskRequest, staff

_SOON = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class View:
    """One view of the queue. A quiet one is shown only while it holds something."""

    name: str
    label: Promise
    icon: str
    quiet: bool = False
    hot: bool = False


VIEWS = (
    View("mine", gettext_lazy("Mine"), "user"),
    View("team", gettext_lazy("My team"), "users"),
    View("duty", gettext_lazy("Duty manager"), "star"),
    View("due", gettext_lazy("Breaching next"), "hourglass", quiet=True, hot=True),
    View("major", gettext_lazy("Major"), "triangle-alert", quiet=True, hot=True),
    View("waiting", gettext_lazy("Waiting"), "circle-pause"),
    View("flagged", gettext_lazy("To complete"), "flag", quiet=True),
    View("all", gettext_lazy("All open"), "inbox"),
)
_BY_NAME = {view.name: view for view in VIEWS}


@staff
def desk(request: DeskRequest) -> HttpResponse:
    """GET /?view=…: the queue."""
    context = _queue(request)
    return render(request, "queue/show.html", context | {"teams": teams()})


@staff
def rows(request: DeskRequest) -> HttpResponse:
    """GET /rows?view=…: views and rows as they are now, for pages that are open."""
    return render(request, "queue/_live.html", _queue(request))


def _queue(request: DeskRequest) -> dict[str, Any]:
    view = _BY_NAME.get(request.GET.get("view", ""), _BY_NAME["all"])
    page = queue(request.actor, view.name, cursor=request.GET.get("from", ""))
    counts = view_counts(request.actor)
    views = [
        {"view": each, "count": counts[each.name], "here": each is view}
        for each in VIEWS
        if not each.quiet or counts[each.name] or each is view
    ]
    return {
        # Counted already, so the strip need not ask again.
        **({} if counts["major"] else {"majors": []}),
        "view": view,
        "views": views,
        "count": counts[view.name],
        "groups": _groups(page.rows),
        "clocks": any(row.next_due_at for row in page.rows),
        "cursor": page.cursor,
    }


def _groups(rows: Sequence[Any]) -> list[dict[str, Any]]:
    """Rows under the reason for which they stand where they stand."""
    soon = clock.now() + _SOON
    major = [row for row in rows if row.major]
    rest = [row for row in rows if not row.major]
    breaching = [row for row in rest if row.next_due_at and row.next_due_at <= soon]
    later = [row for row in rest if row.next_due_at and row.next_due_at > soon]
    unclocked = [row for row in rest if not row.next_due_at]
    named = [
        (_("Major"), "", major),
        (
            _("Breaching next"),
            _("the clock that runs out first stands first"),
            breaching,
        ),
        (_("Later"), "", later),
        (_("No clock runs"), _("by priority, then the oldest"), unclocked),
    ]
    return [
        {"label": label, "why": why, "rows": group}
        for label, why, group in named
        if group
    ]


def _assign(request: DeskRequest) -> Callable[[int], Any]:
    team = request.POST.get("team", "")
    return lambda id: actions.assign(id, team=team, by=request.actor)


def _note(request: DeskRequest) -> Callable[[int], Any]:
    said = request.POST.get("text", "")
    return lambda id: actions.note(id, text=said, by=request.actor)


def _acknowledge(request: DeskRequest) -> Callable[[int], Any]:
    return lambda id: actions.acknowledge(id, by=request.actor)


_BULK: dict[str, Callable[[DeskRequest], Callable[[int], Any]]] = {
    "acknowledge": _acknowledge,
    "assign": _assign,
    "note": _note,
}


@require_POST
@staff
def bulk(request: DeskRequest) -> HttpResponse:
    """POST /bulk: one verb on each row that was ticked; each is told apart."""
    prepare = _BULK.get(request.POST.get("verb", ""), _acknowledge)
    do = prepare(request)
    refs = request.POST.getlist("ref")
    refused: list[tuple[str, Refusal]] = []
    for ref in refs:
        try:
            do(incident_for(request.actor, ref).id)
        except Refusal as refusal:
            refused.append((ref, refusal))
    done = len(refs) - len(refused)
    if done:
        said = ngettext("%(n)s incident done.", "%(n)s incidents done.", done)
        messages.success(request, said % {"n": done})
    if refused:
        context = {"refused": refused, "done": done}
        return render(request, "queue/bulk.html", context, status=409)
    view = request.POST.get("view", "")
    return redirect(f"{reverse('desk')}?view={view if view in _BY_NAME else 'all'}")
