"""Forms of on-call: schedules, layers, what is changed of them, swaps."""

import re
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tocsin.foundation.accounts.reads import (
    names_of,
    person_called,
    person_named,
    team_choices,
    usernames_of,
)
from tocsin.foundation.calendars.reads import calendars
from tocsin.foundation.calendars.rules import WEEKDAYS
from tocsin.foundation.oncall.actions import Place
from tocsin.surfaces.web.calendar_form import zone_choices
from tocsin.surfaces.web.forms import PersonField, choice, line, offer, text, why
from tocsin.surfaces.web.instants import instant_from
from tocsin.surfaces.web.widgets import Select

_WINDOW = re.compile(r"([a-z ,]+?)\s+(\d{1,2}:\d\d)\s*[-–]\s*(\d{1,2}:\d\d)")
_SHIFT = re.compile(r"(\S+)\s+(\S+)\s*(?:[-–]|until|to)\s*(\S+)")


def _number(label: Any, least: int, most: int, hint: Any = "") -> forms.Field:
    return forms.IntegerField(
        label=label,
        min_value=least,
        max_value=most,
        help_text=hint,
        widget=forms.NumberInput(attrs={"class": "input"}),
    )


def _wall(label: Any) -> forms.Field:
    widget = forms.DateTimeInput(
        format="%Y-%m-%dT%H:%M", attrs={"class": "input", "type": "datetime-local"}
    )
    return forms.DateTimeField(label=label, widget=widget)


