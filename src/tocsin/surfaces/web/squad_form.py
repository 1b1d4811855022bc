"""The form of a rapid-response team."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from tocsin.foundation.accounts.reads import people
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.foundation.accounts.skills import skills
from tocsin.foundation.oncall.reads import schedules
from tocsin.response.rapid_response.kinds import complaints, sentence
from tocsin.response.rapid_response.rules import MOST, MOST_SECONDS
from tocsin.surfaces.web.forms import choice, line, offer, text, why
from tocsin.surfaces.web.major_form import number


class SquadForm(forms.Form):
    """One team, whole."""

    key = line(gettext_lazy("Key"), required=True, hint=gettext_lazy("As in rapid."))
    name = line(gettext_lazy("Name"), required=True)
    members = text(
        gettext_lazy("Members"),
        required=True,
        rows=4,
        hint=gettext_lazy("One a line, in the order in which they are called."),
    )
    schedule = choice(gettext_lazy("Roster"), [], empty=gettext_lazy("All are called"))
    quorum = number(gettext_lazy("So many must come"), 1, MOST)
    seconds = number(gettext_lazy("Seconds to answer"), 1, MOST_SECONDS)
    skills = forms.MultipleChoiceField(
        label=gettext_lazy("Skills that are wanted"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    when = text(
        gettext_lazy("Called out by itself when"),
        rows=2,
        hint=gettext_lazy('As in: priority == 1 && service == "checkout"'),
    )
    kit = text(gettext_lazy("Kit"), hint=gettext_lazy("One thing a line."))
    why = why(gettext_lazy("Why it changes"))

    def __init__(self, data: Any, *, key: str, held: Mapping[str, Any]) -> None:
        lines = {name: "\n".join(held.get(name, ())) for name in ("members", "kit")}
        initial = {"quorum": 2, "seconds": 120, **held, "key": key, **lines}
        known = {each.key: each.username for each in people(limit=5000)}
        named = [known.get(member, member) for member in held.get("members", ())]
        super().__init__(data, initial=initial | {"members": "\n".join(named)})
        self._keys = {username: member for member, username in known.items()}
        self.fields["key"].disabled = bool(key)
        offer(self, "schedule", [(s.key, str(s)) for s in schedules(SYSTEM)])
        field: Any = self.fields["skills"]
        field.choices = [(s.skill.key, str(s.skill)) for s in skills(SYSTEM)]

    def body(self) -> dict[str, Any]:
        told = self.cleaned_data
        members = [self._keys.get(name, name) for name in _lines(told["members"])]
        body: dict[str, Any] = {"name": told["name"].strip(), "members": members}
        body |= {"quorum": told["quorum"], "seconds": told["seconds"]}
        more = {"schedule": told["schedule"], "skills": told["skills"]}
        more |= {"when": told["when"].strip(), "kit": _lines(told["kit"])}
        return body | {name: value for name, value in more.items() if value}

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if not self.errors:
            for each in complaints(self.body()):
                part = each.part if each.part in self.fields else None
                self.add_error(part, sentence(each))
        return told


def _lines(told: str) -> list[str]:
    return [each.strip() for each in told.splitlines() if each.strip()]
