"""Files in CSV or YAML, with the number of the line that says each thing."""

import csv
from collections.abc import Iterator, Mapping
from datetime import date
from io import StringIO
from typing import Any

import yaml
from django.utils.translation import gettext as _

from tocsin.foundation.services.importing.lines import (
    ITEM,
    KINDS,
    Fault,
    Line,
    Need,
    Read,
    group_of,
    needs_in,
)
from tocsin.foundation.services.refusals import FileUnreadable
from tocsin.kernel.text import holdable

LARGEST = 64_000_000
_MOST_VALUES = 4_000_000
_DEEPEST = 12
_ATTRIBUTE = "attr."
# In a file, sections are plural and a CSV's column `type` is singular.
_SECTIONS = {f"{kind}s": kind for kind in KINDS}
_LISTS = ("sites",)


def read_file(name: str, content: bytes) -> Read:
    """What the file says. One that is neither CSV nor YAML is refused."""
    if len(content) > LARGEST:
        raise FileUnreadable(why=_("it has more than 64 MB"))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as found:
        raise FileUnreadable(why=_("it is not written in UTF-8")) from found
    if name.lower().endswith((".yaml", ".yml")):
        return _read_yaml(text)
    return _read_csv(holdable(text))


def _read_csv(text: str) -> Read:
    first, _newline, _rest = text.partition("\n")
    rows = csv.reader(
        StringIO(text, newline=""),
        delimiter=";" if first.count(";") > first.count(",") else ",",
        strict=True,
    )
    read = Read()
    try:
        head = [column.strip() for column in next(rows, [])]
        if "key" not in head:
            raise FileUnreadable(why=_("its first line names no column “key”"))
        for row in rows:
            if any(row):
                _take_row(read, rows.line_num, head, row)
    except csv.Error as found:
        why = _("line {n} is no CSV").format(n=rows.line_num)
        raise FileUnreadable(why=why) from found
    return read


def _take_row(read: Read, number: int, head: list[str], row: list[str]) -> None:
    if len(row) > len(head):
        read.faults.append(Fault(number, _("it has more cells than the first line")))
        return
    told = {
        name: cell.strip()
        for name, cell in zip(head, row, strict=False)
        if cell.strip()
    }
    kind = told.pop("type", ITEM).lower()
    facts: dict[str, Any] = {}
    attributes = {}
    for name, cell in told.items():
        if name.startswith(_ATTRIBUTE):
            attributes[name.removeprefix(_ATTRIBUTE)] = cell
        else:
            facts[name] = cell.split() if name in _LISTS else cell
    if attributes:
        facts["attributes"] = attributes
    needs = facts.pop("needs", None)
    key = facts.pop("key", "")
    found = needs_in(needs) if needs is not None else None
    read.lines.append(Line(number, kind, key, facts, found))


def _read_yaml(text: str) -> Read:
    try:
        root = yaml.compose(holdable(text), Loader=_LOADER)
    except yaml.YAMLError as found:
        mark = getattr(found, "problem_mark", None)
        why = _("line {n} is no YAML").format(n=mark.line + 1 if mark else "?")
        raise FileUnreadable(why=why) from found
    if not isinstance(root, yaml.MappingNode):
        raise FileUnreadable(why=_("it has none of the parts sites, services, items"))
    read, values = Read(), _Values()
    for name, part in root.value:
        if name.value not in _SECTIONS or not isinstance(part, yaml.SequenceNode):
            why = _("{part} is none of the lists sites, services, items")
            number = name.start_mark.line + 1
            read.faults.append(Fault(number, why.format(part=str(name.value)[:40])))
            continue
        for node in part.value:
            _take_node(read, _SECTIONS[name.value], node, values)
    return read


_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Values:
    """Plain values of nodes. What refers to itself, or unfolds without end, is refused
    long before memory is."""

    def __init__(self) -> None:
        self.made = 0
        self.constructor = yaml.constructor.SafeConstructor()

    def of(self, node: Any, depth: int = 0) -> Any:
        self.made += 1
        if depth > _DEEPEST or self.made > _MOST_VALUES:
            raise FileUnreadable(why=_("it goes too deep, or refers to itself"))
        if isinstance(node, yaml.MappingNode):
            return {
                str(name.value): self.of(value, depth + 1) for name, value in node.value
            }
        if isinstance(node, yaml.SequenceNode):
            return [self.of(value, depth + 1) for value in node.value]
        if node.tag == "tag:yaml.org,2002:str":
            return node.value
        try:
            value = self.constructor.construct_object(node)
        except (yaml.YAMLError, ValueError):
            return str(node.value)
        return value.isoformat() if isinstance(value, date) else value


def _take_node(read: Read, kind: str, node: Any, values: _Values) -> None:
    number = node.start_mark.line + 1
    if not isinstance(node, yaml.MappingNode):
        read.faults.append(Fault(number, _("it is no table of names and values")))
        return
    facts = values.of(node)
    needs = facts.pop("needs", None)
    key = str(facts.pop("key", "") or "")
    try:
        found = list(_needs(needs)) if needs is not None else None
    except ValueError:
        why = _("its needs are no list of keys and of groups “works_with, of”")
        read.faults.append(Fault(number, why))
        return
    read.lines.append(Line(number, kind, key, facts, found))


def _needs(told: Any) -> Iterator[Need]:
    """A list of references, and of tables such as {works_with: 1, of: [web-01]}."""
    if not isinstance(told, list):
        raise ValueError
    for number, each in enumerate(told, 1):
        if isinstance(each, Mapping):
            refs, count = each.get("of"), each.get("works_with", 1)
            if not isinstance(refs, list) or not isinstance(count, int):
                raise ValueError
            if each.keys() - {"of", "works_with", "group"}:
                raise ValueError
            name = str(each.get("group") or f"group {number}")
            yield from group_of(name, count, map(str, refs))
        elif isinstance(each, list) or each is None:
            raise ValueError
        else:
            yield Need(str(each))
