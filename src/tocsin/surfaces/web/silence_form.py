"""The form of a silence: what fits, for how long, and what becomes of it."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tocsin.foundation.accounts.rules import Actor
from tocsin.foundation.services.reads import services
from tocsin.intake.alerts.matching import Matcher, Unmatchable, matchers_in
from tocsin.intake.alerts.models import Silence
from tocsin.intake.events.looking import sources_for
from tocsin.kernel import clock
from tocsin.surfaces.web import words_of_windows as words
from tocsin.surfaces.web.forms import choice, choices, instant, keyed, offer, text
from tocsin.surfaces.web.widgets import Select

_LENGTHS = {
    "30": gettext_lazy("30 minutes"),
    "60": gettext_lazy("1 hour"),
    "120": gettext_lazy("2 hours"),
    "480": gettext_lazy("8 hours"),
    "1440": gettext_lazy("1 day"),
    "10080": gettext_lazy("1 week"),
}


class SilenceForm(forms.Form):
    matchers = text(
        gettext_lazy("Alerts that fit"),
        rows=4,
        hint=gettext_lazy(
            "One a line, and all must fit: host=db-1, host!=db-2, host=~db-.*,"
            " host!~web-.*"
        ),
    )
    services = forms.MultipleChoiceField(
        label=gettext_lazy("Of these services"),
        required=False,
        help_text=gettext_lazy("None chosen: of any."),
        widget=forms.SelectMultiple(attrs={"class": "input", "size": 6}),
    )
    source = choice(gettext_lazy("Of the source"), [], empty=gettext_lazy("Any source"))
    lasts = choice(
        gettext_lazy("For"), choices(_LENGTHS), empty=gettext_lazy("until the instant")
    )
    ends_at = instant(
        gettext_lazy("Until"), hint=gettext_lazy("Instead of how long it lasts.")
    )
    starts_at = instant(gettext_lazy("From when"), hint=gettext_lazy("Empty: now."))
    holds = forms.ChoiceField(
        label=gettext_lazy("Alerts that begin in it"),
        choices=choices(words.HOLDS),
        widget=Select(attrs={"class": "input"}),
    )
    at_end = forms.ChoiceField(
        label=gettext_lazy("What still fires when it ends"),
        choices=choices(words.AT_ENDS),
        widget=Select(attrs={"class": "input"}),
    )
    comment = text(gettext_lazy("Why, for others"), rows=2)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "services", keyed(services(actor)))
        offer(self, "source", ((one.slug, one.name) for one in sources_for(actor)))

    def clean_matchers(self) -> list[Matcher]:
        try:
            return matchers_in(self.cleaned_data["matchers"])
        except Unmatchable as flaw:
            raise forms.ValidationError(str(flaw)) from flaw

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        if not told.get("ends_at") and not told.get("lasts"):
            self.add_error("ends_at", _("Say for how long, or until when."))
        return told

    def facts(self) -> dict[str, Any]:
        """The silence as verbs are told it."""
        told = self.cleaned_data
        same = "matchers services starts_at at_end comment".split()
        return {name: told[name] for name in same} | {
            "source": told["source"] or None,
            "ends_at": told["ends_at"] or self._after(told),
            "keeps_recording": told["holds"] == words.RECORD,
        }

    @staticmethod
    def _after(told: dict[str, Any]) -> datetime:
        begins: datetime = told["starts_at"] or clock.now()
        return begins + timedelta(minutes=int(told["lasts"]))


def initial_of(silence: Silence) -> dict[str, Any]:
    """What the form holds for a silence."""
    same = "services starts_at ends_at at_end comment".split()
    return {name: getattr(silence, name) for name in same} | {
        "matchers": "\n".join(str(ask) for ask in silence.asks),
        "source": silence.source.slug if silence.source else "",
        "holds": words.RECORD if silence.keeps_recording else words.HOLD,
    }
