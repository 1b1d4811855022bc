"""What is promised: targets as a grid, one by one, foretold, and how often kept."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from tocsin.foundation.accounts.reads import names_of
from tocsin.foundation.accounts.rules import ADMINISTRATOR
from tocsin.foundation.calendars.reads import calendar_names
from tocsin.foundation.config.reads import history, published
from tocsin.kernel import clock
from tocsin.kernel.refusal import Refusal
from tocsin.register.work.held import held as held_incidents
from tocsin.response.clocks.actions import publish_target, retire_target
from tocsin.response.clocks.kinds import TARGET_KIND
from tocsin.response.clocks.plan import TARGETS
from tocsin.response.clocks.reads import (
    MOST_ROWS,
    attainment,
    foretold,
    lives_judged,
    target_for,
    targets_for,
)
from tocsin.response.clocks.target_rules import PRIORITIES, Target
from tocsin.surfaces.web import words, words_of_clocks
from tocsin.surfaces.web.clock_shown import shown_clock
from tocsin.surfaces.web.pages import DeskRequest, only, staff
from tocsin.surfaces.web.publishing import drafted, sent
from tocsin.surfaces.web.target_form import (
    ForetellForm,
    KeyForm,
    TargetForm,
    day_of,
)

_PERIOD = timedelta(days=30)
_LONGEST = timedelta(days=3660)
_OUTCOMES = ("", "met", "missed")


@staff
def target_list(request: DeskRequest) -> HttpResponse:
    """Every target as a row, its minutes by priority; another is begun by its key."""
    form = KeyForm(request.POST or None)
    may_edit = request.actor.has(ADMINISTRATOR)
    if request.method == "POST" and may_edit and form.is_valid():
        return redirect("target-change", form.cleaned_data["key"])
    found = targets_for(request.actor)
    names = calendar_names(each.calendar for each in found)
    context = {
        "rows": [_row(each, names) for each in found],
        "priorities": PRIORITIES,
        "form": form,
        "may_edit": may_edit,
    }
    return render(request, "clocks/targets.html", context)


def _row(target: Target, names: dict[str, str]) -> dict[str, Any]:
    own = words_of_clocks.CALENDARS_OF
    calendar = own.get(target.calendar) or names.get(target.calendar, target.calendar)
    return {
        "target": target,
        "calendar": calendar,
        "minutes": [
            (target.minutes.get(n), target.peak_minutes.get(n)) for n in PRIORITIES
        ],
        "pauses": [
            words.say(words.WAITING_CAUSES, code) for code in sorted(target.pauses)
        ],
        "thresholds": _told_at(
            target.thresholds, target.minutes_before, target.minutes_after
        ),
    }


@staff
def target(request: DeskRequest, key: str) -> HttpResponse:
    """One target: what it says, and its versions."""
    document = target_for(request.actor, key)
    versions = history(TARGETS, key)
    context = {
        "key": key,
        "document": document,
        "held": published(TARGETS, key),
        "said": _said(document.body),
        "versions": versions,
        "authors": names_of(each.author for each in versions),
        "may_edit": request.actor.has(ADMINISTRATOR),
    }
    return render(request, "clocks/target.html", context)


def _said(body: Any) -> list[tuple[str, str]]:
    """The parts of a target in words; a draft may lack any."""
    told: dict[str, Any] = body if isinstance(body, dict) else {}
    named = {
        _("Kind"): words.say(words_of_clocks.TARGET_KINDS, told.get("kind", "")),
        _("Measures"): words.say(words_of_clocks.MEASURES, told.get("measure", "")),
        _("Minutes"): _table(told.get("minutes")),
        _("Minutes in a peak"): _table(told.get("peak_minutes")),
        _("Whose time counts"): str(told.get("calendar", "")),
        _("Stands still"): ", ".join(
            words.say(words.WAITING_CAUSES, each) for each in told.get("pauses") or ()
        ),
        _("People are told at"): _told_at(
            told.get("thresholds"),
            told.get("minutes_before"),
            told.get("minutes_after"),
        ),
    }
    for name, keys in (told.get("applies") or {}).items():
        named[words.say(words_of_clocks.APPLIES, name)] = ", ".join(map(str, keys))
    return [(label, value) for label, value in named.items() if value]


def _told_at(percents: Any, before: Any, after: Any) -> str:
    """The thresholds in words; a draft may lack any."""
    parts = [f"{each} %" for each in percents or ()]
    parts += [_("{n} min before").format(n=each) for each in before or ()]
    parts += [_("{n} min after").format(n=each) for each in after or ()]
    return ", ".join(parts)


def _table(told: Any) -> str:
    pairs = told.items() if isinstance(told, dict) else ()
    return ", ".join(f"{name}: {minutes}" for name, minutes in pairs)


@only(ADMINISTRATOR)
def target_change(request: DeskRequest, key: str) -> HttpResponse:
    """The form of one target: published, drafted, retired."""
    held = published(TARGETS, key)
    newest = next(iter(history(TARGETS, key)), None)
    body = held.body if held else newest.body if newest else {}
    form = TargetForm(request.POST or None, actor=request.actor, held=body)

    def page(refusal: Refusal | None = None) -> HttpResponse:
        context = {"key": key, "held": held, "form": form, "refusal": refusal}
        status = refusal.status if refusal else 200
        return render(request, "clocks/target_change.html", context, status=status)

    if request.method != "POST":
        return page()
    if request.POST.get("verb") == "retire":
        request.answer_refusal = page
        retire_target(key, by=request.actor, why=request.POST.get("why", ""))
        messages.success(request, _("Retired. Its open clocks are withdrawn."))
        return redirect("targets")
    sent(request, form, page)
    if request.POST.get("verb") == "draft":
        return drafted(request, TARGET_KIND, key, form)
    publish_target(key, form.body(), by=request.actor, why=form.cleaned_data["why"])
    messages.success(request, _("Published. Open incidents are planned anew."))
    return redirect("target", key)


@staff
def target_preview(request: DeskRequest) -> HttpResponse:
    """When an incident that does not exist would be due, and why then."""
    asked = "priority" in request.GET
    form = ForetellForm(request.GET if asked else None, actor=request.actor)
    shown = None
    if asked and form.is_valid():
        start = form.registered_at or clock.now()
        shown = [shown_clock(each) for each in foretold(form.facts(), start)]
    context = {"form": form, "clocks_shown": shown}
    return render(request, "clocks/preview.html", context)


@staff
def target_numbers(request: DeskRequest) -> HttpResponse:
    """How often each target was met, by priority; every number opens its lives."""
    since, until = _period(request)
    history = _of_history(request)
    context = {
        "rows": attainment(request.actor, since, until, history=history),
        **_asked(request, since, until),
    }
    return render(request, "clocks/numbers.html", context)


@staff
def target_lives(request: DeskRequest) -> HttpResponse:
    """The lives behind a number."""
    since, until = _period(request)
    told = request.GET.get("priority", "")
    priority = int(told) if told in {str(n) for n in PRIORITIES} else 0
    outcome = request.GET.get("outcome", "")
    found = lives_judged(
        request.actor,
        since,
        until,
        target=request.GET.get("target", ""),
        priority=priority,
        outcome=outcome if outcome in _OUTCOMES else "",
        history=_of_history(request),
    )
    incidents = held_incidents({each.incident_id for each in found})
    rows = [
        {"life": each, "incident": incidents[each.incident_id]}
        for each in found
        if each.incident_id in incidents
    ]
    context = {"rows": rows, "most": MOST_ROWS, **_asked(request, since, until)}
    return render(request, "clocks/lives.html", context)


def _of_history(request: DeskRequest) -> bool:
    """Whether it is asked for what was brought in, and not for what was lived here."""
    return request.GET.get("origin") == "history"


def _asked(request: DeskRequest, since: datetime, until: datetime) -> dict[str, Any]:
    last = until - timedelta(days=1)
    return {
        "since": since,
        "last": last,
        "first_day": f"{timezone.localtime(since):%Y-%m-%d}",
        "last_day": f"{timezone.localtime(last):%Y-%m-%d}",
        "target": request.GET.get("target", ""),
        "origin": "history" if _of_history(request) else "",
    }


def _period(request: DeskRequest) -> tuple[datetime, datetime]:
    """From a day to a day, both included; the last thirty days unless told."""
    today = timezone.localtime(clock.now()).replace(
        hour=0, minute=0, second=0, microsecond=0
    )
    last = day_of(request.GET.get("until", "")) or today
    first = day_of(request.GET.get("since", "")) or last - _PERIOD
    first = max(min(first, last), last - _LONGEST)
    return first, last + timedelta(days=1)
