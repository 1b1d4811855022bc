"""A set-up read from YAML, each thing with the line it stands on."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import yaml
from django.utils.translation import gettext as _

from tocsin.kernel.text import holdable
from tocsin.register.transfer.setup.refusals import SetupUnreadable
from tocsin.register.transfer.setup.sections import Section

FORMAT = 1
_DEEPEST, _MOST = 30, 500_000
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass
class Told:
    """What a file says: the things of each section it has, and their lines."""

    things: dict[str, dict[str, Any]] = field(default_factory=dict)
    lines: dict[tuple[str, str], int] = field(default_factory=dict)


def read_setup(text: str, sections: Iterable[Section]) -> Told:
    """What the file says, or a refusal that names the first line that is not known."""
    known = {section.name: section for section in sections}
    told, values = Told(), _Values()
    for name, line, node in values.pairs(_root(text)):
        if name == "tocsin":
            _need_format(values.of(node), line)
        elif name in known:
            _take(told, known[name], line, node, values)
        else:
            raise _unknown(line, name, known)
    return told


def _root(text: str) -> Any:
    try:
        root = yaml.compose(holdable(text), Loader=_LOADER)
    except yaml.YAMLError as found:
        mark = getattr(found, "problem_mark", None)
        what = _("it is no YAML")
        raise SetupUnreadable(line=mark.line + 1 if mark else 1, what=what) from found
    if not isinstance(root, yaml.MappingNode):
        raise SetupUnreadable(line=1, what=_("a set-up has named sections"))
    return root


def _need_format(told: Any, line: int) -> None:
    if told != FORMAT:
        what = _("this Tocsin reads format {known}").format(known=FORMAT)
        raise SetupUnreadable(line=line, what=what)


def _take(
    told: Told, section: Section, line: int, node: Any, values: "_Values"
) -> None:
    if section.single:
        told.things[section.name] = {"default": values.of(node)}
        told.lines[section.name, "default"] = line
        return
    things = told.things[section.name] = {}
    for key, at, below in values.pairs(node):
        told.lines[section.name, key] = at
        things[key] = values.of(below)
        if section.fields is not None:
            _need_known(below, section.fields, values, at)


def _need_known(
    node: Any, fields: Mapping[str, Any], values: "_Values", line: int
) -> None:
    if not isinstance(node, yaml.MappingNode):
        raise SetupUnreadable(line=line, what=_("it is a table of named values"))
    for name, at, _below in values.pairs(node):
        if name not in fields:
            raise _unknown(at, name, fields)


def _unknown(line: int, name: str, known: Iterable[str]) -> SetupUnreadable:
    what = _("“{name}” is not known here; known are {known}").format(
        name=name[:60], known=", ".join(known)
    )
    return SetupUnreadable(line=line, what=what)


class _Values:
    """Plain values of nodes. What unfolds without end is refused before memory is."""

    def __init__(self) -> None:
        self.made = 0
        self.constructor = yaml.constructor.SafeConstructor()

    def pairs(self, node: Any) -> list[tuple[str, int, Any]]:
        """Name, line and node of each entry; a name stands once."""
        line = node.start_mark.line + 1
        if node.tag == "tag:yaml.org,2002:null":
            return []
        if not isinstance(node, yaml.MappingNode):
            raise SetupUnreadable(line=line, what=_("it is a table of named values"))
        found: dict[str, tuple[str, int, Any]] = {}
        for name, below in node.value:
            at = name.start_mark.line + 1
            if not isinstance(name, yaml.ScalarNode):
                raise SetupUnreadable(line=at, what=_("a name is a word"))
            if name.value in found:
                what = _("“{name}” is told twice").format(name=name.value[:60])
                raise SetupUnreadable(line=at, what=what)
            found[name.value] = (name.value, at, below)
        return list(found.values())

    def of(self, node: Any, depth: int = 0) -> Any:
        self.made += 1
        if depth > _DEEPEST or self.made > _MOST:
            line = node.start_mark.line + 1
            what = _("it goes too deep, or refers to itself")
            raise SetupUnreadable(line=line, what=what)
        if isinstance(node, yaml.MappingNode):
            pairs = self.pairs(node)
            return {name: self.of(below, depth + 1) for name, _line, below in pairs}
        if isinstance(node, yaml.SequenceNode):
            return [self.of(below, depth + 1) for below in node.value]
        return self._plain(node)

    def _plain(self, node: Any) -> Any:
        try:
            value = self.constructor.construct_object(node)
        except (yaml.YAMLError, ValueError):
            return str(node.value)
        if isinstance(value, date):
            return value.isoformat()
        # YAML takes 17:00 for a number of minutes; here it is an hour of the day.
        is_hour = isinstance(value, int) and ":" in node.value
        is_strange = isinstance(value, float | bytes)
        return str(node.value) if is_hour or is_strange else value
