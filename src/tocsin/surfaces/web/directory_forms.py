"""What is asked of a file of people, and of a directory that is asked for them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tocsin.foundation.directory.ldap.sources import ATTRIBUTES, USUAL, Source
from tocsin.foundation.directory.tables import TARGETS, Mapped
from tocsin.kernel.sheets import Sheet, text_of
from tocsin.surfaces.web import words
from tocsin.surfaces.web.forms import choice, line, text, tick, why

_SAMPLES = 3


class UploadForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("File: a table, JSON or JSON lines"),
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
        titles = ((name, each.title or name) for name, each in known.items())
        field.choices = [*field.choices, *titles]


@dataclass(frozen=True, slots=True)
class ColumnAsked:
    name: str
    samples: Sequence[str]
    to: Any


class PeopleForm(forms.Form):
    """The mapping of one file of people: of the whole, then of each of its columns."""

    source = line(
        gettext_lazy("Source"),
        required=True,
        hint=gettext_lazy("A short word for who tells of these people: hr."),
    )
    whole = tick(
        gettext_lazy("The file is all of that source: deactivate who is not in it")
    )
    makes_teams = tick(gettext_lazy("Make teams that are not known"))
    save_as = line(
        gettext_lazy("Keep the mapping as"),
        hint=gettext_lazy("Small letters and hyphens, to use it again."),
    )
    confirmed = tick(gettext_lazy("Even if more people leave than usual may"))

    def __init__(self, *args: Any, sheet: Sheet, mapped: Mapped, **kwargs: Any) -> None:
        kwargs["initial"] = mapped.body()
        super().__init__(*args, **kwargs)
        self.sheet = sheet
        told = {each.column: each.to for each in mapped.columns}
        targets = [(to, words.say(words.PEOPLE_TARGETS, to)) for to in TARGETS]
        for place, name in enumerate(sheet.columns):
            label = _("{column} becomes").format(column=name)
            self.fields[f"to_{place}"] = forms.ChoiceField(
                label=label,
                choices=targets,
                initial=told.get(name, "ignore"),
                widget=forms.Select(attrs={"class": "input", "aria-label": label}),
            )

    @property
    def asked_of_all(self) -> list[Any]:
        return [self[name] for name in ("source", "whole", "makes_teams")]

    @property
    def asked_at_last(self) -> list[Any]:
        return [self[name] for name in ("save_as", "confirmed")]

    @property
    def columns(self) -> list[ColumnAsked]:
        return [
            ColumnAsked(name, self._samples(name), self[f"to_{place}"])
            for place, name in enumerate(self.sheet.columns)
        ]

    def _samples(self, name: str) -> list[str]:
        cells = (row.cells.get(name) for row in self.sheet.first)
        return list(dict.fromkeys(text_of(cell) for cell in cells if cell))[:_SAMPLES]

    def body(self) -> dict[str, Any]:
        """The mapping as a document."""
        told = self.cleaned_data
        names = ("source", "whole", "makes_teams")
        columns = [
            {"column": name, "to": told[f"to_{place}"]}
            for place, name in enumerate(self.sheet.columns)
        ]
        return {**{name: told[name] for name in names}, "columns": columns}


class SourceForm(forms.Form):
    """One directory: where it is, what is asked, what its attributes become."""

    title = line(gettext_lazy("Title"))
    url = line(
        gettext_lazy("Address"),
        required=True,
        hint=gettext_lazy("ldaps://host, or ldap://host with StartTLS."),
    )
    start_tls = tick(gettext_lazy("StartTLS"))
    plain = tick(gettext_lazy("Unencrypted: only over a wire that is trusted"))
    ca_file = line(
        gettext_lazy("File of its certificate authority, on this server"),
        hint=gettext_lazy("Empty: those that the system knows."),
    )
    bind_dn = line(gettext_lazy("Account that asks, as a DN"))
    password = forms.CharField(
        label=gettext_lazy("Its password"),
        required=False,
        help_text=gettext_lazy("Empty: as it is. It is kept encrypted."),
        widget=forms.PasswordInput(
            attrs={"class": "input", "autocomplete": "new-password"}
        ),
    )
    base = line(gettext_lazy("Where people are, as a DN"), required=True)
    filter = line(gettext_lazy("Filter of people"), required=True)
    attributes = text(
        gettext_lazy("Facts and their attributes, one a line"),
        required=True,
        rows=10,
        hint=gettext_lazy("username = uid"),
    )
    group_base = line(gettext_lazy("Where groups are, as a DN"))
    group_filter = line(gettext_lazy("Filter of groups"))
    member = line(
        gettext_lazy("Attribute that names a group's members"),
        hint=gettext_lazy("member, uniqueMember, memberUid, or memberOf of people."),
    )
    teams = text(
        gettext_lazy("Groups whose people are in a team, one a line"),
        hint=gettext_lazy("cn=network,ou=groups,dc=example = network"),
    )
    leads = text(gettext_lazy("Groups whose people lead a team, one a line"))
    roles = text(gettext_lazy("Groups whose people have a role, one a line"))
    whole = tick(gettext_lazy("Deactivate who is no longer there"))
    every_minutes = forms.IntegerField(
        label=gettext_lazy("Ask again after so many minutes; 0: only by hand"),
        min_value=0,
        max_value=10_080,
        required=False,
        widget=forms.NumberInput(attrs={"class": "input"}),
    )
    reason = why(gettext_lazy("Why it changes"), required=False)

    def __init__(self, *args: Any, source: Source | None, **kwargs: Any) -> None:
        kwargs["initial"] = _shown(source)
        super().__init__(*args, **kwargs)

    def body(self) -> dict[str, Any]:
        """The directory as a document."""
        told = self.cleaned_data
        texts = "title url ca_file bind_dn base filter group_base group_filter member"
        body: dict[str, Any] = {name: told[name] for name in texts.split()}
        body |= {name: told[name] for name in ("start_tls", "plain", "whole")}
        attributes = _pairs(told["attributes"])
        body["attributes"] = attributes
        for name in ("teams", "leads", "roles"):
            body[name] = _pairs(told[name], last=True)
        return {**body, "every_minutes": told["every_minutes"] or 0}


def _shown(source: Source | None) -> dict[str, Any]:
    if source is None:
        usual = {name: USUAL[name] for name in ATTRIBUTES if name in USUAL}
        return {
            "filter": "(objectClass=inetOrgPerson)",
            "group_filter": "(objectClass=groupOfNames)",
            "member": "member",
            "attributes": _lines(usual),
            "whole": True,
            "every_minutes": 60,
        }
    names = """title url start_tls plain ca_file bind_dn base filter group_base
    group_filter member whole every_minutes"""
    told = {name: getattr(source, name) for name in names.split()}
    tables = ("attributes", "teams", "leads", "roles")
    return told | {name: _lines(getattr(source, name)) for name in tables}


def _lines(table: Mapping[str, str]) -> str:
    return "\n".join(f"{name} = {value}" for name, value in table.items())


def _pairs(written: str, *, last: bool = False) -> dict[str, str]:
    """Lines with an equals sign; a DN holds some itself, so the last one parts it."""
    found = {}
    for each in written.splitlines():
        left, sign, right = each.rpartition("=") if last else each.partition("=")
        if sign and left.strip() and right.strip():
            found[left.strip()] = right.strip()
    return found
