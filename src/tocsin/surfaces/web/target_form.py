"""The form of a target: minutes by priority, whose time counts, what stops it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tocsin.foundation.accounts.reads import team_choices
from tocsin.foundation.calendars.reads import ALWAYS, calendars
from tocsin.foundation.classification.reads import category_choices, models
from tocsin.foundation.services.reads import service_choices
from tocsin.response.clocks.kinds import complaints, sentence
from tocsin.response.clocks.target_rules import (
    APPLIES,
    CAUSES,
    KINDS,
    MEASURES,
    MOST_MINUTES,
    OF_SERVICE,
    OF_TEAM,
    PRIORITIES,
    USUAL_THRESHOLDS,
    Facts,
)
from tocsin.surfaces.web import words, words_of_clocks
from tocsin.surfaces.web.forms import choice, choices, instant, line, offer, why
from tocsin.surfaces.web.instants import instant_from
from tocsin.surfaces.web.widgets import Select

_APPLIES = {
    "categories": gettext_lazy("Only these categories, and what lies beneath"),
    "services": gettext_lazy("Only these services"),
    "models": gettext_lazy("Only these incident models"),
    "teams": gettext_lazy("Only while these teams have it"),
}
_DISTANCES = ("minutes_before", "minutes_after")


def _minutes(label: str) -> forms.Field:
    return forms.IntegerField(
        label=label,
        required=False,
        min_value=1,
        max_value=MOST_MINUTES,
        widget=forms.NumberInput(attrs={"class": "input"}),
    )


def _some(label: Any) -> forms.Field:
    return forms.MultipleChoiceField(
        label=label,
        required=False,
        widget=forms.SelectMultiple(attrs={"class": "input", "size": 4}),
    )


class TargetForm(forms.Form):
    """One target. A priority without minutes is promised nothing."""

    name = line(gettext_lazy("Name"), required=True)
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"),
        choices=choices(words_of_clocks.TARGET_KINDS, *KINDS),
        widget=Select(attrs={"class": "input"}),
    )
    measure = forms.ChoiceField(
        label=gettext_lazy("Measures"),
        choices=choices(words_of_clocks.MEASURES, *MEASURES),
        widget=Select(attrs={"class": "input"}),
    )
    calendar = forms.ChoiceField(
        label=gettext_lazy("Whose time counts"),
        widget=Select(attrs={"class": "input"}),
    )
    pauses = forms.MultipleChoiceField(
        label=gettext_lazy("It stands still while one waits for"),
        required=False,
        choices=[(code, words.WAITING_CAUSES[code]) for code in CAUSES],
        widget=forms.CheckboxSelectMultiple,
    )
    thresholds = line(
        gettext_lazy("People are told at, percent"),
        hint=gettext_lazy(
            "As in 50, 80, 100, 150: any number, also after it is due. That it is due"
            " is told in any case."
        ),
    )
    minutes_before = line(
        gettext_lazy("… and minutes before it is due"),
        hint=gettext_lazy("As in 30, 10: of its own time, each told once."),
    )
    minutes_after = line(
        gettext_lazy("… and minutes after it is due"),
        hint=gettext_lazy("As in 15, 60: while it is still to be done."),
    )
    categories = _some(_APPLIES["categories"])
    services = _some(_APPLIES["services"])
    models = _some(_APPLIES["models"])
    teams = _some(_APPLIES["teams"])
    why = why(gettext_lazy("Why it changes"))

    def __init__(self, data: Any, *, actor: Any, held: Mapping[str, Any]) -> None:
        super().__init__(data, initial=_initial(held))
        for number in PRIORITIES:
            self.fields[f"usual_{number}"] = _minutes(f"P{number}")
            self.fields[f"peak_{number}"] = _minutes(
                _("P{number} in a peak").format(number=number)
            )
        offers = {
            "calendar": _calendars(),
            "categories": category_choices(),
            "services": service_choices(actor),
            "models": [(n, body["title"]) for n, body in sorted(models().items())],
            "teams": team_choices(),
        }
        for name, options in offers.items():
            offer(self, name, options)
        if held:
            # Its clocks are known by its key, so what it measures stays.
            for name in ("kind", "measure"):
                self.fields[name].disabled = True

    @property
    def grid(self) -> list[tuple[int, Any, Any]]:
        """By priority: the minutes, and those in a peak."""
        return [(n, self[f"usual_{n}"], self[f"peak_{n}"]) for n in PRIORITIES]

    @property
    def first(self) -> list[Any]:
        return [self[name] for name in ("name", "kind", "measure", "calendar")]

    @property
    def rest(self) -> list[Any]:
        told = ("pauses", "thresholds", *_DISTANCES, *APPLIES, "why")
        return [self[name] for name in told]

    def clean_thresholds(self) -> list[int]:
        return self._numbers("thresholds")

    def clean_minutes_before(self) -> list[int]:
        return self._numbers("minutes_before")

    def clean_minutes_after(self) -> list[int]:
        return self._numbers("minutes_after")

    def _numbers(self, name: str) -> list[int]:
        written = self.cleaned_data[name].replace("%", " ").replace(",", " ")
        if not all(each.isdecimal() and len(each) < 7 for each in written.split()):
            raise forms.ValidationError(_("They are whole numbers, as in 50, 80, 100."))
        return sorted({int(each) for each in written.split()})

    def body(self) -> dict[str, Any]:
        told = self.cleaned_data
        applies = {name: told[name] for name in APPLIES if told[name]}
        body = {
            "name": told["name"].strip(),
            "kind": told["kind"],
            "measure": told["measure"],
            "minutes": self._table("usual"),
            "peak_minutes": self._table("peak"),
            "calendar": told["calendar"],
            "pauses": told["pauses"],
            "thresholds": told["thresholds"],
            **{name: told[name] for name in _DISTANCES},
            "applies": applies,
        }
        return {name: value for name, value in body.items() if value}

    def _table(self, which: str) -> dict[str, int]:
        told = {n: self.cleaned_data.get(f"{which}_{n}") for n in PRIORITIES}
        return {f"P{n}": minutes for n, minutes in told.items() if minutes}

    def is_valid(self) -> bool:
        return super().is_valid() and self._is_publishable()

    def _is_publishable(self) -> bool:
        found = complaints(self.body())
        for each in found:
            part = each.part if each.part in self.fields else None
            self.add_error(part, sentence(each))
        return not found


def _initial(held: Mapping[str, Any]) -> dict[str, Any]:
    usual = {"calendar": ALWAYS, "thresholds": list(USUAL_THRESHOLDS), **held}
    told: dict[str, Any] = {
        name: usual[name]
        for name in ("name", "kind", "measure", "calendar", "pauses")
        if name in usual
    }
    told |= usual.get("applies") or {}
    for name in ("thresholds", *_DISTANCES):
        told[name] = ", ".join(map(str, usual.get(name) or ()))
    for which, name in (("usual", "minutes"), ("peak", "peak_minutes")):
        for key, minutes in (held.get(name) or {}).items():
            told[f"{which}_{key[1:]}"] = minutes
    return told


def _calendars() -> list[tuple[str, Any]]:
    named = words_of_clocks.CALENDARS_OF
    own = [(each.key, each.name) for each in calendars() if each.key != ALWAYS]
    return [(key, named[key]) for key in (ALWAYS, OF_SERVICE, OF_TEAM)] + own


class KeyForm(forms.Form):
    key = forms.SlugField(
        label=gettext_lazy("Key"),
        max_length=80,
        help_text=gettext_lazy("Small letters, figures and hyphens. It never changes."),
        widget=forms.TextInput(attrs={"class": "input"}),
    )


class ForetellForm(forms.Form):
    """What an incident would be, and when it would be registered."""

    priority = forms.ChoiceField(
        label=gettext_lazy("Priority"),
        choices=[(n, f"P{n}") for n in PRIORITIES],
        widget=Select(attrs={"class": "input"}),
    )
    category = choice(gettext_lazy("Category"), [], empty="–")
    service = choice(gettext_lazy("Service"), [], empty="–")
    model = choice(gettext_lazy("Incident model"), [], empty="–")
    team = choice(gettext_lazy("Team"), [], empty="–")
    at = instant(gettext_lazy("Registered"), hint=gettext_lazy("Empty: now."))

    def __init__(self, data: Any, *, actor: Any) -> None:
        super().__init__(data, initial={"priority": "3"})
        offer(self, "category", category_choices())
        offer(self, "service", service_choices(actor))
        named = [(n, body["title"]) for n, body in sorted(models().items())]
        offer(self, "model", named)
        offer(self, "team", team_choices())

    def facts(self) -> Facts:
        told = self.cleaned_data
        return Facts(
            priority=int(told["priority"]),
            category=told["category"],
            service=told["service"],
            model=told["model"],
            team=told["team"],
        )

    @property
    def registered_at(self) -> datetime | None:
        at: datetime | None = self.cleaned_data.get("at")
        return at


def day_of(written: str) -> datetime | None:
    """Midnight of a day as a form sends it, in the reader's zone."""
    found: datetime | None = instant_from(f"{written}T00:00") if written else None
    return found
