"""The form of a maintenance window: wall times, a rule of few words or of one's own."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tocsin.foundation.accounts.reads import person_called, person_named
from tocsin.foundation.calendars.recurring import Unclear, parts_of, usual_rules
from tocsin.foundation.services.reads import services
from tocsin.intake.alerts.matching import Unmatchable, matchers_in
from tocsin.surfaces.web import words_of_windows as words
from tocsin.surfaces.web.calendar_form import zone_choices
from tocsin.surfaces.web.forms import choices, keyed, line, offer, text, why
from tocsin.surfaces.web.widgets import Select

OWN = "own"


def _wall(label: Any, hint: Any = "") -> forms.Field:
    """A wall time: which instant that is, the window's zone says."""
    return forms.CharField(
        label=label,
        help_text=hint,
        widget=forms.DateTimeInput(attrs={"class": "input", "type": "datetime-local"}),
    )


def _one_of(label: Any, of: Mapping[str, Any], hint: Any = "") -> forms.Field:
    return forms.ChoiceField(
        label=label,
        choices=choices(of),
        help_text=hint,
        widget=Select(attrs={"class": "input"}),
    )


class WindowForm(forms.Form):
    """What a window is about, when it is open, and what becomes of what it held."""

    name = line(gettext_lazy("What is done"), required=True)
    services = forms.MultipleChoiceField(
        label=gettext_lazy("Services"),
        required=False,
        widget=forms.SelectMultiple(attrs={"class": "input", "size": 6}),
    )
    reach = _one_of(gettext_lazy("And with them"), words.REACHES)
    matchers = text(
        gettext_lazy("Only alerts that fit"),
        hint=gettext_lazy(
            "One a line: host=db-1, host!=db-2, host=~db-.*, host!~web-.*"
        ),
    )
    begins = _wall(gettext_lazy("From"))
    ends = _wall(gettext_lazy("Until"))
    zone = forms.ChoiceField(
        label=gettext_lazy("Time zone"),
        help_text=gettext_lazy("It begins and ends by the clocks there."),
        widget=Select(attrs={"class": "input"}),
    )
    repeats = _one_of(gettext_lazy("Repeats"), words.REPEATS)
    last = forms.CharField(
        label=gettext_lazy("For the last time on"),
        required=False,
        widget=forms.DateInput(attrs={"class": "input", "type": "date"}),
    )
    rule = line(
        gettext_lazy("Rule of one's own"),
        hint=gettext_lazy("As RFC 5545 writes it: FREQ=MONTHLY;BYDAY=1SU"),
    )
    holds = _one_of(gettext_lazy("Alerts that begin in it"), words.HOLDS)
    at_end = _one_of(gettext_lazy("What still fires when it ends"), words.AT_ENDS)
    remind_minutes = forms.IntegerField(
        label=gettext_lazy("Minutes before its end that people are reminded"),
        required=False,
        min_value=0,
        max_value=10_080,
        help_text=gettext_lazy("Empty: as the option says. 0: nobody is reminded."),
        widget=forms.NumberInput(attrs={"class": "input"}),
    )
    watchers = line(
        gettext_lazy("Who is reminded too"),
        hint=gettext_lazy("Names they sign in by, separated by commas."),
    )
    comment = text(gettext_lazy("What others should know"))

    def __init__(self, *args: Any, actor: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "services", keyed(services(actor)))
        fields: Any = self.fields
        fields["zone"].choices = zone_choices(
            self.get_initial_for_field(fields["zone"], "zone")
        )

    def clean_matchers(self) -> list[Any]:
        try:
            return matchers_in(self.cleaned_data["matchers"])
        except Unmatchable as flaw:
            raise forms.ValidationError(str(flaw)) from flaw

    def clean_begins(self) -> datetime:
        return self._read("begins")

    def clean_ends(self) -> datetime:
        return self._read("ends")

    def _read(self, name: str) -> datetime:
        try:
            told = datetime.fromisoformat(self.cleaned_data[name].strip())
        except ValueError:
            told = None
        if told is None or not 1970 <= told.year < 2200:
            raise forms.ValidationError(_("A day and a time, as 2026-03-02T22:00."))
        return told.replace(tzinfo=None)

    def clean_last(self) -> str:
        written = self.cleaned_data["last"].strip()
        try:
            return f"{datetime.fromisoformat(written):%Y%m%d}" if written else ""
        except ValueError as flaw:
            raise forms.ValidationError(_("A day, as 2026-03-02.")) from flaw

    def clean_watchers(self) -> list[str]:
        found = []
        for name in self.cleaned_data["watchers"].split(","):
            if not name.strip():
                continue
            person = person_called(name.strip()) or person_named(name.strip())
            if person is None:
                raise forms.ValidationError(
                    _("Nobody here is called %(name)s.") % {"name": name.strip()}
                )
            found.append(person.key)
        return found

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        begins, ends = told.get("begins"), told.get("ends")
        if begins and ends and ends <= begins:
            self.add_error("ends", _("It ends after it begins."))
        return told

    def facts(self) -> dict[str, Any]:
        """The window as verbs are told it."""
        told = self.cleaned_data
        names = (
            "name services reach matchers begins zone at_end remind_minutes watchers"
        )
        length = told["ends"] - told["begins"]
        return {name: told[name] for name in (*names.split(), "comment")} | {
            "minutes": int(length / timedelta(minutes=1)),
            "rule": self._rule(told),
            "keeps_recording": told["holds"] == words.RECORD,
        }

    @staticmethod
    def _rule(told: Mapping[str, Any]) -> str:
        own: str = told["rule"].strip()
        if told["repeats"] == OWN:
            return own
        rule = usual_rules(told["begins"])[told["repeats"]]
        return f"{rule};UNTIL={told['last']}" if rule and told["last"] else rule


class ChangeWindowForm(WindowForm):
    why = why(gettext_lazy("Why it is changed"), required=False)


def initial_of(window: Any, names: Mapping[str, str]) -> dict[str, Any]:
    """What the form holds for a window; `names` are those that its watchers sign in
    by."""
    plan = window.plan
    same = "name services reach zone at_end remind_minutes comment".split()
    shape = "%Y-%m-%dT%H:%M"
    ends = plan.begins + timedelta(minutes=plan.minutes)
    return {name: getattr(window, name) for name in same} | {
        "matchers": "\n".join(str(matcher) for matcher in window.asks),
        "begins": f"{plan.begins:{shape}}",
        "ends": f"{ends:{shape}}",
        "holds": words.RECORD if window.keeps_recording else words.HOLD,
        "watchers": ", ".join(names.get(key, key) for key in window.watchers),
        **_repeats(plan.rule, plan.begins),
    }


def _repeats(rule: str, begins: datetime) -> dict[str, str]:
    """The rule in few words, if they say all of it."""
    try:
        parts = parts_of(rule) if rule else {}
    except Unclear:
        parts = {}
    until = parts.pop("UNTIL", "")
    usual = {
        frozenset(_parts(text)): code for code, text in usual_rules(begins).items()
    }
    code = usual.get(frozenset(parts.items()))
    if code is None or (until and len(until) != 8):
        return {"repeats": OWN, "rule": rule}
    last = f"{until[:4]}-{until[4:6]}-{until[6:]}" if until else ""
    return {"repeats": code, "last": last}


def _parts(text: str) -> list[tuple[str, str]]:
    return list(parts_of(text).items()) if text else []
