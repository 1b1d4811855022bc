"""The form of routing rules: a card for each, or all of them as one text."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from tocsin.foundation.accounts.reads import team_choices
from tocsin.foundation.classification.reads import models
from tocsin.response.routing.kinds import complaints, placed, sentence
from tocsin.response.routing.rules import LEVELS, SETS
from tocsin.response.routing.trial import DAYS, MOST_DAYS
from tocsin.surfaces.web import words
from tocsin.surfaces.web.calendar_form import zone_choices
from tocsin.surfaces.web.document_text import DocumentTextForm
from tocsin.surfaces.web.forms import choice, choices, line, offer, text, why

_NEW = 2


def days_field() -> forms.Field:
    """How far back a trial looks."""
    return forms.IntegerField(
        label=gettext_lazy("Days to try them on"),
        required=False,
        min_value=1,
        max_value=MOST_DAYS,
        initial=DAYS,
        widget=forms.NumberInput(attrs={"class": "input"}),
    )


class RouteForm(forms.Form):
    """One rule. A card without a condition is no rule."""

    name = line(gettext_lazy("Name"))
    place = forms.IntegerField(
        label=gettext_lazy("Place"),
        required=False,
        min_value=0,
        widget=forms.NumberInput(attrs={"class": "input"}),
    )
    when = text(
        gettext_lazy("When"),
        rows=2,
        hint=gettext_lazy('As in: "network" in categories && (vip || impact == 1)'),
    )
    team = choice(gettext_lazy("Goes to"), [], empty="–")
    priority = choice(
        gettext_lazy("Set priority"),
        [(str(n), f"P{n}") for n in LEVELS["priority"]],
        empty="–",
    )
    impact = choice(gettext_lazy("Set impact"), choices(words.IMPACTS), empty="–")
    urgency = choice(gettext_lazy("Set urgency"), choices(words.URGENCIES), empty="–")
    model = choice(gettext_lazy("Set model"), [], empty="–")
    tags = line(gettext_lazy("Add tags"), hint=gettext_lazy("With commas."))
    stop = forms.BooleanField(
        label=gettext_lazy("Ask no rule after it"), required=False
    )
    active = forms.BooleanField(
        label=gettext_lazy("In use"), required=False, initial=True
    )

    def __init__(self, *args: Any, offers: Mapping[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, options in offers.items():
            offer(self, name, options)

    def rule(self) -> dict[str, Any] | None:
        told = self.cleaned_data
        if not told.get("when", "").strip():
            return None
        rule: dict[str, Any] = {"name": told["name"].strip(), "when": told["when"]}
        sets = {
            name: int(told[name]) if name in LEVELS else told[name]
            for name in SETS
            if told.get(name)
        }
        tags = [tag.strip() for tag in told["tags"].split(",") if tag.strip()]
        rule |= ({"set": sets} if sets else {}) | ({"tags": tags} if tags else {})
        rule |= {"stop": True} if told["stop"] else {}
        return rule | ({} if told["active"] else {"active": False})


def _initial(rule: Mapping[str, Any], place: int) -> dict[str, Any]:
    return {
        **{name: value for name, value in rule.items() if name != "set"},
        **rule.get("set", {}),
        "tags": ", ".join(rule.get("tags", ())),
        "active": rule.get("active", True),
        "place": place,
    }


class RoutesForm(forms.Form):
    """All rules, in their order, the zone of their hours, and why they change."""

    zone = forms.ChoiceField(
        label=gettext_lazy("Time zone of hours and weekdays"), required=False
    )
    days = days_field()
    why = why(gettext_lazy("Why they change"))

    def __init__(self, data: Any, *, held: Mapping[str, Any]) -> None:
        zone = {"zone": held.get("zone") or "UTC", "days": DAYS}
        super().__init__(data, initial=zone)
        field: Any = self.fields["zone"]
        field.choices = zone_choices()
        field.widget.attrs["class"] = "input"
        offers = {
            "team": team_choices(),
            "model": [(n, body["title"]) for n, body in sorted(models().items())],
        }
        self.cards = [
            RouteForm(data, prefix=f"r{n}", offers=offers, initial=initial)
            for n, initial in enumerate(_cards(held["rules"]), start=1)
        ]

    def is_valid(self) -> bool:
        fit = [form.is_valid() for form in self.cards]
        return super().is_valid() and all(fit) and self._is_publishable()

    def _order(self) -> list[RouteForm]:
        placed = [
            (form.cleaned_data.get("place") or 999, at, form)
            for at, form in enumerate(self.cards)
            if form.rule() is not None
        ]
        return [form for *_place, form in sorted(placed, key=lambda one: one[:2])]

    def body(self) -> dict[str, Any]:
        rules = [form.rule() for form in self._order()]
        return {"zone": self.cleaned_data["zone"] or "UTC", "rules": rules}

    def _is_publishable(self) -> bool:
        """What is wrong with a rule stands at its part of its card."""
        cards, found = self._order(), complaints(self.body())
        for each in found:
            if not each.rule:
                self.add_error(None, sentence(each))
                continue
            card = cards[each.rule - 1]
            part = each.part if each.part in card.fields else None
            card.add_error(part, sentence(each))
        return not found


def _cards(rules: Sequence[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    yield from (_initial(rule, at) for at, rule in enumerate(rules, start=1))
    for _more in range(_NEW):
        yield {"active": True}


class RoutesTextForm(DocumentTextForm):
    """All of it as one text."""

    called = gettext_lazy("The rules as YAML")
    days_usually = DAYS
    days = days_field()

    def faults(self, body: Any) -> Iterator[str]:
        return (placed(each) for each in complaints(body))
