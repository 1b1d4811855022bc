"""How a column becomes a fact: what a mapping says, and what it may say. Pure."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tocsin.register.core.rules import (
    CANCEL_CAUSES,
    RESOLUTION_KINDS,
    STATES,
    WAITING_CAUSES,
)
from tocsin.register.transfer.anyones.instants import ORDERS
from tocsin.register.work.rules import CHOICES

TEXTS = """title description symptoms affected still_works before_symptoms
automatic_fix_text location_physical location_virtual""".split()
LEVELS = {"impact": 3, "urgency": 3, "priority": 5}
INSTANTS = """registered_at occurred_at detected_at reported_at last_known_good_at
restored_at resolved_at closed_at cancelled_at updated_at""".split()
NAMED = "service category team owner reporter".split()
TALK = ("note", "reply")
WORDS = "resolution resolution_code resolution_text closure_code model tags".split()
NUMBER, TOLD, IGNORE = "source_ref", "told", "ignore"
TARGETS = (
    NUMBER,
    *TEXTS,
    "state",
    *LEVELS,
    *NAMED,
    *INSTANTS,
    *sorted(CHOICES),
    *WORDS,
    *TALK,
    TOLD,
    IGNORE,
)
# What these hold is one of few words; the mapping says which of theirs is which.
VALUED: Mapping[str, tuple[str, ...]] = {
    "state": (
        *STATES,
        *(f"cancelled:{cause}" for cause in CANCEL_CAUSES),
        *(f"waiting:{cause}" for cause in WAITING_CAUSES),
    ),
    "impact": ("1", "2", "3"),
    "urgency": ("1", "2", "3"),
    "priority": ("1", "2", "3", "4", "5"),
    "resolution": RESOLUTION_KINDS,
    **CHOICES,
}
_MANY = frozenset({*TALK, TOLD, IGNORE, "tags", *TEXTS[1:]})
_SOURCE = re.compile(r"[a-z0-9][a-z0-9._-]{0,39}")

# Words that other programs use; asked only where the mapping says nothing.
USUAL: Mapping[str, Mapping[str, str]] = {
    "state": {
        **dict.fromkeys("new open todo to-do backlog submitted".split(), "registered"),
        **dict.fromkeys(["to do", "reported", "offen", "neu"], "registered"),
        **dict.fromkeys(["assigned", "processing (assigned)"], "assigned"),
        **dict.fromkeys(
            ["in progress", "work in progress", "active", "in bearbeitung"], "diagnosis"
        ),
        **dict.fromkeys(["processing", "patch available", "reopened"], "diagnosis"),
        **dict.fromkeys(
            ["pending", "on hold", "waiting", "pending reminder", "warten"], "waiting"
        ),
        **dict.fromkeys(["awaiting user info", "waiting for customer"], "waiting"),
        **dict.fromkeys(["resolved", "solved", "done", "fixed", "gelöst"], "resolved"),
        **dict.fromkeys(["closed", "complete", "geschlossen", "merged"], "closed"),
        **dict.fromkeys(
            ["cancelled", "canceled", "rejected", "removed"], "cancelled:false_alarm"
        ),
        "duplicate": "cancelled:duplicate",
    },
    "priority": {
        **dict.fromkeys(["critical", "highest", "blocker", "very high", "major"], "1"),
        **dict.fromkeys(["high", "hoch", "3 high"], "2"),
        **dict.fromkeys(["moderate", "medium", "normal", "2 normal", "mittel"], "3"),
        **dict.fromkeys(["low", "minor", "niedrig", "1 low"], "4"),
        **dict.fromkeys(["planning", "lowest", "trivial", "very low"], "5"),
    },
    "impact": {
        **dict.fromkeys(["high", "very high", "extensive", "hoch"], "1"),
        **dict.fromkeys(["medium", "moderate", "significant", "mittel"], "2"),
        **dict.fromkeys(["low", "very low", "minor", "niedrig"], "3"),
    },
}
USUAL = {**USUAL, "urgency": {**USUAL["impact"], "critical": "1"}}

# Below these a table in JSON keeps what its column is called.
_INNER = frozenset(["name", "displayname", "display_value", "value", "key"])
_ALIASES: Mapping[str, str] = {
    alias: target
    for target, aliases in {
        "source_ref": "number|id|issue id|issue key|key|ticket id|ticket|#|incident id",
        "title": "short description|summary|title|subject|name|titel",
        "description": "description|details|content|body|document|beschreibung",
        "state": "state|status|incident state|incident_state",
        "priority": "priority|priorität",
        "impact": "impact",
        "urgency": "urgency",
        "service": "business service|service|business_service",
        "category": "category|topic group|topic_group|component|components|kategorie",
        "team": "assignment group|assignment_group|group|team|assigned group",
        "owner": "assigned to|assigned_to|assignee|owner|technician|assigned user",
        "reporter": "caller|caller id|caller_id|reporter|requester|customer|opened for",
        "registered_at": "opened|opened at|opened_at|created|created at|created_at"
        "|opening date|date|sys_created_on",
        "updated_at": "updated|updated at|updated_at|last update|sys_updated_on",
        "resolved_at": "resolved|resolved at|resolved_at|resolution date|solve date"
        "|solvedate",
        "closed_at": "closed|closed at|closed_at|close at|close_at|closing date",
        "resolution_text": "close notes|close_notes|resolution notes|solution",
        "resolution_code": "close code|close_code|resolution code|resolution",
        "channel": "contact type|contact_type|channel|request source",
        "location_physical": "location|site|place|entity",
        "location_virtual": "configuration item|cmdb_ci|environment|host",
        "note": "work notes|work_notes|comment|comments|followups|articles|notes",
        "reply": "additional comments|comments and work notes",
        "tags": "tags|labels",
    }.items()
    for alias in aliases.split("|")
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column of theirs: which fact it becomes, and which word is which."""

    column: str
    to: str
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Mapped:
    """A whole mapping. Columns it does not name are kept under `told`."""

    source: str
    columns: tuple[Column, ...]
    title: str = ""
    zone: str = "UTC"
    dates: str = ORDERS[0]
    state: str = "closed"
    keep_rest: bool = True

    def to(self, target: str) -> Iterator[Column]:
        return (column for column in self.columns if column.to == target)

    def body(self) -> dict[str, Any]:
        """The mapping as a document."""
        rows: list[dict[str, Any]] = []
        for each in self.columns:
            values = {"values": {**each.values}} if each.values else {}
            rows.append({"column": each.column, "to": each.to} | values)
        return {
            "title": self.title or self.source,
            "source": self.source,
            "zone": self.zone,
            "dates": self.dates,
            "state": self.state,
            "keep_rest": self.keep_rest,
            "columns": rows,
        }


