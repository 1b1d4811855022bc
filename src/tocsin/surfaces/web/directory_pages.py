"""Settings, Directory: sources, runs, and what a run did."""

import csv
import io
from collections.abc import Iterator
from typing import Any

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext as _

from tocsin.foundation.accounts.reads import names_of
from tocsin.foundation.accounts.rules import ADMINISTRATOR
from tocsin.foundation.config.reads import value
from tocsin.foundation.directory.actions import confirm_run, stop_run
from tocsin.foundation.directory.kinds import sources
from tocsin.foundation.directory.options import MOST_LEAVING
from tocsin.foundation.directory.reads import (
    leavers,
    refused_in,
    refused_table,
    run_for,
    runs,
)
from tocsin.foundation.directory.rules import Move, Plan
from tocsin.kernel import home
from tocsin.surfaces.web.pages import DeskRequest, only
from tocsin.surfaces.web.words import PEOPLE_TARGETS, say

_SHOWN = 50
# What a spreadsheet would take for the beginning of a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@only(ADMINISTRATOR)
def directory(request: DeskRequest) -> HttpResponse:
    """Where people come from, and what every run did; asked for a new directory, its
    page."""
    if new := slugify(request.GET.get("new", "")):
        return redirect("directory-source", new[:40])
    found = runs(request.actor)
    context = {
        "runs": found,
        "sources": sources().values(),
        "people": names_of(run.by for run in found),
        "leavers": leavers(),
        "scim": f"{home.url()}/scim/v2",
    }
    return render(request, "directory/show.html", context)


@only(ADMINISTRATOR)
def run(request: DeskRequest, number: int) -> HttpResponse:
    """How far one run is; sent, it is stopped or, when it was held, confirmed."""
    found = run_for(request.actor, number)
    if request.method == "POST":
        if request.POST.get("verb") == "confirm":
            why = request.POST.get("why", "")
            confirm_run(found.pk, by=request.actor, why=why)
        else:
            stop_run(found.pk, by=request.actor)
        return redirect("directory-run", found.pk)
    context = {
        "run": found,
        "going": found.state in ("waiting", "running"),
        "refused": refused_in(found),
        "who": names_of([found.by]).get(found.by, "Tocsin"),
    }
    return render(request, "directory/run.html", context)


@only(ADMINISTRATOR)
def refused(request: DeskRequest, number: int) -> HttpResponseBase:
    """GET …/refused.csv: whoever could not be brought in, with why."""
    found = run_for(request.actor, number)
    return StreamingHttpResponse(
        map(_line, refused_table(found)),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="refused.csv"'},
    )


def _line(values: list[str]) -> str:
    out = io.StringIO()
    safe = [f"'{each}" if each.startswith(_FORMULA) else each for each in values]
    csv.writer(out).writerow(safe)
    return out.getvalue()


def shown_plan(plan: Plan | None) -> dict[str, Any]:
    """What a page shows of a plan: the first of each kind, with what changes."""
    if plan is None:
        return {}
    most = value(MOST_LEAVING)
    return {
        "plan": plan,
        "counts": plan.counts,
        "moves": list(_moves(plan)),
        "too_many": plan.leaves_too_many(most),
        "most": most,
        "faults": plan.faults[:_SHOWN],
    }


def _moves(plan: Plan) -> Iterator[dict[str, Any]]:
    """The first of each kind, with what is different about them in words."""
    kinds = (
        (_("new"), plan.new[:_SHOWN]),
        (_("changed"), plan.changed[:_SHOWN]),
        (_("deactivated"), plan.leaving[:_SHOWN]),
    )
    moves = [move for _word, some in kinds for move in some]
    keys = {move.key for move in moves}
    keys |= {each for move in moves for each in _managers(move)}
    names = names_of(keys)
    for move in plan.new:
        names.setdefault(move.key, move.after.get("name") or move.ref)
    for word, some in kinds:
        for move in some:
            yield {
                "who": names.get(move.key) or move.ref,
                "ref": move.ref,
                "word": word,
                "changes": [
                    (say(PEOPLE_TARGETS, fact), _shown(was, names), _shown(now, names))
                    for fact, was, now in move.differing
                ],
                "is_new": move.is_new,
            }


def _managers(move: Move) -> list[str]:
    told = (move.before.get("line_manager"), move.after.get("line_manager"))
    return [key for key in told if key]


def _shown(value: Any, names: dict[str, str]) -> str:
    """A fact as people read it; a person's key as their name."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return ", ".join(value)
    return names.get(value, value) if value else "–"
