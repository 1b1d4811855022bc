"""How a source's bodies are read, as a form: one expression per field, two tables."""

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tocsin.intake.events.adapters.expressions import Expression, Unusable
from tocsin.intake.events.adapters.mapping import FIELDS, compiled
from tocsin.intake.events.adapters.refusals import MappingUnusable
from tocsin.intake.events.adapters.words import STATES
from tocsin.intake.events.event import SEVERITIES
from tocsin.surfaces.web.forms import line, text, tick, why
from tocsin.surfaces.web.words import say
from tocsin.surfaces.web.words_of_alerts import (
    MAPPED_STATES,
    MAPPING_FIELDS,
)
from tocsin.surfaces.web.words_of_alerts import (
    SEVERITIES as SAID,
)

_DEFAULT = "default"
_EXPRESSION = {"class": "input mono", "spellcheck": "false", "autocomplete": "off"}


class MappingForm(forms.Form):
    """`each` says where the alerts are in a body; then a field each; then what its
    words for states and severities mean."""

    each = forms.CharField(
        label=gettext_lazy("Where the alerts are"),
        required=False,
        max_length=2000,
        help_text=gettext_lazy("Empty: the body is one, or a list of them."),
        widget=forms.TextInput(attrs=_EXPRESSION),
    )
    has_episodes = tick(
        gettext_lazy("What began at another instant is another alert"),
        hint=gettext_lazy("For tools that tell late what is over already."),
    )
    sample = text(
        gettext_lazy("A body to try it on"),
        rows=4,
        hint=gettext_lazy("Empty: the last that came."),
    )
    why = why(gettext_lazy("Why"), required=False)

    def __init__(self, *args: Any, data: Mapping[str, Any], **kwargs: Any) -> None:
        self.data_before = data
        kwargs["initial"] = _initial(data)
        super().__init__(*args, **kwargs)
        for name in FIELDS:
            self.fields[f"map_{name}"] = forms.CharField(
                label=say(MAPPING_FIELDS, name),
                required=False,
                max_length=2000,
                widget=forms.TextInput(attrs=_EXPRESSION),
            )
        for ours in STATES:
            self.fields[f"states_{ours}"] = line(say(MAPPED_STATES, ours))
        for ours in SEVERITIES:
            self.fields[f"severities_{ours}"] = line(say(SAID, ours))
        offered = [
            ("", _("As usual")),
            *((ours, say(SAID, ours)) for ours in SEVERITIES),
        ]
        self.fields["severities_default"] = forms.ChoiceField(
            label=_("Every other"),
            required=False,
            choices=offered,
            widget=forms.Select(attrs={"class": "input"}),
        )

    @property
    def expressions(self) -> Iterator[Any]:
        return (self[f"map_{name}"] for name in FIELDS)

    @property
    def states(self) -> Iterator[Any]:
        return (self[f"states_{ours}"] for ours in STATES)

    @property
    def severities(self) -> Iterator[Any]:
        return (self[f"severities_{ours}"] for ours in (*SEVERITIES, _DEFAULT))

    def clean(self) -> dict[str, Any]:
        """Each expression by itself, so that each field says what is wrong with it."""
        told = self.cleaned_data
        for name in ("each", *(f"map_{field}" for field in FIELDS)):
            if told.get(name):
                try:
                    Expression(told[name])
                except Unusable as wrong:
                    self.add_error(name, str(wrong))
        if not self.errors:
            try:
                compiled(self.body())
            except MappingUnusable as wrong:
                self.add_error(None, str(wrong))
        return told

    def body(self) -> dict[str, Any]:
        """The mapping as a document."""
        told = self.cleaned_data
        body: dict[str, Any] = {
            "map": {n: told[f"map_{n}"] for n in FIELDS if told.get(f"map_{n}")}
        }
        if told.get("each"):
            body["each"] = told["each"]
        if told.get("has_episodes"):
            body["has_episodes"] = True
        states = _table(told, "states", STATES)
        severities: dict[str, Any] = _table(told, "severities", SEVERITIES)
        if told.get("severities_default"):
            severities[_DEFAULT] = told["severities_default"]
        kept = {
            n: self.data_before[n] for n in ("detect", "test") if n in self.data_before
        }
        named = {"states": states, "severities": severities}
        return kept | body | {name: table for name, table in named.items() if table}


def _table(
    told: Mapping[str, Any], name: str, ours: tuple[str, ...]
) -> dict[str, list[str]]:
    found = {
        word: [each.strip() for each in told[f"{name}_{word}"].split(",")]
        for word in ours
        if told.get(f"{name}_{word}")
    }
    return {
        word: theirs
        for word, words in found.items()
        if (theirs := [w for w in words if w])
    }


def _initial(data: Mapping[str, Any]) -> dict[str, Any]:
    told: dict[str, Any] = {
        f"map_{name}": _one_line(found) for name, found in data.get("map", {}).items()
    }
    told |= {
        "each": _one_line(data.get("each", "")),
        "has_episodes": data.get("has_episodes"),
    }
    for name in ("states", "severities"):
        for ours, theirs in (data.get(name) or {}).items():
            words = theirs if isinstance(theirs, list) else [theirs]
            told[f"{name}_{ours}"] = ", ".join(str(word) for word in words)
    return told


def _one_line(told: Any) -> str:
    return " ".join(str(told or "").split())
