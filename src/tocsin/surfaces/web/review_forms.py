"""What verbs on a review ask."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy

from tocsin.improvement.reviews.rules.life import LONGEST_LINE, LONGEST_TEXT
from tocsin.kernel import clock
from tocsin.surfaces.web.forms import PersonField, choices, instant, text
from tocsin.surfaces.web.widgets import Select
from tocsin.surfaces.web.words_of_reviews import ACTION_KINDS, FACTORS, VERDICTS

_USUAL = timedelta(days=14)


def _one_of(label: Any, table: Any) -> forms.Field:
    widget = Select(attrs={"class": "input"})
    return forms.ChoiceField(label=label, choices=choices(table), widget=widget)


class PartForm(forms.Form):
    """A part written anew, and the version that its writer read."""

    part = forms.CharField(max_length=16)
    text = forms.CharField(required=False, max_length=LONGEST_TEXT)
    seen = forms.IntegerField(required=False, min_value=0)


class FactorForm(forms.Form):
    kind = _one_of(gettext_lazy("Kind"), FACTORS)
    text = text(gettext_lazy("What contributed"), required=True, rows=2)


class NumberForm(forms.Form):
    number = forms.IntegerField(min_value=1, max_value=2**31 - 1)


class WhyForm(forms.Form):
    why = text(gettext_lazy("Why"), required=True, rows=2)


class PersonForm(forms.Form):
    person = PersonField(label=gettext_lazy("Who owes it"))


class ActionForm(forms.Form):
    """What is to be done: by whom, until when, to which effect."""

    title = forms.CharField(
        label=gettext_lazy("What is to be done"),
        max_length=LONGEST_LINE,
        widget=forms.TextInput(attrs={"class": "input"}),
    )
    kind = _one_of(gettext_lazy("Kind"), ACTION_KINDS)
    owner = PersonField(label=gettext_lazy("Whose it is"))
    due_at = instant(gettext_lazy("Due"))
    looked_for = text(
        gettext_lazy("Effect looked for"),
        rows=2,
        hint=gettext_lazy("By what will you see that it helped?"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["due_at"].required = self.fields["owner"].required = True
        self.fields["due_at"].initial = _in_two_weeks

    def clean_owner(self) -> str:
        return self.cleaned_data["owner"] or ""


def _in_two_weeks() -> datetime:
    at = timezone.localtime(clock.now() + _USUAL)
    return at.replace(hour=17, minute=0, second=0, microsecond=0)


class ChangeActionForm(ActionForm, NumberForm):
    """The same of an action that there is; its kind stays."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["kind"]


class DropActionForm(NumberForm, WhyForm):
    pass


class EffectForm(NumberForm):
    verdict = _one_of(gettext_lazy("What was seen"), VERDICTS)
    seen = text(gettext_lazy("By what"), rows=2)


class HiddenForm(forms.Form):
    """What an audience is not shown, as `part`, `part:figures`, `part:2`."""

    hidden = forms.MultipleChoiceField(required=False)

    def __init__(self, *args: Any, offered: Any = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["hidden"]
        field.choices = [(value, value) for value in offered]
