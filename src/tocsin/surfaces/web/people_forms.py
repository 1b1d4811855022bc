"""What is asked about people, teams and skills."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from tocsin.foundation.accounts.actions.facts import KEPT, OWN
from tocsin.foundation.accounts.models import Person
from tocsin.foundation.accounts.reads import teams
from tocsin.foundation.accounts.rules import Actor
from tocsin.foundation.accounts.skills import skills
from tocsin.foundation.services.reads import sites
from tocsin.surfaces.web import words
from tocsin.surfaces.web.forms import (
    PersonField,
    choice,
    choices,
    instant,
    keyed,
    line,
    offer,
    text,
    tick,
    why,
)

_OTHERS = ("site", "deputy")


class PersonForm(forms.Form):
    """What people tell of themselves. Who only reports is not asked for colleagues."""

    name = line(gettext_lazy("Name"), required=True)
    email = forms.EmailField(
        label=gettext_lazy("E-mail"),
        required=False,
        widget=forms.EmailInput(attrs={"class": "input"}),
    )
    phone = line(gettext_lazy("Phone"))
    site = choice(gettext_lazy("Site"), [])
    zone = line(
        gettext_lazy("Time zone"),
        required=True,
        hint=gettext_lazy("Such as Europe/Paris or UTC."),
    )
    language = line(
        gettext_lazy("Language of pages and messages"),
        required=True,
        hint=gettext_lazy("Such as en or pt-BR."),
    )
    languages = line(
        gettext_lazy("Languages spoken"),
        hint=gettext_lazy("The best first, with commas between: fr, en."),
    )
    deputy = PersonField(
        label=gettext_lazy("Deputy"),
        help_text=gettext_lazy("Who answers while they are away."),
    )

    def __init__(self, *args: Any, actor: Actor, held: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].initial = "en"
        if actor.is_requester:
            for name in _OTHERS:
                del self.fields[name]
            return
        known = keyed(sites(actor))
        # A site that is told in words, or is out of use, stays until another is told.
        strange = held and held not in dict(known)
        offer(self, "site", [*known, (held, held)] if strange else known)

    def clean_languages(self) -> list[str]:
        told = str(self.cleaned_data["languages"]).replace(";", ",")
        return [each.strip() for each in told.split(",") if each.strip()]

    def facts(self) -> dict[str, Any]:
        told = self.cleaned_data
        return {name: told[name] for name in (*OWN, *KEPT) if name in told}


class WholePersonForm(PersonForm):
    """What administrators tell of people besides."""

    job_title = line(gettext_lazy("Job title"))
    department = line(gettext_lazy("Department"))
    employee_number = line(gettext_lazy("Employee number"))
    line_manager = PersonField(label=gettext_lazy("Line manager"))
    is_vip = tick(
        gettext_lazy("VIP"), hint=gettext_lazy("Staff see it beside their name.")
    )
    why = why(gettext_lazy("Why"), required=False)


def told_of(person: Person) -> dict[str, Any]:
    """What a form about the person starts with."""
    told = {name: getattr(person, name) for name in (*OWN, *KEPT)}
    told["languages"] = ", ".join(person.languages)
    return told | {
        "line_manager": person.line_manager_id,
        "deputy": person.deputy_id,
    }


class ContactForm(forms.Form):
    kind = choice(
        gettext_lazy("How"), choices(words.CONTACT_KINDS), empty=gettext_lazy("Choose")
    )
    value = line(gettext_lazy("Address or number"), required=True)
    label = line(gettext_lazy("What for"), hint=gettext_lazy("Such as: only at night."))


class AbsenceForm(forms.Form):
    starts_at = instant(gettext_lazy("From"), hint=gettext_lazy("Empty: now."))
    ends_at = instant(
        gettext_lazy("Until"), hint=gettext_lazy("Empty: until they are back.")
    )
    stands_in = PersonField(
        label=gettext_lazy("Who stands in"),
        help_text=gettext_lazy("Empty: their deputy, if they have one."),
    )
    why = why(gettext_lazy("Why"), required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if actor.is_requester:
            del self.fields["stands_in"]


class HeldSkillForm(forms.Form):
    skill = choice(gettext_lazy("Skill"), [], empty=gettext_lazy("Choose a skill"))
    level = choice(
        gettext_lazy("How well"),
        choices(words.SKILL_LEVELS),
        empty=gettext_lazy("Choose"),
    )
    evidence = line(
        gettext_lazy("Evidence"),
        hint=gettext_lazy("A certificate, a training, who has seen it."),
    )
    expires_on = forms.DateField(
        label=gettext_lazy("Good until"),
        required=False,
        widget=forms.DateInput(attrs={"class": "input", "type": "date"}),
    )
    why = why(gettext_lazy("Why"), required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "skill", keyed(each.skill for each in skills(actor)))
        for name in ("skill", "level"):
            self.fields[name].required = True


class RightsForm(forms.Form):
    """What somebody may do: roles, duty, and whether they sign in at all."""

    roles = forms.MultipleChoiceField(
        label=gettext_lazy("Roles"),
        required=False,
        choices=choices(words.ROLES),
        widget=forms.SelectMultiple(attrs={"class": "input", "size": 4}),
    )
    is_duty_manager = tick(
        gettext_lazy("Duty manager"),
        hint=gettext_lazy("Owns what no person owns."),
    )
    is_active = tick(
        gettext_lazy("Active"),
        hint=gettext_lazy("Whoever is not cannot sign in, and is offered no more."),
    )
    why = why(gettext_lazy("Why"))


class JoinForm(forms.Form):
    person = PersonField(label=gettext_lazy("Person"))
    is_lead = tick(gettext_lazy("As a lead"))

    def clean_person(self) -> str:
        told: str | None = self.cleaned_data["person"]
        if not told:
            raise forms.ValidationError(gettext_lazy("Name a person."))
        return told


class TeamForm(forms.Form):
    purpose = line(gettext_lazy("Purpose"))
    zone = line(
        gettext_lazy("Time zone"),
        required=True,
        hint=gettext_lazy("Such as Europe/Paris or UTC."),
    )
    calendar = choice(gettext_lazy("Calendar"), [], empty=gettext_lazy("works always"))
    email = forms.EmailField(
        label=gettext_lazy("E-mail"),
        required=False,
        widget=forms.EmailInput(attrs={"class": "input"}),
    )
    chat = line(gettext_lazy("Chat channel"), hint=gettext_lazy("Such as #database."))


class WantedSkillForm(forms.Form):
    skill = choice(gettext_lazy("Skill"), [], empty=gettext_lazy("Choose a skill"))
    level = choice(
        gettext_lazy("At least"),
        choices(words.SKILL_LEVELS),
        empty=gettext_lazy("Choose"),
    )
    people = forms.IntegerField(
        label=gettext_lazy("How many people"),
        min_value=1,
        max_value=1000,
        initial=1,
        widget=forms.NumberInput(attrs={"class": "input"}),
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "skill", keyed(each.skill for each in skills(actor)))
        for name in ("skill", "level"):
            self.fields[name].required = True


class SkillForm(forms.Form):
    name = line(gettext_lazy("Name"), required=True)
    about = text(gettext_lazy("What it is about"), rows=2)


class WhoKnowsForm(forms.Form):
    """Who knows this: narrowed to a team, and to those who know it well enough."""

    level = choice(
        gettext_lazy("At least"), choices(words.SKILL_LEVELS), empty=gettext_lazy("Any")
    )
    team = choice(gettext_lazy("Team"), [], empty=gettext_lazy("Any"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "team", keyed(teams()))
