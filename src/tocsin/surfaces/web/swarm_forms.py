"""What the forms of a room ask."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tocsin.foundation.accounts.reads import team_choices
from tocsin.foundation.notify.reads.providers import is_carried
from tocsin.foundation.notify.reads.rooms import room_channels, verified_rooms
from tocsin.response.swarm.actions import Called, open_swarm
from tocsin.response.swarm.reads.suggesting import Proposed, whom_to_call
from tocsin.response.swarm.rules import MODES, OUTCOMES_ALONE
from tocsin.surfaces.web import words_of_swarms as words
from tocsin.surfaces.web.forms import (
    PersonField,
    VerbForm,
    choice,
    choices,
    line,
    offer,
    text,
)
from tocsin.surfaces.web.verb_forms import people_written
from tocsin.surfaces.web.widgets import Select


class CallForm(forms.Form):
    """Teams by who is to be called for them now, and people by name."""

    team = choice(_("Somebody of the team"), [], empty=_("no team"))
    people = line(_("And these people"), hint=_("Names they sign in by, with commas."))
    about = line(_("Why"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "team", team_choices())

    def clean_people(self) -> list[str]:
        return people_written(self.cleaned_data["people"])

    def called(self) -> list[Called]:
        told, about = self.cleaned_data, self.cleaned_data["about"]
        teams = [Called(team=told["team"], about=about)] if told["team"] else []
        return teams + [Called(person=key, about=about) for key in told["people"]]


class OpenSwarmForm(VerbForm):
    question = line(_("The question"), required=True)
    call = forms.MultipleChoiceField(
        label=_("Whom to call"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    people = line(_("And these people"), hint=_("Names they sign in by, with commas."))
    coordinator = PersonField(label=_("Who leads"), help_text=_("Empty: you."))
    kind = forms.ChoiceField(
        label=_("What it is"),
        choices=choices(words.SWARM_KINDS),
        required=False,
        widget=Select(attrs={"class": "input"}),
    )
    mode = forms.ChoiceField(
        label=_("Once the primary team is named"),
        choices=choices(words.SWARM_MODES, *MODES),
        required=False,
        widget=Select(attrs={"class": "input"}),
    )

    def __init__(
        self, data: Any = None, *, incident: Any, initial: Any = None, **kwargs: Any
    ) -> None:
        self.proposed = whom_to_call(incident)
        told: dict[str, Any] = {
            "kind": "mi" if incident.major else "ad_hoc",
            "mode": MODES[0],
        }
        told["call"] = [_told(each) for each in self.proposed if each.team]
        told |= {n: v for n, v in (initial or {}).items() if n in ("seq", "question")}
        super().__init__(data, initial=told, **kwargs)
        call: Any = self.fields["call"]
        call.choices = [(_told(each), _label(each)) for each in self.proposed]

    def clean_people(self) -> list[str]:
        return people_written(self.cleaned_data["people"])

    def facts(self) -> dict[str, Any]:
        told = self.cleaned_data
        known = {_told(each): each for each in self.proposed}
        called = [
            Called(each.person, each.team, each.reason, each.about)
            for name in told["call"]
            if (each := known.get(name))
        ]
        called += [Called(person=key) for key in told["people"]]
        facts = {name: told[name] for name in ("kind", "mode") if told[name]}
        facts["question"] = told["question"]
        return facts | {"coordinator": told["coordinator"] or "", "called": called}


def begin(incident_id: int, *, by: Any, **facts: Any) -> Any:
    """Opens the swarm; the room's address goes by its reference."""
    return open_swarm(incident_id, by=by, **facts)


def _told(each: Proposed) -> str:
    return each.person


def _label(each: Proposed) -> str:
    team = f", {each.team_name}" if each.team_name else ""
    return f"{each.name}{team}: {each.about}"


class SayToRoomForm(forms.Form):
    text = text(_("Say to the room"), required=True, rows=2)
    shared = forms.BooleanField(label=_("Guests read it, too"), required=False)


class PoseForm(forms.Form):
    text = line(_("What may be the cause"), required=True)
    test = line(_("How it is tested"))
    owner = PersonField(label=_("Who looks into it"), help_text=_("Empty: you."))


class MoveForm(forms.Form):
    number = forms.IntegerField(min_value=1, max_value=32000, widget=forms.HiddenInput)
    state = forms.CharField(required=False, max_length=12)
    evidence = line(_("What was seen"))


class DoingForm(forms.Form):
    doing = line(_("What you are doing"))
    role = choice(_("As what"), choices(words.SWARM_ROLES), empty=_("as before"))


class PersonChosenForm(forms.Form):
    person = forms.CharField(max_length=80)


class AnswerForm(forms.Form):
    answer = forms.CharField(max_length=12)
    delegate = PersonField(label=_("Who comes instead"))


class NameForm(forms.Form):
    team = forms.CharField(max_length=80, required=False)
    other = choice(_("Another team"), [], empty="–")
    supplier = line(
        _("Or a supplier's guests"),
        hint=_("The team then has the incident here, and speaks with them."),
    )
    why = text(_("Why"), required=True, rows=2)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "other", team_choices())

    def team_named(self) -> str:
        told = self.cleaned_data
        return str(told["other"] or told["team"])


class CloseForm(forms.Form):
    outcome = forms.ChoiceField(
        label=_("What came of it"),
        widget=Select(attrs={"class": "input"}),
    )
    note = line(_("In a line"))
    knowledge = line(_("Where what was learned is kept"))

    def __init__(self, *args: Any, is_open: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        codes = OUTCOMES_ALONE if is_open else ("solved", "handed_on", *OUTCOMES_ALONE)
        field: Any = self.fields["outcome"]
        field.choices = choices(words.SWARM_OUTCOMES, *codes)


class GuestForm(forms.Form):
    name = line(_("Name"), required=True)
    organisation = line(_("Where they are from"), required=True)
    minutes = forms.IntegerField(
        label=_("To come within minutes"),
        min_value=1,
        max_value=1440,
        initial=10,
        required=False,
        widget=forms.NumberInput(attrs={"class": "input"}),
    )
    hours = forms.IntegerField(
        label=_("Good for so many hours"),
        min_value=1,
        max_value=168,
        initial=8,
        widget=forms.NumberInput(attrs={"class": "input"}),
    )


class MirrorForm(forms.Form):
    """A room that a team has, or one that a chat makes for the swarm."""

    place = forms.ChoiceField(label=_("Where"), widget=Select(attrs={"class": "input"}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["place"]
        field.choices = places()

    @property
    def has_any(self) -> bool:
        field: Any = self.fields["place"]
        return bool(field.choices)


def places() -> list[tuple[str, str]]:
    """Where a swarm can be mirrored: only chats that tell what is written in them."""
    hearing = {n: it for n, it in room_channels().items() if it.hears_rooms}
    made = [
        (f"new:{name}", gettext("a new room in {chat}").format(chat=it.title))
        for name, it in hearing.items()
        if it.makes_rooms and is_carried(name)
    ]
    rooms = [
        (str(row.pk), f"{row} ({hearing[row.channel].title})")
        for row in verified_rooms(hearing)
    ]
    return [*rooms, *made]


class GuestChosenForm(forms.Form):
    number = forms.IntegerField(min_value=1, max_value=2**62)
