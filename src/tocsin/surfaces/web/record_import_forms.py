"""What is asked of a file of records: whose it is, and what its columns become."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tocsin.foundation.fields.reads import fields, title_of
from tocsin.kernel.sheets import Sheet, text_of
from tocsin.kernel.zones import known_zones
from tocsin.register.transfer.anyones.rules import NAMED, TARGETS, VALUED, Mapped
from tocsin.surfaces.web import words
from tocsin.surfaces.web.forms import choice, line, tick
from tocsin.surfaces.web.words_of_imports import IMPORT_TARGETS

_SAMPLES = 3


class UploadForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("File: a table, JSON or JSON lines, packed or not"),
        widget=forms.ClearableFileInput(attrs={"class": "input"}),
    )
    mapping = choice(
        gettext_lazy("Mapping"),
        [],
        empty=gettext_lazy("By what its columns are called"),
    )

    def __init__(self, *args: Any, known: Mapping[str, Mapped], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["mapping"]
        field.choices = [
            *field.choices,
            *((name, mapped.title or name) for name, mapped in known.items()),
        ]


@dataclass(frozen=True, slots=True)
class ColumnAsked:
    """One column of theirs on the page: examples, and the inputs that map it."""

    name: str
    samples: Sequence[str]
    to: Any
    values: Any


class MappingForm(forms.Form):
    """The mapping of one file: of the whole, then of each of its columns."""

    source = line(
        gettext_lazy("Source"),
        required=True,
        hint=gettext_lazy("A short word for where it comes from: servicenow."),
    )
    zone = line(gettext_lazy("Zone of its local times"), required=True)
    dates = forms.ChoiceField(
        label=gettext_lazy("Dates in figures"),
        choices=[
            ("day_first", gettext_lazy("Day first: 2.3. is in March")),
            ("month_first", gettext_lazy("Month first: 2/3 is in February")),
        ],
        widget=forms.Select(attrs={"class": "input"}),
    )
    state = forms.ChoiceField(
        label=gettext_lazy("State of records that tell none"),
        choices=list(words.STATES.items()),
        widget=forms.Select(attrs={"class": "input"}),
    )
    keep_rest = tick(gettext_lazy("Keep what becomes no fact, word for word"))
    save_as = line(
        gettext_lazy("Keep the mapping as"),
        hint=gettext_lazy("Small letters and hyphens, to use it again."),
    )

    def __init__(
        self,
        *args: Any,
        sheet: Sheet,
        mapped: Mapped,
        suggested: Mapping[str, Sequence[tuple[str, str]]],
        **kwargs: Any,
    ) -> None:
        kwargs["initial"] = mapped.body()
        super().__init__(*args, **kwargs)
        self.sheet, targets = sheet, _targets()
        told = {each.column: each for each in mapped.columns}
        for place, name in enumerate(sheet.columns):
            column = told.get(name)
            to = column.to if column else "told"
            label = _("{column} becomes").format(column=name)
            self.fields[f"to_{place}"] = _select(label, targets, to)
            mine = column.values.items() if column else ()
            pairs = suggested.get(name) or mine
            label = _("Words of {column}").format(column=name)
            lines = "\n".join(f"{theirs} = {ours}" for theirs, ours in pairs)
            self.fields[f"values_{place}"] = _lines(label, lines)

    @property
    def whole(self) -> list[Any]:
        names = "source zone dates state keep_rest".split()
        return [self[name] for name in names]

    @property
    def columns(self) -> list[ColumnAsked]:
        return [
            ColumnAsked(
                name,
                _samples(self.sheet, name),
                self[f"to_{place}"],
                self[f"values_{place}"] if self._has_words(place) else None,
            )
            for place, name in enumerate(self.sheet.columns)
        ]

    def _has_words(self, place: int) -> bool:
        to = str(self[f"to_{place}"].value())
        people = to in ("owner", "reporter")
        return (to in VALUED or to in NAMED or to.startswith("field.")) and not people

    def clean_zone(self) -> str:
        zone = str(self.cleaned_data["zone"]).strip()
        if zone not in known_zones():
            raise forms.ValidationError(_("Name one like Europe/Berlin, or UTC."))
        return zone

    def body(self) -> dict[str, Any]:
        """The mapping as a document."""
        told = self.cleaned_data
        rows = []
        for place, name in enumerate(self.sheet.columns):
            row: dict[str, Any] = {"column": name, "to": told[f"to_{place}"]}
            values = _pairs(told[f"values_{place}"])
            if values and self._has_words(place):
                row["values"] = values
            rows.append(row)
        names = "source zone dates state keep_rest".split()
        return {**{name: told[name] for name in names}, "columns": rows}


def _select(label: str, targets: list[Any], to: str) -> forms.Field:
    widget = forms.Select(attrs={"class": "input", "aria-label": label})
    return forms.ChoiceField(
        label=label, choices=targets, initial=to, required=True, widget=widget
    )


def _lines(label: str, lines: str) -> forms.Field:
    rows = min(max(lines.count("\n") + 1, 2), 8)
    attrs = {"class": "input", "rows": rows, "aria-label": label}
    return forms.CharField(
        label=label, required=False, initial=lines, widget=forms.Textarea(attrs=attrs)
    )


def _targets() -> list[tuple[str, Any]]:
    """Everything a column can become, with its word."""
    named = {**words.FACTS, **IMPORT_TARGETS}
    own = [(f"field.{each.key}", title_of(each)) for each in fields()]
    common = [(target, words.say(named, target)) for target in TARGETS]
    return [*common[-2:], *common[:-2], *own]


def _samples(sheet: Sheet, name: str) -> list[str]:
    cells = (row.cells.get(name) for row in sheet.first)
    texts = dict.fromkeys(text_of(cell) for cell in cells if cell)
    return list(texts)[:_SAMPLES]


def _pairs(written: str) -> dict[str, str]:
    """Lines of their word, an equals sign and ours; those without ours say nothing."""
    parted = [each.rpartition("=") for each in written.splitlines()]
    pairs = {theirs.strip(): ours.strip() for theirs, _sign, ours in parted}
    return {theirs: ours for theirs, ours in pairs.items() if theirs and ours}
