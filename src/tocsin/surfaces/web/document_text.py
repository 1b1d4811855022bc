"""A whole published document as YAML, in a form of its own."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

import yaml
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tocsin.surfaces.web.forms import why

_MOST_TEXT, _MOST_FAULTS = 200_000, 20


class DocumentTextForm(forms.Form):
    """The same as YAML, to be copied from one Tocsin to another; `days` is how far back
    a trial looks."""

    called: ClassVar[Any]
    days_usually: ClassVar[int]
    field_order = ("told", "days", "why")

    told = forms.CharField(
        max_length=_MOST_TEXT,
        widget=forms.Textarea(attrs={"class": "input mono", "rows": 24}),
    )
    why = why(gettext_lazy("Why they change"))

    def __init__(self, data: Any, *, held: Mapping[str, Any]) -> None:
        written = yaml.safe_dump(
            dict(held), allow_unicode=True, sort_keys=False, width=88
        )
        super().__init__(data, initial={"told": written, "days": self.days_usually})
        self.fields["told"].label = self.called

    def faults(self, body: Any) -> Iterable[str]:
        """What is wrong with it, as sentences."""
        raise TypeError(f"{type(self).__name__} does not say what is wrong")

    def clean_told(self) -> Any:
        try:
            body = yaml.safe_load(self.cleaned_data["told"])
        except (yaml.YAMLError, ValueError, RecursionError) as flaw:
            raise forms.ValidationError(
                _("It cannot be read: {told}").format(told=str(flaw)[:200])
            ) from flaw
        if found := list(self.faults(body)):
            raise forms.ValidationError(found[:_MOST_FAULTS])
        return body

    def body(self) -> dict[str, Any]:
        body: dict[str, Any] = self.cleaned_data["told"]
        return body
