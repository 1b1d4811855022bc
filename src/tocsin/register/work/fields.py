"""An organisation's own fields on one incident: which it has, what they hold.

Values are in the row's `fields` as they are stored; a field that is wanted and not
told is flagged as `field.<key>`.
"""

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.db.models import DecimalField, F, Func, Q, TextField, Value
from django.db.models.functions import Cast
from django.db.models.lookups import GreaterThanOrEqual, LessThanOrEqual

from tocsin.foundation.fields.reads import (
    fields,
    fields_called,
    fields_for,
    fitted,
    fitted_or_refused,
    known_keys,
    refusal_of,
)
from tocsin.foundation.fields.refusals import FieldUnknown, FilterUnclear
from tocsin.foundation.fields.rules import (
    ORDERED,
    STAGES,
    Field,
    Stored,
    Typed,
    Unfit,
    typed,
)
from tocsin.kernel.text import holdable
from tocsin.register.work.reported import written

FLAG = "field."
_ASKED = re.compile(r"([a-zA-Z0-9_-]{1,80})(:|>=|<=)(.*)", re.DOTALL)
_NUMBER = Value(r"^-?[0-9]{1,30}(?:\.[0-9]{1,12})?$")


def stated(
    told: Any, category: str | None, model: str | None
) -> tuple[dict[str, Stored], dict[str, str]]:
    """Of a report's fields: the values that can be used; and, as they were told, those
    that cannot, by the flag they get."""
    if not told:
        return {}, {}
    if not isinstance(told, Mapping):
        return {}, {"fields": written(told)}
    known = {field.key: field for field in fields_for(category, model)}
    usable: dict[str, Stored] = {}
    odd: dict[str, str] = {}
    for key, value in told.items():
        try:
            found = fitted(known[key], value)
        except (KeyError, Unfit):
            odd[f"{FLAG}{holdable(str(key))[:80]}"] = written(value)
        else:
            if found is not None:
                usable[key] = found
    return usable, odd


def missing_fields(
    held: Mapping[str, Any],
    category: str | None,
    model: str | None,
    stage: str = STAGES[0],
) -> list[str]:
    """Flags of the fields that are wanted at this stage and hold nothing."""
    return missing_among(fields_for(category, model), held, stage)


def missing_among(
    known: Iterable[Field], held: Mapping[str, Any], stage: str = STAGES[0]
) -> list[str]:
    """The same of these fields, for whoever knows which an incident has."""
    wanted = [field for field in known if field.required_by(stage)]
    return [f"{FLAG}{field.key}" for field in wanted if field.key not in held]


def fields_of(incident: Any) -> dict[str, Typed]:
    """What the incident's fields hold, as rules compare it, by key."""
    known = fields_called(incident.fields)
    return {
        key: typed(known[key], value)
        for key, value in incident.fields.items()
        if key in known
    }


def fields_on(incident: Any) -> list[Field]:
    """The fields that the incident has, and those that it still holds a value of."""
    has = fields_for(incident.category_id, incident.model)
    keys = {field.key for field in has}
    held = fields_called(key for key in incident.fields if key not in keys)
    return [*has, *(held[key] for key in sorted(held))]


def changes_of(incident: Any, told: Mapping[str, Any]) -> dict[str, Stored | None]:
    """What would change if these values were set; refuses what cannot be."""
    has = {field.key: field for field in fields_on(incident) if not field.retired}
    changes: dict[str, Stored | None] = {}
    for key, value in told.items():
        found = _new_value(incident, has, key, value)
        flagged = f"{FLAG}{key}" in incident.flags
        if found != incident.fields.get(key) or (found is None and flagged):
            changes[key] = found
    return changes


def _new_value(
    incident: Any, has: Mapping[str, Field], key: str, value: Any
) -> Stored | None:
    if key in has:
        return fitted_or_refused(has[key], value)
    # What is there can always be taken away, also when its field is gone.
    leftover = key in incident.fields or f"{FLAG}{key}" in incident.flags
    if leftover and value in (None, "", []):
        return None
    raise FieldUnknown(name=holdable(str(key))[:80], known=known_keys(has))


def holding(told: str) -> Q:
    """Incidents whose field holds this: `key:value`, `key>=value`, `key<=value`."""
    asked = _ASKED.fullmatch(told)
    if asked is None:
        raise FilterUnclear(told=holdable(told)[:80])
    key, sign, value = asked.groups()
    field = fields_called([key]).get(key)
    if field is None:
        raise FieldUnknown(name=key, known=known_keys(fields()))
    found = fitted_or_refused(field, holdable(value))
    if found is None:
        raise FilterUnclear(told=holdable(told)[:80])
    # Said so, the index of those that have any fields can be used.
    some = ~Q(fields={})
    if sign == ":":
        return some & Q(fields__contains={key: found})
    if field.type not in ORDERED:
        raise refusal_of(field, told, "no_order")
    return some & _bounded(field, sign, found)


def _bounded(field: Field, sign: str, value: Stored) -> Q:
    compare = GreaterThanOrEqual if sign == ">=" else LessThanOrEqual
    if field.type in {"whole", "decimal"}:
        exact = DecimalField(max_digits=60, decimal_places=12)
        return Q(compare(Cast(_number(field.key), exact), Decimal(str(value))))
    return Q(compare(_text(field.key), str(value)))


def _text(key: str) -> Func:
    """The value as text; days and instants are written in the order of time."""
    path = (F("fields"), Value(key))
    return Func(*path, function="jsonb_extract_path_text", output_field=TextField())


def _number(key: str) -> Func:
    """The value, if it is a number: what an older type of the field left is none."""
    return Func(_text(key), _NUMBER, function="substring", output_field=TextField())


def flags_of_fields(flags: Iterable[str]) -> set[str]:
    """The keys of the fields that are flagged."""
    return {flag.removeprefix(FLAG) for flag in flags if flag.startswith(FLAG)}
