"""What each verb asks of whoever uses it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tocsin.foundation.accounts.reads import team_choices
from tocsin.foundation.accounts.rules import TO_INFORM
from tocsin.foundation.classification.reads import category_choices, offered_codes
from tocsin.foundation.services.reads import service_choices
from tocsin.register.links.reads import reach
from tocsin.surfaces.web import words, words_of_routing
from tocsin.surfaces.web.children import children_field
from tocsin.surfaces.web.forms import (
    PersonField,
    TimedForm,
    VerbForm,
    choice,
    choices,
    instant,
    line,
    offer,
    text,
    why,
)
from tocsin.surfaces.web.widgets import Select

NOTE = _("Note")


class NothingAsked(VerbForm):
    """The verb needs nothing but to be meant."""


class ClassifyForm(TimedForm):
    category = choice(_("Category"), [])
    complexity = choice(_("Complexity"), choices(words.COMPLEXITIES))
    impact = choice(_("Impact"), choices(words.IMPACTS))
    urgency = choice(_("Urgency"), choices(words.URGENCIES))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "category", category_tree())

    def facts(self) -> dict[str, Any]:
        return numbers(super().facts())


class AssignForm(TimedForm):
    team = forms.ChoiceField(label=_("Team"), widget=Select(attrs={"class": "input"}))
    owner = PersonField(
        label=_("Owner"),
        help_text=_("Empty: the duty manager, until somebody of the team accepts it."),
    )
    done = text(_("What was done"), rows=2)
    tried = text(_("What was tried in vain"), rows=2)
    next_step = text(_("What comes next"), rows=2)
    note = text(_("What else the team should know"), rows=2)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "team", team_choices())


class HandBackForm(VerbForm):
    reason = why(_("Why it is not yours"))


class InformForm(VerbForm):
    role = choice(_("Whom"), choices(words_of_routing.TO_INFORM, *TO_INFORM), empty="–")
    people = line(_("And these people"), hint=_("Names they sign in by, with commas."))
    reason = why(_("What they should know"))

    def clean_people(self) -> list[str]:
        return people_written(self.cleaned_data["people"])

    def facts(self) -> dict[str, Any]:
        facts = super().facts()
        facts.pop("seq", None)  # what others did meanwhile is no reason not to tell
        return facts


class OwnForm(VerbForm):
    owner = PersonField(label=_("Owner"), help_text=_("Empty: the duty manager."))

    def facts(self) -> dict[str, Any]:
        return {"owner": None, **super().facts()}


class NoteForm(TimedForm):
    """For verbs that may be explained."""

    note = text(NOTE, rows=2)


class WaitForm(TimedForm):
    cause = forms.ChoiceField(
        label=_("Waiting for"),
        choices=choices(words.WAITING_FOR),
        widget=Select(attrs={"class": "input"}),
    )
    note = text(_("What is awaited"), rows=2)


class ReachingForm(TimedForm):
    """For verbs that may be done to an incident's children as well; they are shown,
    with what is done to each and why others are left alone."""

    def __init__(
        self, *args: Any, incident: Any = None, actor: Any = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        found = reach(incident, actor, self.verb) if incident and actor else None
        if found and found.children:
            self.fields["children"] = children_field(found)

    verb = ""


class RestoreForm(ReachingForm):
    verb = "restore"
    note = text(NOTE, rows=2)


class ResolveForm(ReachingForm):
    verb = "resolve"
    resolution = forms.ChoiceField(
        label=_("How it was resolved"),
        choices=choices(words.RESOLUTION_KINDS),
        widget=Select(attrs={"class": "input"}),
    )
    code = choice(_("Resolution code"), [], empty=_("None"))
    text = text(_("What was done"), rows=3, hint=_("The reporter reads this, too."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "code", code_choices("resolution"))


class ConfirmForm(VerbForm):
    answer = forms.ChoiceField(
        label=_("What the reporter says"),
        choices=choices(words.ANSWERS),
        widget=Select(attrs={"class": "input"}),
    )
    text = text(_("In their words"), rows=2)


class CloseForm(ReachingForm):
    """Closing asks what the practice asks of a finished record."""

    verb = "close"
    code = choice(_("Closure code"), [], empty=_("None"))
    user_confirmation = choice(_("User confirmation"), choices(words.ANSWERS))
    cost = line(_("Resolution cost"), hint=_("Hours, or an amount with its currency."))
    invoice = line(_("Price or invoice"))
    problem_investigation = line(
        _("Problem investigation"), hint=_("Its reference, or why none is needed.")
    )
    review = line(
        _("Incident review"), hint=_("When and by whom, or why none is needed.")
    )
    wrong_item = line(
        _("Wrong configuration item found"), hint=_("What must be corrected.")
    )
    text = text(_("Last words"), rows=2)

    ASKED = (
        "user_confirmation",
        "cost",
        "invoice",
        "problem_investigation",
        "review",
        "wrong_item",
    )

    def __init__(self, *args: Any, is_open: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "code", code_choices("closure"))
        if is_open:
            self.fields["resolution"] = ResolveForm.base_fields["resolution"]
            self.order_fields(["resolution"])

    def facts(self) -> dict[str, Any]:
        facts = super().facts()
        asked = {name: facts.pop(name) for name in self.ASKED if name in facts}
        return {**facts, "asked": asked}


class ReasonForm(VerbForm):
    reason = why(required=False)


class CancelForm(VerbForm):
    cause = forms.ChoiceField(
        label=_("Why"),
        choices=choices(words.CANCEL_REASONS),
        widget=Select(attrs={"class": "input"}),
    )
    duplicate_of = line(
        _("Duplicate of"), hint=_("Its reference, when it is a duplicate.")
    )
    note = text(NOTE, rows=2)

    def clean(self) -> dict[str, Any] | None:
        told = super().clean() or self.cleaned_data
        if told.get("cause") == "duplicate" and not told.get("duplicate_of"):
            self.add_error("duplicate_of", _("Say of which incident."))
        return told


class PriorityForm(VerbForm):
    priority = forms.ChoiceField(
        label=_("Priority"),
        choices=[(str(n), f"P{n}") for n in range(1, 6)],
        widget=Select(attrs={"class": "input"}),
    )
    reason = why()

    def facts(self) -> dict[str, Any]:
        return numbers(super().facts())


class RestrictForm(VerbForm):
    people = line(
        _("Who may see it"),
        hint=_("Names they sign in by, with commas. You and the owner are among them."),
    )

    def clean_people(self) -> list[str]:
        return people_written(self.cleaned_data["people"])


class RetractForm(VerbForm):
    entry = forms.IntegerField(
        label=_("Number of the note or reply"),
        widget=forms.NumberInput(attrs={"class": "input"}),
    )
    reason = why(required=False)


class AmendForm(VerbForm):
    title = line(_("Title"))
    description = text(_("Description"), rows=4)
    service = choice(_("Service"), [])
    reporter = PersonField(label=_("Reporter"))
    reporter_name = line(_("Reporter, if not known here"))
    nature = choice(_("Nature"), choices(words.NATURES))
    basis = choice(_("Why it counts as an incident"), choices(words.BASES))
    symptoms = text(_("Symptoms"), rows=2)
    affected = text(_("Who and what is affected"), rows=2)
    still_works = text(_("What still works"), rows=2)
    before_symptoms = text(_("What happened before"), rows=2)
    automatic_fix = choice(_("Automatic fix"), choices(words.AUTOMATIC_FIXES))
    automatic_fix_text = line(_("What it did, or why there was none"))
    location_physical = line(_("Place"))
    location_virtual = line(_("Virtual place"), hint=_("Host, site, address, path."))
    occurred_at = instant(_("Occurred"))
    occurred_basis = choice(_("How we know when"), choices(words.OCCURRED_BASES))
    last_known_good_at = instant(_("Last known to work"))
    detected_at = instant(_("Detected"))
    detected_by = choice(_("Detected by"), choices(words.DETECTED_BY))
    reported_at = instant(_("Reported"))
    channel = choice(
        _("How it came in"),
        choices(
            words.CHANNELS, *"portal phone email chat walk_in monitor api other".split()
        ),
    )

    def __init__(self, *args: Any, actor: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "service", service_choices(actor) if actor else [])

    def facts(self) -> dict[str, Any]:
        """Only what was changed; instants as the register writes them."""
        changed = {
            name: self.cleaned_data[name]
            for name in self.changed_data
            if name != "seq" and name in self.cleaned_data
        }
        told = {
            n: v.isoformat() if hasattr(v, "isoformat") else v
            for n, v in changed.items()
        }
        return {"facts": told, "seq": self.cleaned_data.get("seq")}


def people_written(text: str) -> list[str]:
    """Keys of the people whose names are written with commas between them."""
    names = text.split(",")
    return [PersonField().clean(name) or "" for name in names if name.strip()]


def numbers(facts: dict[str, Any]) -> dict[str, Any]:
    """Impact, urgency and priority as the register counts them."""
    counted = {"impact", "urgency", "priority"}
    return {n: int(v) if n in counted else v for n, v in facts.items()}


def category_tree() -> list[tuple[str, str]]:
    """Categories to choose from, the deeper ones indented."""
    return [(key, "\u2003" * key.count("/") + name) for key, name in category_choices()]


def code_choices(kind: str) -> list[tuple[str, Any]]:
    return [*offered_codes(kind).items()]
