"""The five questions as forms: a few lines each, more when asked for."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tocsin.foundation.accounts.options import LANGUAGE, ORGANISATION, ZONE
from tocsin.foundation.accounts.reads import people
from tocsin.foundation.config.reads import value
from tocsin.register.transfer.starting.actions import NewService, NewTeam
from tocsin.register.transfer.starting.reading import Mapped, path_of, read_lines
from tocsin.register.transfer.starting.sets import SETS, Start
from tocsin.surfaces.web import words
from tocsin.surfaces.web.calendar_form import zone_choices
from tocsin.surfaces.web.forms import Choices, choice, choices, line, offer, text, tick
from tocsin.surfaces.web.widgets import Select

_LEAST, _MORE, _MOST = 4, 4, 60


class OrganisationForm(forms.Form):
    name = line(gettext_lazy("What it is called"), required=True)
    zone = forms.ChoiceField(
        label=gettext_lazy("Its time zone"), widget=Select(attrs={"class": "input"})
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Its language"), widget=Select(attrs={"class": "input"})
    )

    def __init__(self, data: Any, zone: str) -> None:
        usual = {"name": value(ORGANISATION), "zone": value(ZONE)}
        if usual["zone"] == ZONE.default:
            usual["zone"] = zone
        super().__init__(data, initial={**usual, "language": value(LANGUAGE)})
        fields: dict[str, Any] = self.fields
        fields["zone"].choices = zone_choices(value(ZONE))
        fields["language"].choices = [
            (code, _(name)) for code, name in settings.LANGUAGES
        ]


class RowsForm(forms.Form):
    """Lines of the same fields; a line in which nothing was told is none."""

    parts: Sequence[str] = ()

    def __init__(
        self, data: Any, rows: Sequence[Mapping[str, Any]], files: Any = None
    ) -> None:
        told = {
            f"row_{number}_{part}": value
            for number, row in enumerate(rows)
            for part, value in row.items()
        }
        super().__init__(data, files, initial=told)
        self.count = self._counted(data, len(rows))
        for number in range(self.count):
            for part, field in self.line().items():
                field.widget.attrs["data-draft"] = (
                    f"{type(self).__name__}:{number}:{part}"
                )
                self.fields[f"row_{number}_{part}"] = field

    def line(self) -> dict[str, forms.Field]:
        raise NotImplementedError

    def _counted(self, data: Any, rows: int) -> int:
        written = str(data.get("rows", "")) if data else ""
        count = int(written) if written.isdecimal() and len(written) < 4 else 0
        if data and data.get("verb") == "more":
            count += _MORE
        return min(count or max(_LEAST, rows + 1), _MOST)

    @property
    def rows(self) -> list[list[Any]]:
        return [
            [self[f"row_{number}_{part}"] for part in self.line()]
            for number in range(self.count)
        ]

    def told(self) -> Iterable[dict[str, Any]]:
        first = next(iter(self.line()))
        for number in range(self.count):
            row = {n: self.cleaned_data.get(f"row_{number}_{n}") for n in self.line()}
            if row[first]:
                yield row


class TeamsForm(RowsForm):
    duty = choice(gettext_lazy("Duty manager"), [], empty=gettext_lazy("You"))

    def __init__(self, data: Any, rows: Sequence[Mapping[str, Any]]) -> None:
        super().__init__(data, rows)
        offer(self, "duty", [(each.key, str(each)) for each in people("", limit=200)])

    def line(self) -> dict[str, forms.Field]:
        return {
            "name": line(_("Team")),
            "purpose": line(_("What for")),
            "joined": tick(_("I work in it")),
        }

    def answers(self) -> list[NewTeam]:
        return [NewTeam(t["name"], t["purpose"], t["joined"]) for t in self.told()]


class ServicesForm(RowsForm):
    def __init__(
        self, data: Any, rows: Sequence[Mapping[str, Any]], teams: Choices
    ) -> None:
        self.teams = teams
        super().__init__(data, rows)

    def line(self) -> dict[str, forms.Field]:
        weight = choice(_("Weight"), choices(words.CRITICALITIES), empty=_("ordinary"))
        return {
            "name": line(_("Service")),
            "team": TeamField(self.teams),
            "weight": weight,
        }

    def answers(self) -> list[NewService]:
        told = self.told()
        return [NewService(t["name"], t["team"], int(t["weight"] or 3)) for t in told]


class CategoriesForm(RowsForm):
    lines = text(
        gettext_lazy("Or paste a table"),
        rows=3,
        hint=gettext_lazy(
            "Lines of category,team: Network / VPN,Network. A team that is not there is"
            " made."
        ),
    )
    file = forms.FileField(
        label=gettext_lazy("Or choose such a file (CSV)"),
        required=False,
        widget=forms.FileInput(attrs={"class": "input"}),
    )

    def __init__(
        self,
        data: Any,
        files: Any,
        rows: Sequence[Mapping[str, Any]],
        teams: Choices,
    ) -> None:
        self.teams = teams
        super().__init__(data, rows, files)

    def line(self) -> dict[str, forms.Field]:
        return {
            "path": line(_("Category")),
            "team": TeamField(self.teams),
        }

    def answers(self) -> list[Mapped]:
        rows = [Mapped(path_of(t["path"]), t["team"]) for t in self.told()]
        rows += read_lines(self.cleaned_data["lines"])
        if held := self.cleaned_data["file"]:
            rows += read_lines(held.read(1_000_000).decode("utf-8", "replace"))
        return rows


class TeamField(forms.ChoiceField):
    """One of the teams, by key; by name too, for one that was made since the page was
    opened."""

    def __init__(self, teams: Choices) -> None:
        nothing: Choices = [("", "–")]
        widget = Select(attrs={"class": "input"})
        super().__init__(
            label=_("Team"), required=False, choices=nothing + teams, widget=widget
        )
        self.names = {str(label).casefold() for _key, label in teams}

    def valid_value(self, value: Any) -> bool:
        return super().valid_value(value) or str(value).casefold() in self.names


def start_named(code: str) -> Start | None:
    return SETS.get(code)


def team_rows(start: Start | None) -> list[dict[str, Any]]:
    if start is None:
        return []
    return [{"name": str(n), "purpose": str(for_)} for n, for_ in start.teams.values()]


def service_rows(start: Start | None, teams: Choices) -> list[dict[str, Any]]:
    if start is None:
        return []
    return [
        {"name": str(name), "team": _key_of(start, team, teams), "weight": str(weight)}
        for name, team, weight in start.services
    ]


def category_rows(start: Start | None, teams: Choices) -> list[dict[str, Any]]:
    if start is None:
        return []
    return [
        {"path": str(path), "team": _key_of(start, team, teams)}
        for path, team in start.categories
    ]


def teams_to_choose(start: Start | None, known: Iterable[tuple[str, str]]) -> Choices:
    """The teams there are, and those of a set that would be made."""
    found: Choices = list(known)
    names = {name.casefold() for _key, name in found}
    for name, _purpose in start.teams.values() if start else ():
        if str(name).casefold() not in names:
            found.append((str(name), _("{name} (will be made)").format(name=name)))
    return found


def _key_of(start: Start, word: str, teams: Choices) -> str:
    """What stands for a set's team among those to choose from."""
    name = str(start.teams[word][0])
    for key, label in teams:
        if str(label).casefold() == name.casefold():
            return key
    return name