def mapped_of(body: Mapping[str, Any]) -> Mapped:
    """The mapping that a checked document describes."""
    columns = tuple(
        Column(
            row["column"],
            row["to"],
            {word(theirs): str(ours) for theirs, ours in row.get("values", {}).items()},
        )
        for row in body["columns"]
    )
    return Mapped(
        source=body["source"],
        columns=columns,
        title=body.get("title", ""),
        zone=body.get("zone", "UTC"),
        dates=body.get("dates", ORDERS[0]),
        state=body.get("state", "closed"),
        keep_rest=body.get("keep_rest", True),
    )


def word(theirs: Any) -> str:
    """Their word, whatever its case and however it is spaced."""
    return " ".join(str(theirs).split()).casefold()


def value_of(column: Column, written: str) -> str:
    """Our word for theirs: as the mapping says, failing that the usual one, failing
    that the word itself. `1 - Critical` is also asked for as 1."""
    theirs = word(written)
    if theirs in column.values:
        return column.values[theirs]
    usual = USUAL.get(column.to, {})
    if theirs in usual:
        return usual[theirs]
    if column.to in LEVELS and (found := re.match(r"p?([0-9]+)\b", theirs)):
        return found[1]
    return written.strip() if column.to not in VALUED else theirs


def guessed(
    names: Sequence[str], source: str, own: Mapping[str, str] | None = None
) -> Mapped:
    """A first mapping, by what columns are called; `own` are titles of own fields."""
    fields = {word(title): f"field.{key}" for key, title in (own or {}).items()}
    taken: set[str] = set()
    columns = []
    for name in names:
        called = _called(name)
        target = next((_ALIASES[each] for each in called if each in _ALIASES), None)
        target = target or fields.get(word(name), TOLD)
        if target in taken and target not in _MANY:
            target = TOLD
        taken.add(target)
        columns.append(Column(name, target))
    return Mapped(source, tuple(columns))


