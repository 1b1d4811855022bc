"""The columns that a view may show: what each is called, holds on a page and exports.

Besides them there are the organisation's own fields, as `field.<key>`.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from tocsin.foundation.fields.reads import fields as own_fields
from tocsin.foundation.fields.reads import fields_called, title_of
from tocsin.foundation.fields.rules import Field, write
from tocsin.register.work.fields import FLAG
from tocsin.surfaces.web import words
from tocsin.surfaces.web.explaining import explained
from tocsin.surfaces.web.own_fields import fact_word, in_words
from tocsin.surfaces.web.templatetags.desk import due, moment, state

Cell = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its heading, its cell on a page, and what a table exports.

    `plain` names the facts that are exported for it, raw."""

    key: str
    label: Promise | str
    cell: Cell
    plain: Sequence[str] = ()
    numeric: bool = False


def _fact(name: str, table: words.Words | None = None) -> Cell:
    def cell(row: Any) -> str:
        value = getattr(row, name)
        if value in (None, ""):
            return ""
        return words.say(table, value) if table else str(value)

    return cell


def _at(name: str) -> Cell:
    def cell(row: Any) -> Any:
        at: datetime | None = getattr(row, name)
        return moment(at, "step") if at else ""

    return cell


def _owner(row: Any) -> Any:
    if row.owner:
        return str(row.owner)
    return _("duty manager") if row.owner_role else _("nobody")


def _reporter(row: Any) -> str:
    return str(row.reporter) if row.reporter_id else str(row.reporter_name)


def _flags(row: Any) -> str:
    return ", ".join(fact_word(name) for name in row.flags)


def _tags(row: Any) -> str:
    return ", ".join(row.tags)


def _age(row: Any) -> Any:
    return moment(row.registered_at, "ago") if row.registered_at else ""


def _since(row: Any) -> Any:
    return moment(row.state_since, "ago") if row.state_since else ""


def _why(row: Any) -> Any:
    return format_html('<span class="soft">{}</span>', explained(row))


_ALL = (
    Column("service", gettext_lazy("Service"), _fact("service"), ("service_id",)),
    Column("category", gettext_lazy("Category"), _fact("category"), ("category_id",)),
    Column("team", gettext_lazy("Team"), _fact("team"), ("team_id",)),
    Column("owner", gettext_lazy("Owner"), _owner, ("owner_id", "owner_role")),
    Column(
        "reporter",
        gettext_lazy("Reporter"),
        _reporter,
        ("reporter_id", "reporter_name"),
    ),
    Column("state", gettext_lazy("State"), state, ("state",)),
    Column(
        "waiting",
        gettext_lazy("Waiting for"),
        _fact("waiting_cause", words.WAITING_FOR),
        ("waiting_cause",),
    ),
    Column("next", gettext_lazy("Next clock"), due, ("next_due_at", "next_due_label")),
    Column("since", gettext_lazy("In this state"), _since, ("state_since",), True),
    Column("age", gettext_lazy("Age"), _age, ("registered_at",), True),
    Column("impact", gettext_lazy("Impact"), _fact("impact"), ("impact",), True),
    Column("urgency", gettext_lazy("Urgency"), _fact("urgency"), ("urgency",), True),
    Column(
        "nature",
        gettext_lazy("Nature"),
        _fact("nature", words.NATURES),
        ("nature",),
    ),
    Column(
        "channel",
        gettext_lazy("How it came in"),
        _fact("channel", words.CHANNELS),
        ("channel",),
    ),
    Column(
        "place",
        gettext_lazy("Place"),
        _fact("location_physical"),
        ("location_physical",),
    ),
    Column(
        "occurred",
        gettext_lazy("Occurred"),
        _at("occurred_at"),
        ("occurred_at",),
    ),
    Column(
        "registered",
        pgettext_lazy("instant", "Registered"),
        _at("registered_at"),
        ("registered_at",),
    ),
    Column("changed", gettext_lazy("Last changed"), _at("changed_at"), ("changed_at",)),
    Column(
        "resolved",
        pgettext_lazy("instant", "Resolved"),
        _at("resolved_at"),
        ("resolved_at",),
    ),
    Column(
        "closed", pgettext_lazy("instant", "Closed"), _at("closed_at"), ("closed_at",)
    ),
    Column(
        "reopened",
        gettext_lazy("Times reopened"),
        _fact("reopened_count"),
        ("reopened_count",),
        True,
    ),
    Column(
        "reassigned",
        gettext_lazy("Times handed over"),
        _fact("reassigned_count"),
        ("reassigned_count",),
        True,
    ),
    Column("tags", gettext_lazy("Tags"), _tags, ("tags",)),
    Column("flags", gettext_lazy("To complete"), _flags, ("flags",)),
    Column(
        "source",
        gettext_lazy("Number there"),
        _fact("source_ref"),
        ("source", "source_ref"),
    ),
    Column("why", gettext_lazy("Why here"), _why),
)
COLUMNS: Mapping[str, Column] = {column.key: column for column in _ALL}
MOST = 12


def offered() -> list[tuple[str, Any]]:
    """Every column with its heading, the organisation's own fields last."""
    ours = [(column.key, column.label) for column in _ALL]
    return ours + [(f"{FLAG}{f.key}", title_of(f)) for f in own_fields()]


def columns_of(keys: Iterable[str]) -> list[Column]:
    """The columns of these keys in their order; what is no more is left out."""
    wanted = list(keys)[:MOST]
    own = fields_called(
        key.removeprefix(FLAG) for key in wanted if key.startswith(FLAG)
    )
    found = [
        COLUMNS.get(key) or _own(own.get(key.removeprefix(FLAG))) for key in wanted
    ]
    return [column for column in found if column]


def _own(field: Field | None) -> Column | None:
    if field is None:
        return None

    def cell(row: Any) -> str:
        held = row.fields.get(field.key)
        return "" if held is None else in_words(field, held)

    return Column(f"{FLAG}{field.key}", title_of(field), cell)


def plain_cells(column: Column, row: Any) -> list[Any]:
    """What a table exports of the column: raw facts, or the field as it is stored."""
    if column.key.startswith(FLAG):
        return [write(row.fields.get(column.key.removeprefix(FLAG)))]
    return [getattr(row, name) for name in column.plain] or [column_text(column, row)]


def plain_heads(column: Column) -> list[str]:
    return list(column.plain) or [column.key]


def column_text(column: Column, row: Any) -> str:
    return explained(row) if column.key == "why" else str(column.cell(row))
