"""What is asked of a source."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from tocsin.foundation.services.reads import services
from tocsin.intake.events.models import Source
from tocsin.surfaces.web import words_of_alerts as words
from tocsin.surfaces.web.forms import (
    choice,
    choices,
    instant,
    keyed,
    line,
    offer,
    tick,
    why,
)
from tocsin.surfaces.web.widgets import Select

_UNKNOWN = gettext_lazy("Not known: each alert says it, or none does")


def _number(label: Any, hint: Any, least: int) -> forms.Field:
    return forms.IntegerField(
        label=label,
        required=False,
        min_value=least,
        max_value=2_000_000_000,
        help_text=hint,
        widget=forms.NumberInput(attrs={"class": "input"}),
    )


class NewSourceForm(forms.Form):
    """A tool's name here, and the service that it watches, if it is one."""

    name = line(
        gettext_lazy("Name"),
        required=True,
        hint=gettext_lazy("As people say it: Prometheus, Lyon."),
    )
    service = choice(gettext_lazy("Service"), [], empty=_UNKNOWN)
    is_drill = tick(
        gettext_lazy("Drill"),
        hint=gettext_lazy(
            "All that it sends is an exercise, and pages nobody for real."
        ),
    )

    def __init__(self, *args: Any, actor: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "service", keyed(services(actor)))


class SourceForm(NewSourceForm):
    """Everything that can be set of a source."""

    lapse = forms.ChoiceField(
        label=gettext_lazy("When it promised to repeat an alert and does not"),
        choices=choices(words.LAPSES),
        widget=Select(attrs={"class": "input"}),
    )
    retention = forms.TypedChoiceField(
        label=gettext_lazy("Requests and history are kept for"),
        choices=choices(words.RETENTIONS),
        coerce=int,
        widget=Select(attrs={"class": "input"}),
    )
    rate = _number(
        gettext_lazy("Requests per second"), gettext_lazy("Empty: as options say."), 1
    )
    burst = _number(
        gettext_lazy("Requests at once"), gettext_lazy("Empty: as options say."), 1
    )
    body_limit = _number(
        gettext_lazy("Bytes of one request"),
        gettext_lazy("Empty: as options say."),
        1024,
    )
    secret = forms.CharField(
        label=gettext_lazy("Secret by which it signs"),
        required=False,
        max_length=1000,
        help_text=gettext_lazy("Empty: as it is. It is kept encrypted, and not shown."),
        widget=forms.PasswordInput(
            attrs={"class": "input", "autocomplete": "new-password"}
        ),
    )
    no_secret = tick(gettext_lazy("Forget the secret: signatures are not checked"))
    why = why(gettext_lazy("Why"), required=False)

    def __init__(self, *args: Any, source: Source, **kwargs: Any) -> None:
        names = "name service is_drill lapse retention rate burst body_limit".split()
        kwargs["initial"] = {name: getattr(source, name) for name in names}
        super().__init__(*args, **kwargs)

    def facts(self) -> Mapping[str, Any]:
        """What the verb is told: the secret only where it changes."""
        told = dict(self.cleaned_data)
        secret, none = told.pop("secret"), told.pop("no_secret")
        if secret or none:
            told["secret"] = None if none else secret
        return told


class RotateSourceForm(forms.Form):
    hours = forms.IntegerField(
        label=gettext_lazy("Hours that the address of now works on"),
        min_value=0,
        max_value=720,
        initial=24,
        widget=forms.NumberInput(attrs={"class": "input"}),
    )
    why = line(gettext_lazy("Why"))


class PeriodForm(forms.Form):
    """What is read again: from when until when."""

    since = instant(gettext_lazy("From"))
    until = instant(gettext_lazy("Until"), hint=gettext_lazy("Empty: now."))
    why = line(gettext_lazy("Why"))
