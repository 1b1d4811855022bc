"""The children that a verb on their parent would reach, to be chosen."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tocsin.register.links.reads import Child, Reach
from tocsin.surfaces.web import words

WHY_NOT = {
    "unseen": gettext_lazy("You do not see it."),
    "not_yours": gettext_lazy("It is with another team."),
    "ended": gettext_lazy("It has come that far already."),
    "words": gettext_lazy("Words of a restricted incident stay in it."),
}


def children_field(found: Reach) -> Any:
    """A tick for each child that is reached; the others are told beneath, with why."""
    able = [each for each in found.children if not each.why]
    return forms.MultipleChoiceField(
        label=_("Do the same to its children"),
        required=False,
        choices=[(each.ref, _told(each)) for each in able],
        initial=found.ticked,
        help_text=_hint(found),
        widget=forms.CheckboxSelectMultiple,
    )


def _told(child: Child) -> str:
    incident: Any = child.incident
    state = words.say(words.STATES, incident.state)
    return f"{child.ref} {incident.title} ({state})"


def _hint(found: Reach) -> str:
    left = [each for each in found.children if each.why]
    told = [f"{each.ref}: {WHY_NOT[each.why]}" for each in left]
    if not told:
        return _("Each says that it was done with this one.")
    return _("Left alone are {those}").format(those=" ".join(told))
