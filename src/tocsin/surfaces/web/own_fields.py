"""The organisation's own fields on pages: asked in forms, shown in words."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tocsin.foundation.accounts.reads import names_of
from tocsin.foundation.fields.reads import (
    complaint_of,
    fields_called,
    fields_for,
    fitted,
    title_of,
)
from tocsin.foundation.fields.rules import Field, Unfit, write
from tocsin.foundation.services.reads import service_choices, service_names
from tocsin.register.work.fields import FLAG, fields_on
from tocsin.surfaces.web import words
from tocsin.surfaces.web.forms import (
    PersonField,
    VerbForm,
    choice,
    instant,
    line,
    text,
)
from tocsin.surfaces.web.instants import instant_from

_YES_NO = [("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No"))]


def input_for(field: Field, actor: Any) -> forms.Field:
    """How a form asks for the field."""
    title, hint = title_of(field), field.help
    match field.type:
        case "long_text":
            made = text(title, hint=hint)
        case "yes_no":
            made = choice(title, _YES_NO)
        case "one_of":
            made = choice(title, list(field.choices))
        case "several_of":
            made = _several(title, field)
        case "service":
            made = choice(title, service_choices(actor))
        case "person":
            made = PersonField(label=title)
        case "instant":
            made = instant(title)
        case _:
            made = line(title)
            made.widget.attrs |= _KEYBOARDS.get(field.type, {})
    made.help_text = hint or _HINTS.get(field.type, "")
    return made


_KEYBOARDS: Mapping[str, dict[str, str]] = {
    "date": {"type": "date"},
    "whole": {"inputmode": "numeric"},
    "decimal": {"inputmode": "decimal"},
    "url": {"inputmode": "url"},
}
_HINTS: Mapping[str, Any] = {
    "whole": gettext_lazy("A whole number."),
    "decimal": gettext_lazy("A number such as 12.50."),
    "item": gettext_lazy("The key of an item."),
    "url": gettext_lazy("An address that begins with https://."),
}


def _several(title: str, field: Field) -> forms.Field:
    return forms.MultipleChoiceField(
        label=title,
        required=False,
        choices=list(field.choices),
        widget=forms.SelectMultiple(attrs={"class": "input"}),
    )


def add_to(form: forms.Form, asked: Iterable[Field], actor: Any) -> None:
    """The form asks for these fields, too."""
    for field in asked:
        form.fields[f"{FLAG}{field.key}"] = input_for(field, actor)


def initial_of(field: Field, value: Any) -> Any:
    """The stored value as the form's input begins with it."""
    if field.type == "instant" and (at := _instant_of(value)):
        return at
    return value if isinstance(value, list) else write(value)


def _instant_of(value: Any) -> datetime | None:
    try:
        return datetime.fromisoformat(str(value))
    except ValueError:
        return None


class SetFieldsForm(VerbForm):
    """Every field that the incident has, with what it holds."""

    def __init__(
        self, *args: Any, incident: Any = None, actor: Any = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        known = fields_on(incident) if incident else []
        self.own = {f"{FLAG}{f.key}": f for f in known if not f.retired}
        add_to(self, self.own.values(), actor)
        for name, field in self.own.items():
            if field.key in incident.fields:
                self.initial[name] = initial_of(field, incident.fields[field.key])

    def clean(self) -> dict[str, Any]:
        """Each value is looked at where it was typed."""
        told = super().clean() or self.cleaned_data
        for name, field in self.own.items():
            try:
                fitted(field, told.get(name))
            except Unfit as found:
                self.add_error(name, complaint_of(field, str(found)))
        return told

    def facts(self) -> dict[str, Any]:
        """Only what was changed: what others set meanwhile stays."""
        changed = {
            field.key: self.cleaned_data.get(name)
            for name, field in self.own.items()
            if name in self.changed_data
        }
        return {"fields": changed, "seq": self.cleaned_data.get("seq")}


def asked_at_report(category: str, model: str, *, requester: bool) -> list[Field]:
    """The fields that a report can tell; requesters are asked what they are shown."""
    found = fields_for(category or None, model or None)
    return [field for field in found if field.shown_to_reporters or not requester]


def begun(sent: Any) -> dict[str, Any]:
    """What a form that is asked again begins with, by the names of its inputs."""
    names = [name for name in sent if name.startswith(FLAG)]
    return {n: many if len(many := sent.getlist(n)) > 1 else many[0] for n in names}


def told_in(sent: Any) -> dict[str, Any]:
    """What a report's form says of the fields, as far as it can be read."""
    keys = [name.removeprefix(FLAG) for name in sent if name.startswith(FLAG)]
    known = fields_called(keys)
    told = {key: _sent(known.get(key), sent, f"{FLAG}{key}") for key in keys}
    return {key: value for key, value in told.items() if value not in ("", [], None)}


def _sent(field: Field | None, sent: Any, name: str) -> Any:
    if field is None:
        return sent.get(name, "").strip()
    if field.type == "several_of":
        return sent.getlist(name)
    written = sent.get(name, "").strip()
    if field.type == "instant":
        return instant_from(written) or written
    if field.type == "person":
        try:
            return PersonField().clean(written)
        except ValidationError:
            return written
    return written


def rows_of(
    held: Mapping[str, Any], *, reporter: bool = False
) -> list[tuple[str, str]]:
    """The fields that hold something, with their titles, in words."""
    known = sorted(fields_called(held).values(), key=lambda f: (f.order, f.title))
    seen = [f for f in known if f.shown_to_reporters or not reporter]
    return [(title_of(field), in_words(field, held[field.key])) for field in seen]


def in_words(field: Field, value: Any) -> str:
    """A value as people read it."""
    titles = dict(field.choices)
    match field.type:
        case "yes_no":
            return _("Yes") if value is True else _("No")
        case "one_of" | "several_of":
            many = value if isinstance(value, list) else [value]
            return ", ".join(titles.get(each, write(each)) for each in many)
        case "person":
            return names_of([write(value)]).get(write(value), write(value))
        case "service":
            return service_names([write(value)]).get(write(value), write(value))
        case "instant":
            at = _instant_of(value)
            return f"{timezone.localtime(at):%Y-%m-%d %H:%M:%S}" if at else write(value)
    return write(value)


def fact_word(name: str) -> str:
    """What a fact, or a field by its flag, is called."""
    key = name.removeprefix(FLAG)
    if key == name:
        return words.say(words.FACTS, name)
    found = fields_called([key])
    return title_of(found[key]) if key in found else key
