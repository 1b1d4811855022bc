"""On-call: who is on call, schedules drawn with their gaps, one's own, fairness."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from tocsin.foundation.accounts.reads import names_of, team_names
from tocsin.foundation.calendars.parts import day as day_of
from tocsin.foundation.notify.models import Page
from tocsin.foundation.oncall import reads
from tocsin.foundation.oncall.models import Schedule
from tocsin.foundation.oncall.reads import looking
from tocsin.foundation.oncall.rules.rights import may_arrange
from tocsin.foundation.oncall.rules.wall import midnight, reached
from tocsin.kernel import clock
from tocsin.surfaces.web.oncall_drawing import drawn, hours_missing
from tocsin.surfaces.web.oncall_forms import MomentForm
from tocsin.surfaces.web.pages import DeskRequest, staff

_DAYS = 14
_FAIR = timedelta(days=90)


@staff
def oncall(request: DeskRequest) -> HttpResponse:
    """GET /on-call?on=2026-11-23&team=database: two weeks of every schedule."""
    team = request.GET.get("team", "")
    chosen = looking.schedules(request.actor, team)
    context = two_weeks(request, chosen) | {
        "here": "list",
        "team": team,
        "on_call": _on_call_now(chosen),
        "may_add": bool(_led(request)),
    }
    return render(request, "oncall/list.html", context)


def two_weeks(request: DeskRequest, chosen: Sequence[Schedule]) -> dict[str, Any]:
    """The schedules as drawn, from a day on, in the reader's zone."""
    zone = timezone.get_current_timezone()
    here = zone if isinstance(zone, ZoneInfo) else ZoneInfo("UTC")
    now = clock.now()
    day = day_of(request.GET.get("on")) or _monday(now.astimezone(here).date())
    first = reached(midnight(day), here)
    last = reached(midnight(day + timedelta(days=_DAYS)), here)
    sheets = reads.sheets(chosen, first, last)
    names = names_of(_people(sheets))
    return {
        "rotas": [
            {
                "sheet": sheet,
                "drawing": drawn(sheet, here, names, request.actor.id, now),
                "missing": hours_missing(sheet.gaps),
                "lines": _lines(sheet),
            }
            for sheet in sheets
        ],
        "names": names,
        "first": day,
        "last": day + timedelta(days=_DAYS - 1),
        "earlier": day - timedelta(days=_DAYS),
        "later": day + timedelta(days=_DAYS),
    }


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _people(sheets: Iterable[reads.Sheet]) -> set[str]:
    told = {slot.person for sheet in sheets for slot in sheet.final}
    told |= {slot.instead_of for sheet in sheets for slot in sheet.final}
    told |= {s.person for sheet in sheets for row in sheet.rows for s in row.slots}
    return told - {""}


def _lines(sheet: reads.Sheet) -> list[dict[str, Any]]:
    """The final line and its gaps as rows of a table, in the order of time."""
    rows: list[dict[str, Any]] = [
        {"starts_at": s.starts_at, "ends_at": s.ends_at, "slot": s} for s in sheet.final
    ]
    rows += [{"starts_at": gap.starts_at, "ends_at": gap.ends_at} for gap in sheet.gaps]
    return sorted(rows, key=lambda row: row["starts_at"])


def _on_call_now(chosen: Sequence[Schedule]) -> list[dict[str, Any]]:
    now = clock.now()
    duties = reads.on_call(now)
    names = names_of(duty.person for duty in duties)
    ahead = reads.shifts_between(now, now + timedelta(weeks=10))
    follows = {(d.schedule, d.person, d.starts_at): d.ends_at for d in ahead}

    def until(duty: reads.Duty) -> datetime:
        """When they leave, whatever shifts of theirs follow on one another."""
        at = duty.ends_at
        while (duty.schedule, duty.person, at) in follows:
            at = follows[duty.schedule, duty.person, at]
        return at

    return [
        {
            "schedule": each,
            "people": [
                {"name": names.get(d.person, d.person), "until": until(d)}
                for d in duties
                if d.schedule == each.key
            ],
        }
        for each in chosen
    ]


def _led(request: DeskRequest) -> bool:
    actor = request.actor
    return bool(actor.leads) or may_arrange(actor, "")


@staff
def oncall_then(request: DeskRequest) -> HttpResponse:
    """GET /on-call/then?at=…: who was on call at any instant, as it was then."""
    form = MomentForm(request.GET or None, initial={"at": clock.now()})
    found: Sequence[Any] = []
    asked = form.is_valid()
    if asked:
        found = reads.on_call(form.cleaned_data["at"])
    chosen = {each.key: each for each in looking.schedules(request.actor)}
    context = {
        "form": form,
        "asked": asked,
        "here": "then",
        "duties": found,
        "names": names_of(duty.person for duty in found),
        "teams": team_names(duty.team for duty in found),
        "schedules": chosen,
    }
    return render(request, "oncall/then.html", context)


@staff
def oncall_fairness(request: DeskRequest) -> HttpResponse:
    """GET /on-call/fairness?team=…&days=90: what being on call cost whom."""
    team = request.GET.get("team", "")
    told = request.GET.get("days", "")
    days = int(told) if told.isascii() and told.isdecimal() and len(told) < 4 else 0
    last = clock.now()
    first = last - (timedelta(days=days) if days else _FAIR)
    shares = reads.fairness(looking.schedules(request.actor, team), first, last)
    teams = {each.team for each in looking.schedules(request.actor)}
    context = {
        "shares": shares,
        "names": names_of(share.person for share in shares),
        "pages": pages_of([share.person for share in shares], first, last),
        "teams": sorted(teams, key=str),
        "team": team,
        "days": days or 90,
        "choices": (30, 90, 180, 365),
        "here": "fairness",
    }
    return render(request, "oncall/fairness.html", context)


def pages_of(people: Sequence[str], first: datetime, last: datetime) -> dict[str, int]:
    """How many pages each was sent between two instants; drills are none."""
    rows = Page.objects.filter(
        person__in=people,
        kind="page",
        is_drill=False,
        made_at__gte=first,
        made_at__lt=last,
    )
    counted = rows.order_by().values("person").annotate(pages=Count("id"))
    return {row["person"]: row["pages"] for row in counted}
