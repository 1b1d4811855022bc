"""Changing a calendar: by a form, looked at before it is published."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from tocsin.foundation.accounts.rules import ADMINISTRATOR
from tocsin.foundation.calendars.actions import (
    draft_calendar,
    publish_calendar,
    renew_holidays,
    retire_calendar,
)
from tocsin.foundation.calendars.kinds import CALENDAR_KIND
from tocsin.foundation.calendars.reads import ALWAYS, CALENDAR, preview
from tocsin.foundation.calendars.refusals import CalendarFixed, CalendarNotPublishable
from tocsin.foundation.config.reads import history, published
from tocsin.foundation.config.rules import differences
from tocsin.kernel import clock
from tocsin.kernel.refusal import Refusal
from tocsin.surfaces.web.calendar_drawing import week_of
from tocsin.surfaces.web.calendar_form import CalendarForm
from tocsin.surfaces.web.calendar_pages import ahead_of
from tocsin.surfaces.web.pages import DeskRequest, only
from tocsin.surfaces.web.refusals import FormIncomplete

_USUAL: Mapping[str, Any] = {
    "zone": "UTC",
    "week": {key: ["09:00-17:00"] for key in ("mon", "tue", "wed", "thu", "fri")},
}


@only(ADMINISTRATOR)
def calendar_change(request: DeskRequest, key: str) -> HttpResponse:
    """The form of one calendar: looked at, drafted, published, retired."""
    if key == ALWAYS:
        raise CalendarFixed
    held = published(CALENDAR, key)
    newest = next(iter(history(CALENDAR, key)), None)
    body = held.body if held else newest.body if newest else _usual(request)
    form = CalendarForm(request.POST or None, body)

    def page(refusal: Refusal | None = None, **more: Any) -> HttpResponse:
        context = {"key": key, "held": held, "form": form, "refusal": refusal, **more}
        status = refusal.status if refusal else 200
        return render(request, "offer/calendar_change.html", context, status=status)

    if request.method != "POST":
        return page()
    request.answer_refusal = page
    verb = request.POST.get("verb", "")
    if verb.startswith("more-"):
        return page()
    if verb in ("retire", "renew"):
        return _ended(request, key, verb)
    if not form.is_valid():
        raise FormIncomplete
    if verb == "preview":
        return page(**_previewed(key, held, form.body()))
    return _sent(request, key, form)


def _usual(request: DeskRequest) -> dict[str, Any]:
    return {**_USUAL, "zone": request.user.zone}


def _previewed(key: str, held: Any, body: dict[str, Any]) -> dict[str, Any]:
    """The calendar as it would be: its week, the coming days, what differs."""
    if complaints := CALENDAR_KIND.check(body):
        raise CalendarNotPublishable(complaints="; ".join(complaints))
    would = preview(key, 0, body)
    before = held.body if held else {}
    return {
        "week": week_of(would),
        "ahead": ahead_of(would, clock.now()),
        "differences": list(differences(before, body)),
    }


def _sent(request: DeskRequest, key: str, form: CalendarForm) -> HttpResponse:
    reason, by = form.cleaned_data["why"], request.actor
    if request.POST.get("verb") == "draft":
        draft = draft_calendar(key, form.body(), by=by, why=reason)
        messages.success(request, _("Saved as a draft. Nothing uses it yet."))
        return redirect("review", CALENDAR, key, draft.version)
    publish_calendar(key, form.body(), by=by, why=reason)
    messages.success(request, _("Published. Working time follows it from now on."))
    return redirect("calendar", key)


def _ended(request: DeskRequest, key: str, verb: str) -> HttpResponse:
    reason = request.POST.get("why", "")
    if verb == "renew":
        renew_holidays(key, by=request.actor, why=reason)
        messages.success(request, _("Holidays were read anew and published."))
        return redirect("calendar", key)
    retire_calendar(key, by=request.actor, why=reason)
    messages.success(request, _("Retired. It can no longer be chosen."))
    return redirect("calendars")
