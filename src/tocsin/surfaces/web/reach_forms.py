"""Forms by which people say how they are reached."""

import json
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tocsin.foundation.notify.channels.contract import BY_ADDRESS, Channel
from tocsin.foundation.notify.channels.registry import channels
from tocsin.foundation.notify.reads.reach import Way
from tocsin.surfaces.web.forms import choices, line
from tocsin.surfaces.web.words_of_paging import DAYS, URGENCIES


def _select(label: Any, options: list[tuple[str, Any]] | None = None) -> forms.Field:
    widget = forms.Select(attrs={"class": "input"})
    return forms.ChoiceField(label=label, choices=options or [], widget=widget)


class MethodForm(forms.Form):
    """One more way. `subscription` is what a browser tells of itself."""

    channel = _select(gettext_lazy("By"))
    address = line(gettext_lazy("Number, address or name there"), required=True)
    label = line(gettext_lazy("What you call it"), hint=gettext_lazy("Private mobile"))
    subscription = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered: Any = self.fields["channel"]
        offered.choices = [(each.name, each.title) for each in typed_channels()]

    def clean_subscription(self) -> dict[str, Any]:
        try:
            told = json.loads(self.cleaned_data["subscription"] or "{}")
        except ValueError:
            raise forms.ValidationError(_("Not understood.")) from None
        return told if isinstance(told, dict) else {}


def typed_channels() -> list[Channel]:
    """Channels whose address somebody types."""
    found = [each for each in channels().values() if each.enrolment == BY_ADDRESS]
    return sorted(found, key=lambda each: (not each.is_loud, each.name))


class StepForm(forms.Form):
    """One more step."""

    urgency = _select(gettext_lazy("For"), choices(URGENCIES))
    method = _select(gettext_lazy("By"))
    minutes = forms.IntegerField(
        label=gettext_lazy("Minutes after the page"),
        min_value=0,
        max_value=1440,
        initial=0,
        widget=forms.NumberInput(attrs={"class": "input"}),
    )

    def __init__(self, *args: Any, ways: Iterable[Way], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered: Any = self.fields["method"]
        titles = {name: each.title for name, each in channels().items()}
        offered.choices = [
            (str(way.number), f"{titles.get(way.channel, way.channel)}: {way.address}")
            for way in ways
            if way.is_verified
        ]


def _time(label: Any) -> forms.Field:
    widget = forms.TimeInput(format="%H:%M", attrs={"class": "input", "type": "time"})
    return forms.TimeField(label=label, widget=widget)


class QuietForm(forms.Form):
    """Hours in which nothing quiet is told."""

    begins = _time(gettext_lazy("From"))
    ends = _time(gettext_lazy("Until"))
    days = forms.MultipleChoiceField(
        label=gettext_lazy("On"),
        choices=[(str(number), word) for number, word in DAYS.items()],
        widget=forms.CheckboxSelectMultiple,
        initial=[str(number) for number in DAYS],
    )

    def told(self) -> dict[str, Any]:
        """The hours as they are kept."""
        held = self.cleaned_data
        return {
            "begins": f"{held['begins']:%H:%M}",
            "ends": f"{held['ends']:%H:%M}",
            "days": sorted(int(day) for day in held["days"]),
        }