class ScheduleForm(forms.Form):
    name = line(gettext_lazy("Name"), required=True)
    team = forms.ChoiceField(
        label=gettext_lazy("Team"), widget=Select(attrs={"class": "input"})
    )
    rank = _number(
        gettext_lazy("Rank"), 1, 9, gettext_lazy("1 is primary, 2 secondary.")
    )
    zone = forms.ChoiceField(
        label=gettext_lazy("Time zone"),
        help_text=gettext_lazy("Shifts are handed over by the clocks there."),
        widget=Select(attrs={"class": "input"}),
    )
    wanted = choice(
        gettext_lazy("Somebody should be on call"), [], empty=gettext_lazy("Always")
    )

    def __init__(self, *args: Any, teams: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        told = team_choices()
        offer(self, "team", [t for t in told if teams is None or t[0] in teams])
        offer(self, "zone", zone_choices())
        offer(self, "wanted", _calendars())


class NewScheduleForm(ScheduleForm):
    key = line(
        gettext_lazy("Key"),
        required=True,
        hint=gettext_lazy("Small letters, figures and hyphens; it never changes."),
    )
    field_order = ["name", "key"]


def _calendars() -> list[tuple[str, str]]:
    return [(each.key, each.name) for each in calendars()]


UNITS = [
    ("hours", gettext_lazy("hours")),
    ("days", gettext_lazy("days")),
    ("weeks", gettext_lazy("weeks")),
]
WHENS = [
    ("open", gettext_lazy("In its open hours")),
    ("closed", gettext_lazy("Outside of its open hours")),
    ("free_days", gettext_lazy("On its holidays and free days")),
    ("working_days", gettext_lazy("On all other days")),
]


class LayerForm(forms.Form):
    """A rotation, or an outside calendar: then nobody is listed."""

    name = line(gettext_lazy("Name"), required=True)
    people = text(
        gettext_lazy("Who takes turns"),
        hint=gettext_lazy("Names they sign in by, one a line, in their order."),
    )
    length = _number(gettext_lazy("Each for"), 1, 8784)
    unit = choice(
        gettext_lazy("of"), UNITS, empty=gettext_lazy("None: an outside calendar")
    )
    begins_on = forms.DateField(
        label=gettext_lazy("First turn begins on"),
        widget=forms.DateInput(
            format="%Y-%m-%d", attrs={"class": "input", "type": "date"}
        ),
    )
    hand_over = forms.TimeField(
        label=gettext_lazy("Handed over at"),
        help_text=gettext_lazy("By the clocks of the zone, summer and winter."),
        widget=forms.TimeInput(
            format="%H:%M", attrs={"class": "input", "type": "time"}
        ),
    )
    ends_on = forms.DateField(
        label=gettext_lazy("Ends on"),
        required=False,
        widget=forms.DateInput(
            format="%Y-%m-%d", attrs={"class": "input", "type": "date"}
        ),
    )
    position = _number(
        gettext_lazy("Place"),
        1,
        99,
        gettext_lazy("1 comes first; the next fills in where it has nobody."),
    )
    zone = choice(gettext_lazy("Time zone"), [], empty=gettext_lazy("The schedule's"))
    windows = text(
        gettext_lazy("Only at these times"),
        hint=gettext_lazy(
            "One a line: mon, tue 18:00-08:00. Empty: at any time. Past midnight it"
            " ends on the day after."
        ),
    )
    rule = line(
        gettext_lazy("Only when a rule comes about"),
        hint=gettext_lazy("As RFC 5545 writes it: FREQ=MONTHLY;BYDAY=1SU"),
    )
    rule_at = forms.TimeField(
        label=gettext_lazy("From"),
        required=False,
        widget=forms.TimeInput(
            format="%H:%M", attrs={"class": "input", "type": "time"}
        ),
    )
    rule_minutes = forms.IntegerField(
        label=gettext_lazy("For so many minutes"),
        required=False,
        min_value=0,
        widget=forms.NumberInput(attrs={"class": "input"}),
    )
    calendar = choice(gettext_lazy("By a calendar"), [], empty=gettext_lazy("None"))
    calendar_when = choice(
        gettext_lazy("Only"), WHENS, empty=gettext_lazy("At any time")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "zone", zone_choices())
        offer(self, "calendar", _calendars())

    def clean_people(self) -> list[str]:
        lines = self.cleaned_data["people"].splitlines()
        return [person_key(name) for each in lines if (name := each.strip())]

    def clean_windows(self) -> list[dict[str, Any]]:
        lines = self.cleaned_data["windows"].lower().splitlines()
        return [_window(each.strip()) for each in lines if each.strip()]

    def clean_rule_minutes(self) -> int:
        return self.cleaned_data["rule_minutes"] or 0


def person_key(written: str) -> str:
    found = person_called(written) or person_named(written)
    if found is None:
        told = _("Nobody is known here as {name}.").format(name=written)
        raise forms.ValidationError(told)
    return found.key


def _window(written: str) -> dict[str, Any]:
    found = _WINDOW.fullmatch(written)
    days = [each for each in re.split(r"[ ,]+", found[1]) if each] if found else []
    if not found or not set(days) <= set(WEEKDAYS):
        raise forms.ValidationError(_("As in: mon, tue 18:00-08:00."))
    return {"days": days, "from": found[2], "to": found[3]}


def windows_written(windows: list[dict[str, Any]]) -> str:
    return "\n".join(
        f"{', '.join(each['days'])} {each['from']}-{each['to']}" for each in windows
    )


def people_written(keys: list[str]) -> str:
    told = usernames_of(keys)
    return "\n".join(told.get(key, key) for key in keys)


KINDS = [
    ("replace", gettext_lazy("Puts in the place of somebody, or of all")),
    ("add", gettext_lazy("Adds")),
    ("remove", gettext_lazy("Takes off")),
    ("shadow", gettext_lazy("Comes along as a shadow")),
]


class OverrideForm(forms.Form):
    kind = forms.ChoiceField(
        label=gettext_lazy("What it does"),
        choices=KINDS,
        widget=Select(attrs={"class": "input"}),
    )
    person = PersonField(label=gettext_lazy("Who"))
    instead_of = PersonField(
        label=gettext_lazy("Instead of, or with"),
        help_text=gettext_lazy("Empty: whoever is on call."),
    )
    starts_at = _wall(gettext_lazy("From"))
    ends_at = _wall(gettext_lazy("Until"))
    why = why(gettext_lazy("Why"), required=False)


class TemporaryForm(forms.Form):
    starts_at = _wall(gettext_lazy("From"))
    ends_at = _wall(gettext_lazy("Until"))
    shifts = text(
        gettext_lazy("Who is on call then"),
        hint=gettext_lazy("One a line: ada 2026-12-24T09:00 until 2026-12-25T09:00"),
    )
    why = why(gettext_lazy("Why"), required=False)

    def clean_shifts(self) -> list[Place]:
        lines = self.cleaned_data["shifts"].splitlines()
        return [_place(each.strip()) for each in lines if each.strip()]


def _place(written: str) -> Place:
    found = _SHIFT.fullmatch(written)
    begun = instant_from(found[2]) if found else None
    ended = instant_from(found[3]) if found else None
    if not found or begun is None or ended is None:
        told = _("As in: ada 2026-12-24T09:00 until 2026-12-25T09:00.")
        raise forms.ValidationError(told)
    return Place(person_key(found[1]), begun, ended)


class SwapForm(forms.Form):
    """A span of one's own, whom one asks, and what one takes in return."""

    starts_at = _wall(gettext_lazy("From"))
    ends_at = _wall(gettext_lazy("Until"))
    asked_of = PersonField(
        label=gettext_lazy("Whom you ask"),
        help_text=gettext_lazy("Empty: whoever of the team will."),
    )
    asker = PersonField(
        label=gettext_lazy("On behalf of"),
        help_text=gettext_lazy("For leads. Empty: your own shift."),
    )
    back_schedule = choice(
        gettext_lazy("In return, on"), [], empty=gettext_lazy("This schedule")
    )
    back_starts_at = forms.DateTimeField(
        label=gettext_lazy("In return, from"),
        required=False,
        widget=forms.DateTimeInput(
            format="%Y-%m-%dT%H:%M",
            attrs={"class": "input", "type": "datetime-local"},
        ),
    )
    back_ends_at = forms.DateTimeField(
        label=gettext_lazy("until"),
        required=False,
        widget=forms.DateTimeInput(
            format="%Y-%m-%dT%H:%M",
            attrs={"class": "input", "type": "datetime-local"},
        ),
    )
    why = why(gettext_lazy("Why"), required=False)


class OutsideForm(forms.Form):
    url = line(
        gettext_lazy("Address of the calendar"),
        hint=gettext_lazy("https://… of an iCalendar; kept encrypted."),
    )
    file = forms.FileField(label=gettext_lazy("Or a file of it"), required=False)


class MomentForm(forms.Form):
    at = _wall(gettext_lazy("At"))


def named_people(keys: Any) -> dict[str, str]:
    return names_of(set(keys))


def next_hours(now: datetime, hours: int) -> dict[str, datetime]:
    begins = now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    return {"starts_at": begins, "ends_at": begins + timedelta(hours=hours)}
