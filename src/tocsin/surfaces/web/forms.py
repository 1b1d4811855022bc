"""The fields that forms of the desk are made of."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tocsin.foundation.accounts.models import Person
from tocsin.foundation.accounts.reads import people, person_called, person_named
from tocsin.surfaces.web.widgets import Select

Choices = list[tuple[str, Any]]
NOTHING = ("", gettext_lazy("Not known"))


def choices(words: Mapping[str, Promise], *codes: str) -> Choices:
    """The words of these codes, or of all, to choose from."""
    return [(code, words.get(code, code)) for code in codes or words]


def keyed(things: Iterable[Any]) -> Choices:
    """Things with a key and a name, to choose from."""
    return [(thing.key, str(thing)) for thing in things]


def choice(label: Any, options: Choices, *, empty: Any = NOTHING[1]) -> forms.Field:
    """One of few; not choosing is allowed."""
    return forms.ChoiceField(
        label=label,
        required=False,
        choices=[("", empty), *options],
        widget=Select(attrs={"class": "input"}),
    )


def offer(form: forms.Form, name: str, options: Iterable[tuple[str, Any]]) -> None:
    """What a field offers, read when the form is made; “nothing” stays first."""
    field: Any = form.fields[name]
    nothing = [option for option in field.choices if option[0] == ""]
    field.choices = [*nothing, *options]


def line(label: Any, *, required: bool = False, hint: Any = "") -> forms.Field:
    return forms.CharField(
        label=label,
        required=required,
        help_text=hint,
        widget=forms.TextInput(attrs={"class": "input"}),
    )


def text(
    label: Any, *, required: bool = False, rows: int = 3, hint: Any = ""
) -> forms.Field:
    return forms.CharField(
        label=label,
        required=required,
        help_text=hint,
        widget=forms.Textarea(attrs={"class": "input", "rows": rows}),
    )


def instant(label: Any, *, hint: Any = "") -> forms.Field:
    """A moment in the reader's zone, to the second."""
    return forms.DateTimeField(
        label=label,
        required=False,
        help_text=hint,
        widget=forms.DateTimeInput(
            format="%Y-%m-%dT%H:%M:%S",
            attrs={"class": "input", "type": "datetime-local", "step": 1},
        ),
    )


def tick(label: Any, *, hint: Any = "") -> forms.Field:
    return forms.BooleanField(label=label, required=False, help_text=hint)


class PersonField(forms.CharField):
    """A person, written as their name or the name they sign in by; gives their key.

    Where `stranger` is allowed, a name that nobody here has stays a name.
    """

    def __init__(self, *, stranger: bool = False, **kwargs: Any) -> None:
        self.stranger = stranger
        widget = forms.TextInput(
            attrs={
                "class": "input",
                "list": "people",
                "autocomplete": "off",
                "hx-get": "/people/names",
                "hx-trigger": "input changed delay:150ms",
                "hx-target": "#people",
                "hx-swap": "innerHTML",
            }
        )
        super().__init__(required=False, widget=widget, **kwargs)

    def clean(self, value: Any) -> str | None:
        written = (super().clean(value) or "").strip()
        if not written:
            return None
        if found := person_called(written) or person_named(written):
            return found.key
        named = [each for each in people(written) if str(each) == written]
        if len(named) == 1:
            return named[0].key
        if self.stranger:
            return written
        raise forms.ValidationError(self._complaint(written, named))

    def prepare_value(self, value: Any) -> Any:
        person = person_named(value) if value else None
        if person is None:
            return value
        # Where several are called so, the name they sign in by is theirs alone.
        alike = [each for each in people(str(person)) if str(each) == str(person)]
        return str(person) if len(alike) == 1 else person.username

    @staticmethod
    def _complaint(written: str, named: list[Person]) -> str:
        if named:
            known = ", ".join(each.username for each in named)
            return _("Several people are called %(name)s: %(known)s.") % {
                "name": written,
                "known": known,
            }
        return _("Nobody here is called %(name)s.") % {"name": written}


class VerbForm(forms.Form):
    """What a verb asks, and the last entry its reader saw."""

    seq = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def facts(self) -> dict[str, Any]:
        """What the verb is called with, fields left empty left out."""
        told = {n: v for n, v in self.cleaned_data.items() if v not in (None, "")}
        return {**told, "seq": self.cleaned_data.get("seq")}

    @property
    def asks(self) -> bool:
        return any(not field.is_hidden for field in self)


class TimedForm(VerbForm):
    """For verbs whose deed may be told later than it happened."""

    happened_at = instant(
        gettext_lazy("When it happened"),
        hint=gettext_lazy("Empty: now. Both instants are shown."),
    )

    def clean_happened_at(self) -> datetime | None:
        at: datetime | None = self.cleaned_data["happened_at"]
        return at

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # What it asks itself stands first, when it happened last.
        names = [name for name in self.fields if name != "happened_at"]
        self.order_fields([*names, "happened_at"])


_WHY = gettext_lazy("Why")


def why(label: Any = _WHY, *, required: bool = True) -> forms.Field:
    return text(label, required=required, rows=2)
