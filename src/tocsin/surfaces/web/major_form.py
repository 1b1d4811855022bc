"""The forms of major incidents: criteria, roster, figures, standing orders, verbs."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.foundation.oncall.reads import schedules
from tocsin.foundation.services.reads import service_choices
from tocsin.register.work.telling_majors import BLOCKS, POSTS
from tocsin.response.major.kinds import complaints, placed, sentence
from tocsin.response.major.rules import MOST_MINUTES, ORDERS, USUAL
from tocsin.response.major.trial import DAYS, MOST_DAYS
from tocsin.surfaces.web.calendar_form import zone_choices
from tocsin.surfaces.web.document_text import DocumentTextForm
from tocsin.surfaces.web.forms import (
    PersonField,
    choice,
    choices,
    line,
    offer,
    text,
    why,
)
from tocsin.surfaces.web.words_of_majors import PERS

_NEW = 1


def number(label: Any, least: int, most: int, **more: Any) -> forms.Field:
    widget = forms.NumberInput(attrs={"class": "input"})
    return forms.IntegerField(
        label=label, min_value=least, max_value=most, widget=widget, **more
    )


def _amount(label: Any, hint: Any = "") -> forms.Field:
    return forms.FloatField(
        label=label,
        required=False,
        min_value=0,
        help_text=hint,
        widget=forms.NumberInput(attrs={"class": "input", "step": "any"}),
    )


class CriterionForm(forms.Form):
    """One criterion. A card without a condition is none."""

    name = line(gettext_lazy("Name"))
    when = text(
        gettext_lazy("When"),
        rows=2,
        hint=gettext_lazy('As in: priority == 1 && "checkout" in services'),
    )
    active = forms.BooleanField(
        label=gettext_lazy("In use"), required=False, initial=True
    )

    def row(self) -> dict[str, Any] | None:
        told = self.cleaned_data
        if not told["when"].strip():
            return None
        row = {"name": told["name"].strip(), "when": told["when"]}
        return row | ({} if told["active"] else {"active": False})

    @staticmethod
    def shown(row: Mapping[str, Any]) -> dict[str, Any]:
        return {"active": True, **row}


class RosterForm(forms.Form):
    """Who is named for a role. A card without a schedule is none."""

    role = choice(gettext_lazy("Role"), choices(POSTS), empty="–")
    schedule = choice(gettext_lazy("Whoever is on call in"), [], empty="–")
    services = line(
        gettext_lazy("For services"), hint=gettext_lazy("Keys, with commas.")
    )
    priorities = line(gettext_lazy("For priorities"), hint=gettext_lazy("As in: 1, 2"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "schedule", [(s.key, str(s)) for s in schedules(SYSTEM)])

    def row(self) -> dict[str, Any] | None:
        told = self.cleaned_data
        if not told.get("schedule"):
            return None
        row: dict[str, Any] = {"role": told["role"], "schedule": told["schedule"]}
        if keys := _parts(told["services"]):
            row["services"] = keys
        if levels := _parts(told["priorities"]):
            row["priorities"] = [int(n) if n.isdecimal() else n for n in levels]
        return row

    @staticmethod
    def shown(row: Mapping[str, Any]) -> dict[str, Any]:
        lists = ("services", "priorities")
        joined = {name: ", ".join(map(str, row.get(name, ()))) for name in lists}
        return {**row, **joined}


class FigureForm(forms.Form):
    """By what the loss of a service is counted. A card without a figure is none."""

    service = choice(gettext_lazy("Service"), [], empty="–")
    source = line(gettext_lazy("Source"), hint=gettext_lazy("Its key."))
    series = line(gettext_lazy("Figure"))
    per = choice(gettext_lazy("Told per"), choices(PERS), empty="–")
    price = _amount(gettext_lazy("Price of one"))
    currency = line(gettext_lazy("Currency"))
    unit = line(gettext_lazy("What it counts"))
    forecast = _amount(
        gettext_lazy("Forecast"),
        gettext_lazy("Empty: as in the weeks before at the same time."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "service", service_choices(SYSTEM))

    def row(self) -> dict[str, Any] | None:
        told = self.cleaned_data
        if not told.get("series"):
            return None
        return {name: value for name, value in told.items() if value not in ("", None)}

    @staticmethod
    def shown(row: Mapping[str, Any]) -> dict[str, Any]:
        return dict(row)


def _parts(told: str) -> list[str]:
    return [part.strip() for part in told.split(",") if part.strip()]


_LISTS: Mapping[str, Any] = {
    "criteria": CriterionForm,
    "roles": RosterForm,
    "figures": FigureForm,
}


def days_field() -> forms.Field:
    """How far back a trial looks."""
    label = gettext_lazy("Days to try them on")
    return number(label, 1, MOST_DAYS, required=False, initial=DAYS)


class MajorRulesForm(forms.Form):
    """All of it: cards for criteria, roles and figures, and the standing orders."""

    zone = forms.ChoiceField(
        label=gettext_lazy("Time zone of hours and weekdays"), required=False
    )
    executives_minutes = number(
        gettext_lazy("Executives are told every so many minutes"), 1, MOST_MINUTES
    )
    update_minutes = number(
        gettext_lazy("Users are promised an update within minutes"), 1, MOST_MINUTES
    )
    nag_minutes = number(
        gettext_lazy("Communications is paged so many minutes before"), 1, MOST_MINUTES
    )
    days = days_field()
    why = why(gettext_lazy("Why they change"))

    def __init__(self, data: Any, *, held: Mapping[str, Any]) -> None:
        orders = {**USUAL["orders"], **(held.get("orders") or {})}
        initial = {"zone": held.get("zone") or "UTC", "days": DAYS, **orders}
        super().__init__(data, initial=initial)
        field: Any = self.fields["zone"]
        field.choices = zone_choices()
        field.widget.attrs["class"] = "input"
        self._labels = {
            row["service"]: row["labels"]
            for row in held.get("figures") or ()
            if row.get("labels")
        }
        self.cards = {
            place: [
                made(data, prefix=f"{place}{n}", initial=initial)
                for n, initial in enumerate(_shown(made, held.get(place) or ()), 1)
            ]
            for place, made in _LISTS.items()
        }

    def is_valid(self) -> bool:
        cards = [card for cards in self.cards.values() for card in cards]
        fit = [card.is_valid() for card in cards]
        return super().is_valid() and all(fit) and self._is_publishable()

    def _told(self, place: str) -> list[Any]:
        return [card for card in self.cards[place] if card.row() is not None]

    def body(self) -> dict[str, Any]:
        told = self.cleaned_data
        body: dict[str, Any] = {"zone": told["zone"] or "UTC"}
        body |= {place: [c.row() for c in self._told(place)] for place in self.cards}
        for row in body["figures"]:
            if row.get("service") in self._labels:
                row["labels"] = self._labels[row["service"]]
        return body | {"orders": {name: told[name] for name in ORDERS}}

    def _is_publishable(self) -> bool:
        """What is wrong stands at its part of its card."""
        found = complaints(self.body())
        for each in found:
            if not each.number:
                part = each.part if each.part in self.fields else None
                self.add_error(part, sentence(each))
                continue
            card = self._told(each.place)[each.number - 1]
            card.add_error(
                each.part if each.part in card.fields else None, sentence(each)
            )
        return not found


def _shown(made: Any, rows: Sequence[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    yield from (made.shown(row) for row in rows)
    for _more in range(_NEW):
        yield made.shown({})


class MajorTextForm(DocumentTextForm):
    """All of it as one text."""

    called = gettext_lazy("All of it as YAML")
    days_usually = DAYS
    days = days_field()

    def faults(self, body: Any) -> Iterator[str]:
        return (placed(each) for each in complaints(body))


class ReasonForm(forms.Form):
    reason = text(gettext_lazy("Why"), required=True, rows=2)


class PromiseForm(forms.Form):
    minutes = number(gettext_lazy("Minutes until the next update"), 1, MOST_MINUTES)


class NameForm(forms.Form):
    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=choices(POSTS))
    person = PersonField(label=gettext_lazy("Person"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].widget.attrs["class"] = "input"
        self.fields["person"].required = True


class RoleForm(forms.Form):
    """A role that the sender takes or declines; declining may say why."""

    role = forms.ChoiceField(choices=choices(POSTS))
    reason = forms.CharField(required=False, max_length=400)


class BlockForm(forms.Form):
    block = forms.ChoiceField(choices=choices(BLOCKS))
    text = forms.CharField(max_length=4000)
