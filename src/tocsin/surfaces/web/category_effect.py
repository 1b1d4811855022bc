"""What it did when another team began to answer for a category."""

from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from tocsin.foundation.accounts.reads import team_names
from tocsin.foundation.classification.reads import category_for, changes_of_answer
from tocsin.foundation.classification.rules import Change
from tocsin.kernel import clock
from tocsin.register.work.reassigning import Share, Span, reassigned_shares
from tocsin.surfaces.web.pages import DeskRequest, staff
from tocsin.surfaces.web.register_page import midnight

_WEEKS = 4
_MOST = 12


@dataclass(frozen=True, slots=True)
class Weeks:
    """Whole days, in the reader's zone, and what was registered in them."""

    first: date
    last: date
    share: Share
    rows: str

    @property
    def reassigned_rows(self) -> str:
        return f"{self.rows}&reassigned=on"


@dataclass(frozen=True, slots=True)
class Effect:
    change: Change
    before: Weeks
    after: Weeks | None


Days = tuple[date, date]


@staff
def effect(request: DeskRequest, key: str) -> HttpResponse:
    """Each change of the answering team, and how many incidents went from team to team
    in the four weeks before and after it."""
    category = category_for(request.actor, key)
    changed = [c for c in changes_of_answer(category) if c.at <= clock.now()][:_MOST]
    days = [span for each in changed for span in (_before(each), _after(each))]
    asked = [span for span in days if span is not None]
    shares = reassigned_shares(request.actor, key, [_instants(span) for span in asked])
    told = {
        span: Weeks(*span, share, _rows(key, span))
        for span, share in zip(asked, shares, strict=True)
    }
    effects = []
    for each in changed:
        after = _after(each)
        effects.append(
            Effect(each, told[_before(each)], told[after] if after else None)
        )
    teams = {key for each in changed for key in (each.before, each.after.team)}
    context = {"category": category, "effects": effects, "names": team_names(teams)}
    return render(request, "offer/category_effect.html", context)


def _before(change: Change) -> Days:
    """The days before that of the change, which itself counts for neither side."""
    day = timezone.localtime(change.at).date()
    return day - timedelta(weeks=_WEEKS), day - timedelta(days=1)


def _after(change: Change) -> Days | None:
    """The days after that of the change, as far as they have come."""
    day = timezone.localtime(change.at).date()
    today = timezone.localtime(clock.now()).date()
    last = min(day + timedelta(weeks=_WEEKS), today)
    return (day + timedelta(days=1), last) if last > day else None


def _instants(days: Days) -> Span:
    since, until = midnight(days[0]), midnight(days[1], days=1)
    assert since is not None
    assert until is not None
    return since, until


def _rows(key: str, days: Days) -> str:
    """The register, narrowed to what was counted."""
    asked = {"category": key, "since": days[0], "until": days[1]}
    return f"{reverse('register')}?{urlencode(asked)}"
