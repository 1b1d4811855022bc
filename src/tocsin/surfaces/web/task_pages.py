"""What is to be done, mine and my teams'; and how long was worked, by whom."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tocsin.foundation.accounts.reads import team_names, teams
from tocsin.kernel import clock
from tocsin.register.core.entries import Kind
from tocsin.register.tasks.reads import (
    STATES,
    Worked,
    find_tasks,
    minutes_by,
    open_counts_of,
    tasks_of,
    time_on,
)
from tocsin.register.tasks.rules import has_it
from tocsin.surfaces.web.names import Names
from tocsin.surfaces.web.pages import DeskRequest, staff
from tocsin.surfaces.web.register_page import day, midnight


@staff
def task_list(request: DeskRequest) -> HttpResponse:
    """GET /tasks?team=…&state=…: the reader's tasks, or those of a team."""
    actor = request.actor
    team = request.GET.get("team", "")
    state = request.GET.get("state", "")
    state = state if state in STATES else "open"
    owner, start = "" if team else actor.id, request.GET.get("from", "")
    page = find_tasks(actor, owner=owner, team=team, state=state, cursor=start)
    now = clock.now()
    names = Names(
        people=[row.owner for row in page.rows], teams=[row.team for row in page.rows]
    )
    context = {
        "tasks": [{"held": r, "overdue": r.is_overdue(now)} for r in page.rows],
        "names": names,
        "cursor": page.cursor,
        "tabs": _tabs(actor, team),
        "state": state,
        "heading": team_names([team]).get(team, team) if team else _("My tasks"),
        "team": team,
        "teams": teams(),
    }
    return render(request, "tasks/list.html", context)


def _tabs(actor: Any, team: str) -> list[dict[str, Any]]:
    """The reader's own, and those of their teams; and of the team that is shown."""
    shown = sorted({*actor.teams, *([team] if team else [])})
    names, counts = team_names(shown), open_counts_of(actor, shown)
    mine = {"team": "", "label": _("Mine"), "count": counts[""], "here": not team}
    return [
        mine,
        *(
            {
                "team": key,
                "label": names.get(key, key),
                "count": counts[key],
                "here": key == team,
            }
            for key in shown
        ),
    ]


class PeriodForm(forms.Form):
    since = day(gettext_lazy("From"))
    until = day(gettext_lazy("Until"))


@staff
def time_page(request: DeskRequest) -> HttpResponse:
    """GET /time?since=…&until=…: minutes by person, team and activity."""
    form = PeriodForm(request.GET or None)
    told = form.cleaned_data if form.is_valid() else {}
    first, last = _month()
    first, last = told.get("since") or first, told.get("until") or last
    since, until = _midnight(first), _midnight(last, days=1)
    sums = {
        by: minutes_by(request.actor, by, since=since, until=until)
        for by in ("person", "team", "activity")
    }
    names = Names(
        people=[each.key for each in sums["person"]],
        teams=[each.key for each in sums["team"]],
    )
    context = {
        "form": PeriodForm(initial={"since": first, "until": last}),
        "sums": sums,
        "total": sum(each.minutes for each in sums["person"]),
        "names": names,
    }
    return render(request, "tasks/time.html", context)


def _month() -> tuple[date, date]:
    """From the first of this month until today, where the reader is."""
    today = timezone.localtime(clock.now()).date()
    return today.replace(day=1), today


def _midnight(on: date, days: int = 0) -> datetime:
    at = midnight(on, days=days)
    assert at is not None
    return at


def together(
    request: DeskRequest, incident: Any, allowed: list[str], said: Collection[str]
) -> dict[str, Any]:
    """What the side column of an incident shows of tasks and time; neither is looked
    for where its timeline `said` nothing of it."""
    actor, now = request.actor, clock.now()
    tasks = tasks_of(incident, actor) if Kind.TASK_ADDED in said else []
    worked = time_on(incident, actor) if Kind.TIME_SPENT in said else Worked((), 0)
    names = Names(
        people=[*(task.owner for task in tasks), *worked.by_person],
        teams=[task.team for task in tasks],
    )
    return {
        "tasks": [
            {
                "held": task,
                "overdue": task.is_overdue(now),
                "whose": names.person(task.owner) or names.teams.get(task.team, ""),
                "may": has_it(actor, task) or "finish_task" in allowed,
            }
            for task in tasks
        ],
        "tasks_open": sum(task.done_at is None for task in tasks),
        "worked": worked,
        "worked_names": names,
        "may_add_task": "add_task" in allowed,
        "may_spend_time": "spend_time" in allowed,
    }
