"""The forms of status pages: a notice, an update, planned work, a page, a component."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from tocsin.foundation.accounts.reads import names_of
from tocsin.foundation.accounts.rules import Actor
from tocsin.foundation.calendars.recurring import usual_rules
from tocsin.foundation.classification.reads import models
from tocsin.foundation.services.reads import services
from tocsin.kernel import clock
from tocsin.response.statuspage.models import Component, Page
from tocsin.response.statuspage.rules.watching import MOST_MINUTES
from tocsin.response.statuspage.rules.words import IMPACTS, NOTICE_STATUSES
from tocsin.response.statuspage.statements import STATES, STATUSES
from tocsin.surfaces.web import words_of_notices as words
from tocsin.surfaces.web.forms import (
    choice,
    choices,
    instant,
    keyed,
    line,
    offer,
    text,
    tick,
    why,
)
from tocsin.surfaces.web.widgets import Select

_MINUTES = {n: gettext_lazy("in {n} minutes") for n in (15, 30, 60, 120)}


def _promises() -> list[tuple[str, Any]]:
    return [(str(n), str(label).format(n=n)) for n, label in _MINUTES.items()]


class SayingForm(forms.Form):
    """What a notice says, which components it is about, when more is said."""

    status = forms.ChoiceField(
        label=gettext_lazy("Status"), widget=Select(attrs={"class": "input"})
    )
    text = text(
        gettext_lazy("Text"),
        required=True,
        rows=4,
        hint=gettext_lazy("What users read. Nothing of the incident is added to it."),
    )
    minutes = choice(
        gettext_lazy("Next update"), [], empty=gettext_lazy("as the page promises")
    )
    impact = choice(
        gettext_lazy("Impact"),
        choices(words.IMPACTS, *IMPACTS),
        empty=gettext_lazy("by its components"),
    )
    quiet = tick(
        gettext_lazy("Tell nobody of this"),
        hint=gettext_lazy("It stands on the page, and subscribers get no message."),
    )

    def __init__(
        self, *args: Any, components: list[Component], statuses: Any, **more: Any
    ) -> None:
        super().__init__(*args, **more)
        offer(self, "status", [(s, STATUSES[s]) for s in statuses])
        offer(self, "minutes", _promises())
        self.rows = [row for row in components if not row.is_group]
        for row in self.rows:
            self.fields[f"c-{row.code}"] = choice(
                row.name, choices(STATES), empty=gettext_lazy("not affected")
            )

    @property
    def component_fields(self) -> list[forms.BoundField]:
        return [self[f"c-{row.code}"] for row in self.rows]

    @property
    def plain_fields(self) -> list[forms.BoundField]:
        return [field for field in self if not field.name.startswith("c-")]

    def facts(self) -> dict[str, Any]:
        told = self.cleaned_data
        minutes = told["minutes"]
        at = clock.now() + timedelta(minutes=int(minutes)) if minutes else None
        return {
            "status": told["status"],
            "text": told["text"],
            "impact": told["impact"],
            "next_update_at": at,
            "tell": not told["quiet"],
            "components": self.components(),
        }

    def components(self) -> dict[str, str]:
        told = self.cleaned_data
        named = ((row.code, told[f"c-{row.code}"]) for row in self.rows)
        return {code: state for code, state in named if state}


class NoticeForm(SayingForm):
    """A new notice."""

    title = line(
        gettext_lazy("Title"),
        required=True,
        hint=gettext_lazy("A sentence, such as: Checkout is not taking orders"),
    )
    ref = forms.CharField(required=False, widget=forms.HiddenInput)
    field_order = ["title", "text", "status"]

    def facts(self) -> dict[str, Any]:
        told = {"title": self.cleaned_data["title"], "ref": self.cleaned_data["ref"]}
        return super().facts() | told


def initial_states(affected: Mapping[str, str]) -> dict[str, str]:
    return {f"c-{code}": state for code, state in affected.items()}


class MendForm(forms.Form):
    text = text(gettext_lazy("Text"), required=True, rows=4)
    at = instant(gettext_lazy("When it was so"))
    tell = forms.BooleanField(
        label=gettext_lazy("Tell subscribers about this change"), required=False
    )


class PastForm(forms.Form):
    """A notice of something that is over."""

    title = line(gettext_lazy("Title"), required=True)
    began_at = instant(gettext_lazy("From"))
    ended_at = instant(gettext_lazy("Until"))
    first = text(gettext_lazy("What was said when it began"), required=True)
    last = text(gettext_lazy("What was said when it was over"), required=True)

    def __init__(self, *args: Any, components: list[Component], **more: Any) -> None:
        super().__init__(*args, **more)
        self.rows = [row for row in components if not row.is_group]
        for name in ("began_at", "ended_at"):
            self.fields[name].required = True
        for row in self.rows:
            self.fields[f"c-{row.code}"] = choice(
                row.name, choices(STATES), empty=gettext_lazy("not affected")
            )

    def components(self) -> dict[str, str]:
        told = self.cleaned_data
        named = ((row.code, told[f"c-{row.code}"]) for row in self.rows)
        return {code: state for code, state in named if state}


class WorkForm(forms.Form):
    """Planned work, once or again by a rule."""

    title = line(gettext_lazy("Title"), required=True)
    text = text(gettext_lazy("What users will notice"), required=True)
    starts_at = instant(gettext_lazy("Begins"))
    minutes = forms.IntegerField(
        label=gettext_lazy("Lasts, in minutes"),
        min_value=1,
        max_value=60 * 24 * 60,
        widget=forms.NumberInput(attrs={"class": "input"}),
    )
    again = choice(
        gettext_lazy("Again"), choices(words.AGAIN), empty=gettext_lazy("once")
    )
    rule = line(
        gettext_lazy("Or by a rule"),
        hint=gettext_lazy("An RRULE of RFC 5545, such as FREQ=MONTHLY;BYDAY=1SU"),
    )
    components = forms.MultipleChoiceField(
        label=gettext_lazy("Components"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    flags = forms.MultipleChoiceField(
        label=gettext_lazy("By itself"),
        required=False,
        choices=choices(words.FLAGS),
        widget=forms.CheckboxSelectMultiple,
    )
    quiet = tick(gettext_lazy("Tell nobody of the plan now"))

    def __init__(self, *args: Any, components: list[Component], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["starts_at"].required = True
        offer(
            self,
            "components",
            [(row.code, row.name) for row in components if not row.is_group],
        )

    def chosen_flags(self) -> dict[str, bool]:
        return {name: name in self.cleaned_data["flags"] for name in words.FLAGS}

    def chosen_rule(self) -> str:
        told = self.cleaned_data
        rules = usual_rules(told["starts_at"])
        return str(told["rule"] or rules.get(told["again"], ""))


class PageForm(forms.Form):
    """A status page and who may read it."""

    name = line(gettext_lazy("Name"), required=True)
    about = line(gettext_lazy("Beside the sentence on top"))
    access = forms.ChoiceField(
        label=gettext_lazy("Who may read it"),
        choices=choices(words.ACCESSES),
        widget=Select(attrs={"class": "input"}),
    )
    password = forms.CharField(
        label=gettext_lazy("Password"),
        required=False,
        help_text=gettext_lazy("Empty: as it was."),
        widget=forms.PasswordInput(
            attrs={"class": "input", "autocomplete": "new-password"}
        ),
    )
    networks = text(
        gettext_lazy("Networks"), rows=2, hint=gettext_lazy("One a line: 10.1.0.0/16")
    )
    language = line(gettext_lazy("Language"), hint=gettext_lazy("Its code, such as de"))
    zone = line(gettext_lazy("Zone"), hint=gettext_lazy("Such as Europe/Paris"))
    promise_minutes = forms.IntegerField(
        label=gettext_lazy("Minutes until the next update, where nothing else is told"),
        min_value=1,
        max_value=10_080,
        initial=30,
        widget=forms.NumberInput(attrs={"class": "input"}),
    )
    tellers = text(
        gettext_lazy("Who tells people"),
        rows=2,
        hint=gettext_lazy("Keys, one a line: they are reminded of promised updates."),
    )
    is_main = tick(gettext_lazy("The main page, at /status"))
    is_drill = tick(gettext_lazy("For drills only"))

    def facts(self) -> dict[str, Any]:
        told = dict(self.cleaned_data)
        for name in ("networks", "tellers"):
            told[name] = told[name].split()
        told["language"] = told["language"] or "en"
        told["zone"] = told["zone"] or "UTC"
        return told


def initial_page(page: Page) -> dict[str, Any]:
    names = "name about access language zone promise_minutes is_main is_drill"
    told = {name: getattr(page, name) for name in names.split()}
    return told | {
        "networks": "\n".join(page.networks),
        "tellers": "\n".join(names_of(page.tellers) and page.tellers),
    }


class ComponentForm(forms.Form):
    """A component or a group of such."""

    name = line(gettext_lazy("Name"), required=True)
    about = line(gettext_lazy("What it is"))
    parent = choice(gettext_lazy("In the group"), [], empty=gettext_lazy("none"))
    position = forms.IntegerField(
        label=gettext_lazy("Place"),
        required=False,
        min_value=0,
        max_value=9999,
        widget=forms.NumberInput(attrs={"class": "input"}),
    )
    is_group = tick(gettext_lazy("It is a group"))
    is_grid = tick(gettext_lazy("What is in it stands side by side"))
    services = forms.MultipleChoiceField(
        label=gettext_lazy("Services behind it"),
        required=False,
        help_text=gettext_lazy("Open incidents on these tell how it is."),
        widget=forms.SelectMultiple(attrs={"class": "input", "size": 6}),
    )
    monitors = text(
        gettext_lazy("Monitors behind it"),
        rows=3,
        hint=gettext_lazy(
            "One a line: the address of a source, then labels of its alerts, such as"
            " prometheus alertname=CheckoutDown."
        ),
    )
    hold_minutes = forms.IntegerField(
        label=gettext_lazy("Minutes that they must say the same before it counts"),
        required=False,
        min_value=0,
        max_value=MOST_MINUTES,
        widget=forms.NumberInput(attrs={"class": "input"}),
    )
    needs_confirmation = tick(
        gettext_lazy("A person confirms what incidents and monitors say"),
    )

    def __init__(
        self, *args: Any, actor: Actor, groups: list[Component], **more: Any
    ) -> None:
        super().__init__(*args, **more)
        offer(self, "services", keyed(services(actor)))
        offer(self, "parent", [(row.code, row.name) for row in groups])

    def facts(self) -> dict[str, Any]:
        told = dict(self.cleaned_data)
        told["monitors"] = told["monitors"].splitlines()
        for name in ("position", "hold_minutes"):
            if told[name] is None:
                del told[name]
        return told


class NoticeTemplateForm(forms.Form):
    """What notices say, with variables."""

    title = line(gettext_lazy("Title"), required=True)
    text = text(
        gettext_lazy("Text"),
        required=True,
        rows=6,
        hint=gettext_lazy("Variables stand in double braces."),
    )
    status = choice(
        gettext_lazy("Status"),
        [(status, STATUSES[status]) for status in NOTICE_STATUSES[:4]],
        empty=gettext_lazy("as chosen"),
    )
    tell = tick(gettext_lazy("Subscribers are told"))
    automatic_for = forms.MultipleChoiceField(
        label=gettext_lazy("Published by itself for incidents of these models"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    why = why(gettext_lazy("Why it changes"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = [(name, body["title"]) for name, body in models().items()]
        offer(self, "automatic_for", found)

    def body(self) -> dict[str, Any]:
        told = {n: v for n, v in self.cleaned_data.items() if n != "why"}
        return {n: v for n, v in told.items() if v not in (None, "", [])} | {
            "tell": told["tell"]
        }
