"""The fields that are published, and whether what was told is a value of one."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import get_language

from tocsin.foundation.accounts.reads import person_called, person_named
from tocsin.foundation.config.models import Document
from tocsin.foundation.config.reads import all_published
from tocsin.foundation.fields.refusals import UNFIT, FieldUnusable
from tocsin.foundation.fields.rules import Field, Stored, Unfit, field_of, fit
from tocsin.foundation.services.models import Item
from tocsin.foundation.services.reads import service_names
from tocsin.kernel.text import holdable

FIELD = "custom_field"


def fields() -> list[Field]:
    """Every published field, in the order in which forms ask them."""
    found = all_published(FIELD)
    made = [field_of(name, document.body) for name, document in found.items()]
    return sorted(made, key=lambda field: (field.order, field.title, field.key))


def fields_for(category: str | None, model: str | None) -> list[Field]:
    """Those that an incident of this category and model has."""
    return [field for field in fields() if field.applies(category, model)]


def fields_called(keys: Iterable[str]) -> dict[str, Field]:
    """These fields by key, also those that were retired: old values stay readable."""
    wanted = set(keys)
    if not wanted:
        return {}
    held = {field.key: field for field in fields()}
    found = {key: held[key] for key in held if key in wanted}
    if gone := sorted(wanted - held.keys()):
        rows = Document.objects.filter(kind=FIELD, name__in=gone, state="retired")
        for row in rows.order_by("version"):
            found[row.name] = field_of(row.name, row.body, retired=True)
    return found


def title_of(field: Field) -> str:
    """What the reader's language calls it."""
    return field.called(get_language() or "")


def fitted(field: Field, told: Any) -> Stored | None:
    """The value as it is stored, people, services and items by key; raises Unfit."""
    value = fit(field, told)
    if not isinstance(value, str):
        return value
    match field.type:
        case "person":
            person = person_named(value) or person_called(value)
            return person.key if person else _unfit("nobody")
        case "service":
            return value if service_names([value]) else _unfit("no_service")
        case "item":
            known = Item.objects.filter(key=holdable(value)).exists()
            return value if known else _unfit("no_item")
    return value


def _unfit(code: str) -> str:
    raise Unfit(code)


def fitted_or_refused(field: Field, told: Any) -> Stored | None:
    """The value as it is stored; a person who tells another is told what is wanted."""
    try:
        return fitted(field, told)
    except Unfit as found:
        raise refusal_of(field, told, str(found)) from found


def refusal_of(field: Field, told: Any, code: str) -> FieldUnusable:
    return FieldUnusable(
        told=_brief(told), field=title_of(field), complaint=complaint_of(field, code)
    )


def complaint_of(field: Field, code: str) -> str:
    """What is wanted of the field, in words."""
    choices = ", ".join(code for code, _title in field.choices)
    return str(UNFIT[code]).format(choices=choices)


def _brief(told: Any) -> str:
    text = told if isinstance(told, str) else type(told).__name__
    text = holdable(text)
    return text if len(text) <= 80 else text[:79] + "…"


def known_keys(found: Iterable[Field] | Mapping[str, Field]) -> str:
    """The keys to choose from, for a refusal's remedy."""
    keys = found if isinstance(found, Mapping) else [field.key for field in found]
    return ", ".join(keys) or "–"
