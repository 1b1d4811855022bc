"""The desk: the queue's views, built in and saved, and its rows."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from tocsin.foundation.workspace.models import SavedView
from tocsin.foundation.workspace.reads import opens_first, view_for, views_for
from tocsin.kernel import clock
from tocsin.kernel.refusal import Refusal
from tocsin.register.tasks.reads import open_task_counts
from tocsin.register.work.reads import Filters, Page, counts_of, queue, view_counts
from tocsin.response.escalation.reads import next_steps
from tocsin.surfaces.web import words
from tocsin.surfaces.web.bulk import bulk_verbs
from tocsin.surfaces.web.columns import columns_of
from tocsin.surfaces.web.export import table_of
from tocsin.surfaces.web.pages import DeskRequest, staff
from tocsin.surfaces.web.progress import own_progress
from tocsin.surfaces.web.register_page import filters_of
from tocsin.surfaces.web.words_of_clocks import DUE_WITHIN

_SOON = timedelta(hours=1)
# What the desk's own columns show of an incident, and why it stands where it stands.
_SHOWN = (
    *("id", "ref", "seq", "title", "priority", "state", "waiting_cause", "state_since"),
    *("registered_at", "next_due_at", "next_due_label", "tags", "swarm_open", "major"),
    *("owner_role", "restricted", "service__name", "service__calendar_id"),
    *("team__name", "owner__name", "owner__username"),
)


@dataclass(frozen=True, slots=True)
class View:
    """One view of the queue. A quiet one is shown only while it holds something."""

    name: str
    label: Promise | str
    icon: str
    quiet: bool = False
    hot: bool = False
    saved: SavedView | None = None

    @property
    def base(self) -> str:
        return self.saved.base if self.saved else self.name

    @property
    def filters(self) -> Filters | None:
        return filters_of(self.saved.filters) if self.saved else None

    @property
    def order(self) -> str:
        return self.saved.order if self.saved else ""


def _built_in(name: str, icon: str, *, quiet: bool = False, hot: bool = False) -> View:
    return View(name, words.VIEWS[name], icon, quiet, hot)


VIEWS = (
    _built_in("mine", "user"),
    _built_in("team", "users"),
    _built_in("duty", "star"),
    _built_in("due", "hourglass", quiet=True, hot=True),
    _built_in("major", "triangle-alert", quiet=True, hot=True),
    _built_in("waiting", "circle-pause"),
    _built_in("flagged", "flag", quiet=True),
    _built_in("all", "inbox"),
)
_BY_NAME = {view.name: view for view in VIEWS}


@staff
def desk(request: DeskRequest) -> HttpResponse:
    """GET /?view=…: the queue."""
    return render(
        request, "queue/show.html", queue_of(request) | {"verbs": bulk_verbs()}
    )


@staff
def rows(request: DeskRequest) -> HttpResponse:
    """GET /rows?view=…: views and rows as they are now, for pages that are open."""
    return render(request, "queue/_live.html", queue_of(request))


@staff
def table(request: DeskRequest) -> HttpResponseBase:
    """GET /queue.csv?view=…: the view as a table, with its columns."""
    view = _asked(request, _saved(request))
    columns = columns_of(view.saved.columns) if view.saved else []

    def some(cursor: str, limit: int) -> Page:
        return _page(request, view, cursor, limit)

    return table_of(some, columns, "queue")


def queue_of(request: DeskRequest, limit: int = 50) -> dict[str, Any]:
    saved = _saved(request)
    view = _asked(request, saved)
    counts = view_counts(request.actor)
    counts |= counts_of(
        request.actor,
        {each.name: (each.base, each.filters or Filters()) for each in saved},
    )
    held: dict[str, Any] = {"unfit": None}
    try:
        only = () if view.saved else _SHOWN
        page = _page(request, view, request.GET.get("from", ""), limit, only)
    except Refusal as refusal:
        page, held["unfit"] = Page([], None), refusal
    return held | {
        # Counted already, so the strip need not ask again.
        **({} if counts["major"] else {"majors": []}),
        "view": view,
        "views": _listed(VIEWS, counts, view),
        "saved": _listed(saved, counts, view),
        "count": counts.get(view.name, 0),
        "tags": request.GET.getlist("tag"),
        "due": request.GET.get("due", ""),
        "due_within": list(DUE_WITHIN.items()),
        "groups": _groups(page.rows, view.order),
        "task_counts": open_task_counts(row.id for row in page.rows),
        "steps": next_steps([row.id for row in page.rows]),
        "clocks": any(row.next_due_at for row in page.rows),
        "columns": columns_of(view.saved.columns) if view.saved else [],
        "why": "why" in request.GET,
        "cursor": page.cursor,
        "progress": own_progress(request.actor),
    }


def _page(
    request: DeskRequest, view: View, cursor: str, limit: int, only: Sequence[str] = ()
) -> Page:
    filters = view.filters or Filters()
    if tags := request.GET.getlist("tag"):
        filters = replace(filters, tags=[*filters.tags, *tags])
    if (due := request.GET.get("due", "")) in DUE_WITHIN:
        filters = replace(filters, due_within=int(due))
    return queue(
        request.actor,
        view.base,
        filters=filters,
        order=view.order,
        cursor=cursor,
        limit=limit,
        only=only,
    )


def _saved(request: DeskRequest) -> list[View]:
    return [
        View(held.key, held.name, "bookmark", saved=held)
        for held in views_for(request.actor, "queue")
    ]


def _asked(request: DeskRequest, saved: Sequence[View]) -> View:
    """The view that the address names, or the one that opens first."""
    known = _BY_NAME | {view.name: view for view in saved}
    name = request.GET.get("view", "")
    if name.startswith("v-") and name not in known:
        view_for(request.actor, name)  # says why not
    if not name:
        name = opens_first(request.actor.id)
    return known.get(name, _BY_NAME["all"])


def _listed(
    views: Sequence[View], counts: dict[str, int], here: View
) -> list[dict[str, Any]]:
    return [
        {"view": each, "count": counts[each.name], "here": each.name == here.name}
        for each in views
        if not each.quiet or counts[each.name] or each.name == here.name
    ]


def _groups(rows: Sequence[Any], order: str) -> list[dict[str, Any]]:
    """Rows under the reason for which they stand where they stand."""
    if order not in ("", "clock"):
        label = words.say(words.ORDERS, order)
        return [{"label": label, "why": "", "rows": rows}] if rows else []
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
