"""What people said, as exports pack it into one cell. Pure.

Jira tells a comment as `30/Sep/21 17:20;ada;Text`, ServiceNow puts all of them into
one cell under lines like `2026-03-02 09:00:00 - Ada Lovelace (Work notes)`, and JSON
exports tell them as lists of tables.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime, tzinfo
from typing import Any, NamedTuple

from tocsin.register.transfer.anyones.instants import instant_of

_JIRA = re.compile(r"([^;\n]{8,30});([^;\n]{0,120});(.*)", re.DOTALL)
_HEADING = re.compile(r"^([0-9][0-9 :./-]{7,22}?) - (.{1,120}?)(?: \(([^()\n]*)\))?$")
_AT = "created_at created at date opened_at date_creation created_on sys_created_on"
_BY = "author.displayName author from created_by by users_id user sys_created_by"
_TEXT = "body text content value comment note message"


class Saying(NamedTuple):
    """One thing somebody said; when and by whom as far as the cell tells."""

    at: datetime | None
    by: str
    text: str


def sayings(cell: Any, zone: tzinfo, order: str) -> Iterator[Saying]:
    """Everything that a cell of comments holds, in its order."""
    for each in cell if isinstance(cell, list) else [cell]:
        if isinstance(each, Mapping):
            yield from _of_table(each, zone, order)
        elif text := str(each).strip():
            yield from _of_text(text, zone, order)


def _of_table(table: Mapping[str, Any], zone: tzinfo, order: str) -> Iterator[Saying]:
    def first(names: str) -> str:
        told = (str(table[name]) for name in names.split() if table.get(name))
        return next(told, "").strip()

    if text := first(_TEXT):
        yield Saying(instant_of(first(_AT), zone, order), first(_BY), text)


def _of_text(text: str, zone: tzinfo, order: str) -> Iterator[Saying]:
    if found := _JIRA.fullmatch(text):
        at = instant_of(found[1], zone, order)
        if at is not None and found[3].strip():
            yield Saying(at, found[2].strip(), found[3].strip())
            return
    parts = list(_headed(text, zone, order))
    yield from parts or [Saying(None, "", text)]


def _headed(text: str, zone: tzinfo, order: str) -> Iterator[Saying]:
    """The parts of a text under headings with an instant; none when it has none, and
    what stands before the first heading is a part, too."""
    at, by, lines, headed = None, "", list[str](), False
    for line in text.splitlines():
        found = _HEADING.fullmatch(line.strip())
        begun = instant_of(found[1], zone, order) if found else None
        if found is None or begun is None:
            lines.append(line)
            continue
        if said := "\n".join(lines).strip():
            yield Saying(at, by, said)
        at, by, lines, headed = begun, found[2].strip(), [], True
    if headed and (said := "\n".join(lines).strip()):
        yield Saying(at, by, said)
