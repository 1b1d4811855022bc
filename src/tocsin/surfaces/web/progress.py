"""Work in progress: what each team and person has open, and where it is too much."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from tocsin.foundation.accounts.reads import names_of, team_names, teams
from tocsin.foundation.accounts.rules import Actor, may_lead
from tocsin.foundation.workspace.actions import set_wip_limit
from tocsin.foundation.workspace.reads import limits_each_of, limits_of
from tocsin.foundation.workspace.refusals import LimitUnfit
from tocsin.register.work.progress import Load, TeamLoad, work_in_progress
from tocsin.surfaces.web.pages import DeskRequest, staff


@dataclass(frozen=True, slots=True)
class Shown:
    """One team's load with its names, its limit, and whether it is beyond that."""

    key: str
    name: str
    whole: Load
    people: Sequence[tuple[str, str, Load]]
    limit: int
    each: int
    may_limit: bool

    @property
    def crowded(self) -> list[str]:
        """The keys of those who have more than each means to have."""
        return [k for k, _n, one in self.people if k and 0 < self.each < one.diagnosis]

    @property
    def is_beyond(self) -> bool:
        return 0 < self.limit < self.whole.diagnosis


def own_progress(actor: Actor) -> list[Shown]:
    """The reader's teams, for beside the queue."""
    return shown(actor, actor.teams) if actor.teams else []


def shown(actor: Actor, keys: Iterable[str]) -> list[Shown]:
    wanted = sorted(keys)
    loads = work_in_progress(actor, wanted)
    limits, each = limits_of(wanted), limits_each_of(wanted)
    called = team_names(wanted)
    people = names_of(key for load in loads.values() for key in load.people)
    made = [
        Shown(
            key,
            called.get(key, key),
            (load := loads.get(key, TeamLoad(key))).whole,
            _people(load, people),
            limits[key],
            each[key],
            may_lead(actor, key),
        )
        for key in wanted
    ]
    return sorted(made, key=lambda each: each.name)


def _people(load: TeamLoad, names: dict[str, str]) -> list[tuple[str, str, Load]]:
    """Whoever has most in hand first; what nobody owns last."""
    owned = [(key or "", one) for key, one in load.people.items()]
    owned.sort(key=lambda each: (not each[0], -each[1].diagnosis, -each[1].open))
    return [(key, names.get(key, _("the duty manager")), one) for key, one in owned]


@staff
def in_progress(request: DeskRequest) -> HttpResponse:
    """GET /in-progress: every team and its people; POST sets a team's limit."""
    if request.method == "POST":
        return _limited(request)
    found: list[Any] = shown(request.actor, [team.key for team in teams()])
    return render(request, "queue/in_progress.html", {"teams": found})


def _limited(request: DeskRequest) -> HttpResponse:
    numbers = {
        name: _number(request.POST[name])
        for name in ("most", "each")
        if name in request.POST
    }
    set_wip_limit(request.POST.get("team", ""), by=request.actor, **numbers)
    messages.success(request, _("The limit is set. It warns, and stops nobody."))
    return redirect("in-progress")


def _number(told: str) -> int:
    written = told.strip() or "0"
    if not written.isdecimal() or len(written) > 9:
        raise LimitUnfit
    return int(written)
