"""The forms of the matrix: a row with a card for each level, or all of it as text."""

from collections.abc import Mapping
from typing import Any

import yaml
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tocsin.foundation.accounts.reads import team_choices
from tocsin.foundation.calendars.percents import PERCENTS
from tocsin.foundation.calendars.reads import calendars
from tocsin.foundation.services.reads import service_choices, sites
from tocsin.response.escalation.kinds import MATRIX_KIND, complaints, sentence
from tocsin.response.escalation.matrix import EVERYWHERE, OWNING
from tocsin.response.escalation.reads import schedule_choices
from tocsin.surfaces.web import words_of_escalation as words
from tocsin.surfaces.web.forms import (
    PersonField,
    choice,
    choices,
    line,
    offer,
    tick,
    why,
)
from tocsin.surfaces.web.verb_forms import category_tree

_NEW = 2
_MOST_TEXT = 500_000
_AUDITED = gettext_lazy("Somebody may not be reached then; why is audited.")
_PARTS = {
    "on_call": ("team", "rank"),
    "schedule": ("schedule",),
    "person": ("person",),
    "round_robin": ("team",),
    "whole_team": ("team",),
    "role": ("role",),
}


def _number(label: Any, hint: Any = "") -> forms.Field:
    return forms.IntegerField(
        label=label,
        required=False,
        min_value=0,
        help_text=hint,
        widget=forms.NumberInput(attrs={"class": "input"}),
    )


def _several(label: Any) -> forms.Field:
    return forms.MultipleChoiceField(
        label=label, required=False, widget=forms.CheckboxSelectMultiple
    )


