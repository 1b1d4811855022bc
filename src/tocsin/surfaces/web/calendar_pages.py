"""When the organisation works: calendars, one as week and year, and a calculator."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tocsin.foundation.accounts.reads import names_of
from tocsin.foundation.accounts.rules import ADMINISTRATOR, Actor
from tocsin.foundation.calendars.derivation import days, derivation, next_change
from tocsin.foundation.calendars.reads import (
    ALWAYS,
    CALENDAR,
    calendar_for,
    calendars,
    row_for,
)
from tocsin.foundation.calendars.refusals import CalendarUnknown
from tocsin.foundation.calendars.rules import (
    Calendar,
    add,
    elapsed,
    is_open,
    peaks_at,
)
from tocsin.foundation.config.reads import history
from tocsin.foundation.services.reads import services
from tocsin.kernel import clock
from tocsin.surfaces.web.calendar_drawing import (
    told,
    week_of,
    weekday_letters,
    year_of,
)
from tocsin.surfaces.web.pages import DeskRequest, staff

_AHEAD = 14
_LONGEST = timedelta(days=3660)


class NameForm(forms.Form):
    name = forms.SlugField(
        label=gettext_lazy("Key"),
        max_length=80,
        help_text=gettext_lazy("Small letters, figures and hyphens. It never changes."),
        widget=forms.TextInput(attrs={"class": "input"}),
    )


class CountForm(forms.Form):
    """What the calculator is asked, in the calendar's own wall clock."""

    start = forms.CharField(
        label=gettext_lazy("From"),
        widget=forms.DateTimeInput(attrs={"class": "input", "type": "datetime-local"}),
    )
    minutes = forms.IntegerField(
        label=gettext_lazy("Add so many working minutes"),
        required=False,
        min_value=0,
        max_value=5_256_000,
        widget=forms.NumberInput(attrs={"class": "input"}),
    )
    end = forms.CharField(
        label=gettext_lazy("Or count until"),
        required=False,
        widget=forms.DateTimeInput(attrs={"class": "input", "type": "datetime-local"}),
    )

    def __init__(self, *args: Any, zone: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = zone

    def clean_start(self) -> datetime:
        return self._instant(self.cleaned_data["start"])

    def clean_end(self) -> datetime | None:
        written = self.cleaned_data["end"]
        return self._instant(written) if written else None

    def clean(self) -> dict[str, Any]:
        asked: dict[str, Any] = super().clean() or {}
        if not self.errors and (asked["minutes"] is None) == (asked["end"] is None):
            self.add_error("minutes", _("Say either how much to add or until when."))
        start, end = asked.get("start"), asked.get("end")
        if start and end and abs(end - start) > _LONGEST:
            self.add_error("end", _("At most ten years are counted here."))
        return asked

    def _instant(self, written: str) -> datetime:
        try:
            at = parse_datetime(written.strip())
        except ValueError:
            at = None
        if at is None or not 1900 <= at.year <= 2190:
            raise forms.ValidationError(_("An instant is told as 2026-03-02T09:00."))
        return at.replace(tzinfo=self.zone).astimezone(UTC) if not at.tzinfo else at


@staff
def calendar_list(request: DeskRequest) -> HttpResponse:
    """Every calendar, whether it is open now; an administrator begins another."""
    form = NameForm(request.POST or None)
    may_edit = request.actor.has(ADMINISTRATOR)
    if request.method == "POST" and may_edit and form.is_valid():
        return redirect("calendar-change", form.cleaned_data["name"])
    now, using = clock.now(), _using(request.actor)
    rows = [
        {
            "key": each.key,
            "name": _name(each.key, each.calendar, each.name),
            "zone": each.calendar.zone.key if each.calendar else "",
            "used": len(using.get(each.key, ())),
            **(_standing(each.calendar, now) if each.calendar else {"draft": True}),
        }
        for each in calendars()
    ]
    context = {"rows": rows, "form": form, "may_edit": may_edit}
    return render(request, "offer/calendars.html", context)


def _name(key: str, held: Calendar | None, drafted: str) -> str:
    """What it is called; what Tocsin comes with, in the reader's language."""
    if key == ALWAYS:
        return _("Always")
    return held.name if held else drafted


def _standing(calendar: Calendar, now: datetime) -> dict[str, Any]:
    """How a calendar stands at an instant."""
    return {
        "is_open": is_open(calendar, now),
        "peaks": [peak.name for peak in peaks_at(calendar, now)],
        "changes": next_change(calendar, now),
    }


def _using(actor: Actor) -> dict[str, list[Any]]:
    """The services that name each calendar, by its key."""
    found: dict[str, list[Any]] = {}
    for each in services(actor):
        if each.calendar_id:
            found.setdefault(each.calendar_id, []).append(each)
    return found


@staff
def calendar(request: DeskRequest, key: str) -> HttpResponse:
    """One calendar: its week, its year, who uses it, and what it makes of a time."""
    row = row_for(request.actor, key)
    try:
        found: Calendar | None = calendar_for(request.actor, key)
    except CalendarUnknown:
        found = None
    versions = history(CALENDAR, key)
    context = {
        "row": row,
        "name": _name(key, found, row.name),
        "calendar": found,
        "versions": versions,
        "authors": names_of(each.author for each in versions),
        "used": _using(request.actor).get(key, []),
        "may_edit": request.actor.has(ADMINISTRATOR) and key != ALWAYS,
    }
    if found:
        now = clock.now()
        context |= _standing(found, now) | _drawn(request, found, now)
        context |= _counted(request, found)
    return render(request, "offer/calendar.html", context)


def _drawn(request: DeskRequest, found: Calendar, now: datetime) -> dict[str, Any]:
    today = now.astimezone(found.zone).date()
    written = request.GET.get("year", "")
    year = int(written) if written.isdecimal() and len(written) == 4 else today.year
    year = min(max(year, 1900), 2190)
    months, special = year_of(found, year)
    return {
        "week": week_of(found),
        "letters": weekday_letters(),
        "months": months,
        "special": [{"ahead": each, "told": told(each.day.hours)} for each in special],
        "peaks_of": found.peaks,
        "today": today,
        "year": year,
        "ahead": ahead_of(found, now),
    }


def ahead_of(found: Calendar, now: datetime) -> list[dict[str, Any]]:
    """The coming days as the calendar has them."""
    first = now.astimezone(found.zone).date()
    rows = days(found, first, _AHEAD)
    return [{"ahead": each, "told": told(each.day.hours)} for each in rows]


def _counted(request: DeskRequest, found: Calendar) -> dict[str, Any]:
    """What the calculator says, with the stretches that it counted."""
    asked = "start" in request.GET
    local = clock.now().astimezone(found.zone)
    usual = {"start": f"{local:%Y-%m-%dT%H:%M}", "minutes": 240}
    form = CountForm(request.GET if asked else None, initial=usual, zone=found.zone)
    if not asked or not form.is_valid():
        return {"form": form}
    start, end = form.cleaned_data["start"], form.cleaned_data["end"]
    if end is None:
        working = timedelta(minutes=form.cleaned_data["minutes"])
        end = add(found, start, working)
    else:
        working = elapsed(found, start, end)
    first, last = min(start, end), max(start, end)
    return {
        "form": form,
        "answer": {
            "start": start.astimezone(found.zone),
            "end": end.astimezone(found.zone),
            "working": working,
            "added": form.cleaned_data["end"] is None,
            "stretches": derivation(found, first, last),
        },
    }