def _called(name: str) -> list[str]:
    """What a column may be known by: `fields.status.name` is also status."""
    parts = name.split(".")
    while len(parts) > 1 and word(parts[-1]) in _INNER:
        parts.pop()
    return [word(name), word(".".join(parts)), word(parts[-1])]


@dataclass(frozen=True, slots=True)
class Complaint:
    """One thing that keeps a mapping from being used, and where."""

    code: str
    place: str = ""


_PARTS = frozenset("title source zone dates state keep_rest columns".split())


def check(body: Any, *, zones: Iterable[str], fields: Iterable[str]) -> list[Complaint]:
    """What is wrong with a mapping; nothing, when it may be used."""
    if not isinstance(body, Mapping):
        return [Complaint("mapping_is_a_table")]
    found = list(_check_head(body, set(zones)))
    rows = body.get("columns")
    if not isinstance(rows, list) or not rows or not all(map(_is_row, rows)):
        return [*found, Complaint("columns_are_listed", "columns")]
    return found + list(_check_columns(rows, {f"field.{key}" for key in fields}))


def _check_head(body: Mapping[str, Any], zones: set[str]) -> Iterator[Complaint]:
    for part in sorted(map(str, set(body) - _PARTS)):
        yield Complaint("not_known", part)
    source = body.get("source")
    if not isinstance(source, str) or not _SOURCE.fullmatch(source):
        yield Complaint("source_is_a_word", "source")
    if not _is_among(body.get("zone", "UTC"), zones):
        yield Complaint("not_a_zone", "zone")
    if not _is_among(body.get("dates", ORDERS[0]), ORDERS):
        yield Complaint("not_an_order", "dates")
    if not _is_among(body.get("state", "closed"), STATES):
        yield Complaint("no_such_value", "state")
    if not isinstance(body.get("title", ""), str):
        yield Complaint("not_known", "title")
    if not isinstance(body.get("keep_rest", True), bool):
        yield Complaint("not_known", "keep_rest")


def _is_among(told: Any, known: Iterable[str]) -> bool:
    return isinstance(told, str) and told in known


def _is_row(row: Any) -> bool:
    if not isinstance(row, Mapping) or not row.keys() <= {"column", "to", "values"}:
        return False
    named = all(isinstance(row.get(part), str) for part in ("column", "to"))
    return named and isinstance(row.get("values", {}), Mapping)


def _check_columns(rows: Sequence[Any], fields: set[str]) -> Iterator[Complaint]:
    taken: set[str] = set()
    for row in rows:
        target = row["to"]
        if target not in TARGETS and target not in fields:
            yield Complaint("no_such_fact", f"{row['column']}: {target}")
        if target in taken and target not in _MANY:
            yield Complaint("told_twice", target)
        taken.add(target)
        known = VALUED.get(target)
        for theirs, ours in row.get("values", {}).items():
            if known and str(ours) not in known:
                yield Complaint("no_such_value", f"{row['column']}: {theirs} = {ours}")