class LevelForm(forms.Form):
    """One level. A card that tells nobody is no level."""

    kind = choice(
        gettext_lazy("Tells"), choices(words.TARGETS), empty=gettext_lazy("Nobody")
    )
    team = choice(gettext_lazy("Team"), [], empty=gettext_lazy("Whoever has it"))
    rank = _number(gettext_lazy("Rank"), gettext_lazy("1 is primary, 2 secondary."))
    schedule = choice(gettext_lazy("Schedule"), [], empty="–")
    person = PersonField(label=gettext_lazy("Person"))
    role = choice(gettext_lazy("Role"), choices(words.ROLES), empty="–")
    after = _number(gettext_lazy("After, minutes"))
    percent = choice(
        gettext_lazy("Or at a share of a clock"),
        [(str(each), f"{each} %") for each in PERCENTS],
        empty="–",
    )
    of = choice(gettext_lazy("Of which clock"), choices(words.MEASURES), empty="–")
    unless = choice(
        gettext_lazy("Unless"),
        choices(words.UNLESS),
        empty=words.UNLESS["acknowledged"],
    )
    acknowledge_within = _number(gettext_lazy("Minutes to answer"))
    times = _number(gettext_lazy("So many times more"))
    every = _number(gettext_lazy("Every so many minutes"))
    loud = tick(gettext_lazy("Loud: it wakes people"))

    def __init__(self, *args: Any, offers: Mapping[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, options in offers.items():
            offer(self, name, options)

    def level(self) -> dict[str, Any] | None:
        told = self.cleaned_data
        kind = told.get("kind")
        if not kind:
            return None
        level: dict[str, Any] = {"after": told.get("after") or 0}
        if told.get("percent"):
            level["after"] = {"percent": int(told["percent"]), "of": told.get("of")}
        if told.get("unless"):
            level["unless"] = told["unless"]
        level["target"] = {"kind": kind} | self._target(kind)
        if not told.get("loud"):
            level["loud"] = False
        if told.get("acknowledge_within"):
            level["acknowledge_within"] = told["acknowledge_within"]
        if told.get("times"):
            level["repeat"] = {"times": told["times"], "every": told.get("every") or 5}
        return level

    def _target(self, kind: str) -> dict[str, Any]:
        usual = {"team": OWNING, "rank": 1}
        told = self.cleaned_data
        return {n: told.get(n) or usual.get(n, "") for n in _PARTS.get(kind, ())}


def _initial(level: Mapping[str, Any]) -> dict[str, Any]:
    after = level.get("after", 0)
    share = after if isinstance(after, Mapping) else {}
    target = dict(level["target"])
    if target.get("team") == OWNING:
        target["team"] = ""
    return {
        **target,
        **level.get("repeat", {}),
        "after": "" if share else after,
        "percent": share.get("percent", ""),
        "of": share.get("of", ""),
        "unless": level.get("unless", ""),
        "acknowledge_within": level.get("acknowledge_within", ""),
        "loud": level.get("loud", True),
    }


class RowForm(forms.Form):
    """One row, its levels, and why it changes."""

    name = line(gettext_lazy("Name"))
    key = line(
        gettext_lazy("Key"), hint=gettext_lazy("Small letters, digits and dashes.")
    )
    category = choice(
        gettext_lazy("Category"), [], empty=gettext_lazy("All categories")
    )
    priorities = _several(gettext_lazy("Priorities; none is all"))
    hours = choice(gettext_lazy("Hours"), choices(words.HOURS), empty="–")
    peak = choice(gettext_lazy("Peak periods"), choices(words.PEAKS), empty="–")
    calendar = choice(
        gettext_lazy("By which calendar"), [], empty=gettext_lazy("Its team's")
    )
    services = _several(gettext_lazy("Services; none is all"))
    sites = _several(gettext_lazy("Sites; none is all"))
    lapses = _number(
        gettext_lazy("An acknowledgement lapses after, minutes"),
        gettext_lazy("If nothing follows it. 0 is never."),
    )
    why = why(gettext_lazy("Why it changes"))
    override = tick(gettext_lazy("Publish though it leaves holes"), hint=_AUDITED)

    WHEN = ("hours", "peak", "calendar", "services", "sites")

    def __init__(
        self, data: Any, *, actor: Any, held: Mapping[str, Any], key: str | None
    ) -> None:
        self.held, self.old = held, key
        rows = [row for row in held["rows"] if row["key"] == key]
        row = rows[0] if rows else {"levels": []}
        super().__init__(data, initial=self._told(row))
        offer(self, "category", category_tree())
        offer(self, "calendar", [(one.key, one.name) for one in calendars()])
        self._offer("priorities", [(str(n), f"P{n}") for n in range(1, 6)])
        self._offer("services", service_choices(actor))
        self._offer("sites", [(site.key, site.name) for site in sites(actor)])
        offers = {"team": team_choices(), "schedule": schedule_choices()}
        levels = [_initial(level) for level in row["levels"]]
        levels += [{"loud": True}] * _NEW
        self.cards = [
            LevelForm(data, prefix=f"l{n}", offers=offers, initial=initial)
            for n, initial in enumerate(levels, start=1)
        ]

    def _offer(self, name: str, options: Any) -> None:
        field: Any = self.fields[name]
        field.choices = options
        if not options:
            del self.fields[name]

    @staticmethod
    def _told(row: Mapping[str, Any]) -> dict[str, Any]:
        category = row.get("category", EVERYWHERE)
        return {
            **row.get("when", {}),
            "name": row.get("name", ""),
            "key": row.get("key", ""),
            "category": "" if category == EVERYWHERE else category,
            "priorities": [str(n) for n in row.get("priorities", ())],
            "lapses": row.get("lapses", 30),
        }

    def is_valid(self) -> bool:
        fit = [form.is_valid() for form in self.cards]
        return super().is_valid() and all(fit) and self._is_publishable()

    def _levels(self) -> list[LevelForm]:
        return [form for form in self.cards if form.level() is not None]

    def row(self) -> dict[str, Any]:
        told = self.cleaned_data
        row: dict[str, Any] = {"key": told["key"].strip()}
        if told.get("name"):
            row["name"] = told["name"].strip()
        row["category"] = told.get("category") or EVERYWHERE
        if told.get("priorities"):
            row["priorities"] = sorted(int(n) for n in told["priorities"])
        if when := {n: told[n] for n in self.WHEN if told.get(n)}:
            row["when"] = when
        lapses = told.get("lapses")
        row["lapses"] = 30 if lapses is None else lapses
        return row | {"levels": [form.level() for form in self._levels()]}

    def body(self) -> dict[str, Any]:
        """The whole matrix with this row in its place, or at its end."""
        rows = list(self.held["rows"])
        at = [n for n, row in enumerate(rows) if row["key"] == self.old]
        if at:
            rows[at[0]] = self.row()
        else:
            rows.append(self.row())
        return {"rows": rows}

    def _is_publishable(self) -> bool:
        """What is wrong stands at its part of its card; what is wrong elsewhere in the
        matrix above all of them."""
        body = self.body()
        keys = [row["key"] for row in body["rows"]]
        here = keys.index(self.cleaned_data["key"].strip()) + 1
        cards, found = self._levels(), complaints(body)
        for each in found:
            holder: forms.Form = self
            if each.row == here and each.level:
                holder = cards[each.level - 1]
            part = each.part if each.part in holder.fields else None
            holder.add_error(part if each.row == here else None, sentence(each))
        return not found


class MatrixTextForm(forms.Form):
    """All of it as YAML, to be copied from one Tocsin to another."""

    told = forms.CharField(
        label=gettext_lazy("The matrix as YAML"),
        max_length=_MOST_TEXT,
        widget=forms.Textarea(attrs={"class": "input mono", "rows": 28}),
    )
    why = why(gettext_lazy("Why it changes"))
    override = tick(gettext_lazy("Publish though it leaves holes"), hint=_AUDITED)

    def __init__(self, data: Any, *, held: Mapping[str, Any]) -> None:
        written = yaml.safe_dump(
            dict(held), allow_unicode=True, sort_keys=False, width=88
        )
        super().__init__(data, initial={"told": written})

    def clean_told(self) -> Any:
        try:
            body = yaml.safe_load(self.cleaned_data["told"])
        except (yaml.YAMLError, ValueError, RecursionError) as flaw:
            raise forms.ValidationError(
                _("It cannot be read: {told}").format(told=str(flaw)[:200])
            ) from flaw
        if found := MATRIX_KIND.check(body):
            raise forms.ValidationError(found[:20])
        return body

    def body(self) -> dict[str, Any]:
        body: dict[str, Any] = self.cleaned_data["told"]
        return body
