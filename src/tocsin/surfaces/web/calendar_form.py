"""A calendar as a form: its week, free days, exceptions and peaks."""

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tocsin.foundation.calendars.free_days import countries, subdivisions
from tocsin.foundation.calendars.parts import hours, overlap
from tocsin.foundation.calendars.rules import WEEKDAYS
from tocsin.kernel.zones import known_zones
from tocsin.surfaces.web import words
from tocsin.surfaces.web.calendar_drawing import weekday_letters, weekday_names
from tocsin.surfaces.web.forms import choice, choices, line, offer, why
from tocsin.surfaces.web.widgets import Select

_NEW = {"days": 2, "exceptions": 2, "peaks": 1}
_MORE = {"days": 10, "exceptions": 5, "peaks": 2}
_MOST = 400


class Row:
    """One line of a list in the form: its fields by name."""

    def __init__(self, form: forms.Form, name: str, parts: Mapping[str, Any]) -> None:
        self.fields = {part: form[f"{name}_{part}"] for part in parts}
        self.errors = [text for each in self.fields.values() for text in each.errors]


class CalendarForm(forms.Form):
    """The hours of the week in a zone, public holidays of a country, days of one's
    own, exceptions and peaks, and why they change."""

    name = line(gettext_lazy("Name"), required=True)
    zone = forms.ChoiceField(
        label=gettext_lazy("Time zone"), widget=Select(attrs={"class": "input"})
    )
    country = choice(gettext_lazy("Public holidays of"), [], empty=gettext_lazy("none"))
    subdivision = line(
        gettext_lazy("Part of the country"),
        hint=gettext_lazy("Where a part has holidays of its own: its code."),
    )
    why = why(gettext_lazy("Why it changes"), required=False)

    def __init__(self, data: Any, body: Mapping[str, Any]) -> None:
        super().__init__(data, initial=_initial(body))
        self.held = body
        fields: dict[str, Any] = self.fields
        fields["zone"].choices = zone_choices(body.get("zone"))
        offer(self, "country", [(code, _(name)) for code, name in countries().items()])
        for day, label in zip(WEEKDAYS, weekday_names(), strict=True):
            fields[f"week_{day}"] = line(label)
        self.counts = {part: self._count(part, data, body) for part in _NEW}
        for part, count in self.counts.items():
            for number in range(count):
                for name, field in _FIELDS[part]().items():
                    fields[f"{part}_{number}_{name}"] = field
        self.order_fields([name for name in fields if name != "why"])

    def _count(self, part: str, data: Any, body: Mapping[str, Any]) -> int:
        """How many lines a list has: those that are there, and a few for new ones."""
        written = data.get(f"n_{part}", "") if data else ""
        count = int(written) if written.isdecimal() and len(written) < 4 else 0
        if data and data.get("verb") == f"more-{part}":
            count += _MORE[part]
        if not count:
            count = len(body.get(part, ())) + _NEW[part]
        return min(count, _MOST)

    @property
    def week(self) -> list[Any]:
        return [self[f"week_{day}"] for day in WEEKDAYS]

    def rows(self, part: str) -> list[Row]:
        names = _FIELDS[part]()
        count = self.counts[part]
        return [Row(self, f"{part}_{number}", names) for number in range(count)]

    @property
    def day_rows(self) -> list[Row]:
        return self.rows("days")

    @property
    def exception_rows(self) -> list[Row]:
        return self.rows("exceptions")

    @property
    def peak_rows(self) -> list[Row]:
        return self.rows("peaks")

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        for day in WEEKDAYS:
            found = hours(_listed(told.get(f"week_{day}")))
            if found is None:
                self.add_error(f"week_{day}", _("Hours are told as 09:00-12:30."))
            elif overlap(found):
                self.add_error(f"week_{day}", _("Two intervals of this day overlap."))
        country, part = told.get("country", ""), told.get("subdivision", "")
        if part and part not in (known := subdivisions(country)):
            said = _("It has these: {known}").format(known=", ".join(known) or "–")
            self.add_error("subdivision", said)
        return told

    def body(self) -> dict[str, Any]:
        """The document that the form describes."""
        told = self.cleaned_data
        week = {day: _listed(told[f"week_{day}"]) for day in WEEKDAYS}
        body: dict[str, Any] = {"name": told["name"], "zone": told["zone"]}
        body["week"] = {day: each for day, each in week.items() if each}
        if told["country"]:
            body["holidays"] = self._holidays(told)
        if days := {each["on"]: each["name"] for each in self._lines("days")}:
            body["days"] = days
        if exceptions := [_exception(each) for each in self._lines("exceptions")]:
            body["exceptions"] = exceptions
        if peaks := [_peak(each) for each in self._lines("peaks")]:
            body["peaks"] = peaks
        return body

    def _holidays(self, told: Mapping[str, Any]) -> dict[str, Any]:
        """The country's; of the edition that was followed, where it stays the same."""
        found = {"country": told["country"], "subdivision": told["subdivision"]}
        before = {"subdivision": "", **(self.held.get("holidays") or {})}
        same = all(before.get(name) == value for name, value in found.items())
        return before if same else {n: v for n, v in found.items() if v}

    def _lines(self, part: str) -> Iterator[dict[str, Any]]:
        """What was told, line by line; a line in which nothing was told is none."""
        names = list(_FIELDS[part]())
        for number in range(self.counts[part]):
            told = {n: self.cleaned_data.get(f"{part}_{number}_{n}") for n in names}
            if told[names[0]] or told.get("from"):
                yield told


