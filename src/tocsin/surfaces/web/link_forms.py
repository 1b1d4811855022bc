"""What the verbs ask that tie incidents together and part them."""

from typing import Any

from django import forms
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tocsin.foundation.services.reads import services
from tocsin.register.core.rules import MIRRORED
from tocsin.register.links.rules import RELATIONS
from tocsin.register.work.timeline import timeline
from tocsin.surfaces.web import words
from tocsin.surfaces.web.forms import (
    VerbForm,
    choice,
    choices,
    keyed,
    line,
    offer,
    text,
    why,
)
from tocsin.surfaces.web.verb_forms import category_tree
from tocsin.surfaces.web.widgets import Select

# What can be about another matter: what people wrote.
_WRITTEN = frozenset({"noted", "replied", "attached", "registered"})
_BY = "|"


class LinkForm(VerbForm):
    relation = forms.ChoiceField(
        label=gettext_lazy("This incident"),
        choices=choices(words.RELATIONS, *RELATIONS),
        widget=Select(attrs={"class": "input"}),
    )
    ref = line(
        gettext_lazy("Reference of the other"),
        required=True,
        hint=gettext_lazy("Of a change, its key."),
    )


class UnlinkForm(VerbForm):
    tie = forms.ChoiceField(
        label=gettext_lazy("Which link"), widget=Select(attrs={"class": "input"})
    )
    reason = why(required=False)

    def __init__(
        self, *args: Any, incident: Any = None, actor: Any = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        told = incident.links if incident else {}
        offer(
            self,
            "tie",
            [
                (f"{name}{_BY}{ref}", f"{words.say(words.RELATIONS, name)} {ref}")
                for name in told
                if name in MIRRORED
                for ref in told[name]
            ],
        )

    def facts(self) -> dict[str, Any]:
        facts = super().facts()
        relation, _by, ref = facts.pop("tie").partition(_BY)
        return {**facts, "relation": relation, "ref": ref}


class MergeForm(VerbForm):
    into = line(gettext_lazy("Reference of the one that goes on"), required=True)
    note = text(gettext_lazy("Why they are one"), rows=2)


class SplitForm(VerbForm):
    title = line(gettext_lazy("Title of the new incident"), required=True)
    description = text(gettext_lazy("What it is about"), rows=3)
    service = choice(
        gettext_lazy("Service"), [], empty=gettext_lazy("The same as here")
    )
    category = choice(
        gettext_lazy("Category"), [], empty=gettext_lazy("The same as here")
    )
    entries = forms.MultipleChoiceField(
        label=gettext_lazy("What is about it"),
        required=False,
        help_text=gettext_lazy("Both say so; nothing is moved."),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(
        self, *args: Any, incident: Any = None, actor: Any = None, **kwargs: Any
    ) -> None:
        # Nothing of this incident is the new one's until somebody says so.
        kwargs["initial"] = {"seq": kwargs.get("initial", {}).get("seq")}
        super().__init__(*args, **kwargs)
        if incident and actor:
            offer(self, "service", keyed(services(actor)))
            offer(self, "category", category_tree())
            lines = [e for e in timeline(incident, actor) if e.kind in _WRITTEN]
            offer(self, "entries", [(str(each.seq), _written(each)) for each in lines])

    def facts(self) -> dict[str, Any]:
        facts = super().facts()
        return facts | {"entries": [int(seq) for seq in facts.get("entries", ())]}


def _written(entry: Any) -> str:
    words_of = Truncator(entry.text).words(14) if entry.text else entry.sentence
    return _("{seq}, {who}: {words}").format(
        seq=entry.seq, who=entry.who, words=words_of
    )