def zone_choices(held: str | None = None) -> list[tuple[str, str]]:
    """Zones by place, UTC first; an old name that is held already stays."""
    named = sorted(zone for zone in known_zones() if "/" in zone)
    others = [held] if held and held not in named and held != "UTC" else []
    return [(zone, zone) for zone in ["UTC", *others, *named]]


def _day_fields() -> dict[str, forms.Field]:
    return {"on": _date(_("Date")), "name": line(_("What day it is"))}


def _exception_fields() -> dict[str, forms.Field]:
    return {
        "from": _date(_("From")),
        "until": _date(_("Until and with")),
        "hours": line(_("Hours"), hint=_("Empty: closed.")),
        "why": line(_("Why")),
    }


def _peak_fields() -> dict[str, forms.Field]:
    return {
        "name": line(_("Name")),
        "weight": _number(_("Weight"), 1, 9),
        "when": choice(_("When"), choices(words.PEAK_TIMES), empty="–"),
        "from": line(_("From"), hint=_("2026-11-20, or 11-20 of every year.")),
        "until": line(_("Until and with")),
        "nth": choice(_("Which"), choices(words.NTHS), empty="–"),
        "weekday": choice(_("Weekday"), _weekdays(), empty="–"),
        "month": choice(_("Month"), choices(words.MONTHS), empty="–"),
        "before": _number(_("Days before"), 0, 60),
        "after": _number(_("Days after"), 0, 60),
        "hours": line(_("Hours"), hint=_("08:00-22:00; empty: all day.")),
        "days": forms.MultipleChoiceField(
            label=_("On"),
            required=False,
            choices=list(zip(WEEKDAYS, weekday_letters(), strict=True)),
            help_text=_("None chosen: on every weekday."),
            widget=forms.CheckboxSelectMultiple,
        ),
    }


_FIELDS: dict[str, Any] = {
    "days": _day_fields,
    "exceptions": _exception_fields,
    "peaks": _peak_fields,
}


def _weekdays() -> list[tuple[str, Any]]:
    return list(zip(WEEKDAYS, weekday_names(), strict=True))


def _date(label: str) -> forms.Field:
    return forms.CharField(
        label=label,
        required=False,
        widget=forms.DateInput(attrs={"class": "input", "type": "date"}),
    )


def _number(label: str, least: int, most: int) -> forms.Field:
    return forms.IntegerField(
        label=label,
        required=False,
        min_value=least,
        max_value=most,
        widget=forms.NumberInput(attrs={"class": "input"}),
    )


def _listed(written: str | None) -> list[str]:
    return [each.strip() for each in (written or "").split(",") if each.strip()]


def _exception(told: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {"from": told["from"] or ""}
    found["until"] = told["until"] or told["from"]
    if given := _listed(told["hours"]):
        found["hours"] = given
    return found | ({"why": told["why"]} if told["why"] else {})


def _peak(told: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {"name": told["name"], "weight": told["weight"] or 2}
    if told["when"] == "nth":
        numbers = {n: int(told[n] or 0) for n in ("nth", "month", "before", "after")}
        found["nth"] = {**numbers, "weekday": told["weekday"]}
    elif told["when"]:
        until = told["until"] or told["from"]
        found[told["when"]] = {"from": told["from"], "until": until}
    if told["hours"]:
        found["hours"] = told["hours"].strip()
    return found | ({"weekdays": told["days"]} if told["days"] else {})


def _initial(body: Mapping[str, Any]) -> dict[str, Any]:
    """What the form holds for a document."""
    told: dict[str, Any] = {"name": body.get("name", ""), "zone": body.get("zone")}
    holidays = body.get("holidays") or {}
    told |= {n: holidays.get(n, "") for n in ("country", "subdivision")}
    week = body.get("week", {})
    told |= {f"week_{day}": ", ".join(week.get(day, ())) for day in WEEKDAYS}
    for number, (on, name) in enumerate(body.get("days", {}).items()):
        told |= {f"days_{number}_on": on, f"days_{number}_name": name}
    for number, row in enumerate(body.get("exceptions", ())):
        row = {**row, "hours": ", ".join(row.get("hours", ()))}
        told |= {f"exceptions_{number}_{name}": value for name, value in row.items()}
    for number, row in enumerate(body.get("peaks", ())):
        told |= {f"peaks_{number}_{n}": v for n, v in _peak_initial(row).items()}
    return told


def _peak_initial(row: Mapping[str, Any]) -> dict[str, Any]:
    told = {name: row.get(name) for name in ("name", "weight", "hours")}
    told["days"] = row.get("weekdays", [])
    for when in ("dates", "yearly", "nth"):
        if when in row:
            told |= {"when": when, **row[when]}
    return told
