"""A set-up read from YAML, each thing with the line it stands on."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import yaml
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tocsin.kernel.text import holdable
from tocsin.register.transfer.setup.refusals import SetupUnreadable
from tocsin.register.transfer.setup.sections import Section
from tocsin.register.transfer.setup.shapes import fits

FORMAT = 1
_DEEPEST, _MOST = 30, 500_000
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


Line = int | str


@dataclass
class Told:
    """What a file says: the things of each section it has, and their lines."""

    things: dict[str, dict[str, Any]] = field(default_factory=dict)
    lines: dict[tuple[str, str], Line] = field(default_factory=dict)


def read_files(files: Mapping[str, str], sections: Iterable[Section]) -> Told:
    """What several files say together, by their names; a section stands in one."""
    known, whole = list(sections), Told()
    for name, text in sorted(files.items()):
        try:
            told = read_setup(text, known)
        except SetupUnreadable as found:
            line = f"{found.facts['line']} in {name}"
            raise SetupUnreadable(line=line, what=found.facts["what"]) from found
        if twice := sorted(whole.things.keys() & told.things.keys()):
            what = _("“{name}” is told twice").format(name=twice[0])
            raise SetupUnreadable(line=f"1 in {name}", what=what)
        whole.things |= told.things
        whole.lines |= {place: f"{at} in {name}" for place, at in told.lines.items()}
    return whole


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
        if what := section.complaint(things[key]):
            raise SetupUnreadable(line=at, what=what)
        if section.fields is not None:
            _need_known(below, section, values, at)


_KINDS = {
    str: gettext_lazy("a word"),
    int: gettext_lazy("a whole number"),
    bool: gettext_lazy("true or false"),
    list: gettext_lazy("a list"),
    dict: gettext_lazy("a table"),
}


def _need_known(node: Any, section: Section, values: "_Values", line: int) -> None:
    fields = section.fields or {}
    if not isinstance(node, yaml.MappingNode):
        raise SetupUnreadable(line=line, what=_("it is a table of named values"))
    for name, at, below in values.pairs(node):
        if name not in fields:
            raise _unknown(at, name, fields)
        kind = section.kind_of(name)
        if not fits(values.of(below), fields[name], kind):
            what = _("{name} is {kind}").format(name=name, kind=_KINDS[kind])
            raise SetupUnreadable(line=at, what=what)


def _unknown(line: int, name: str, known: Iterable[str]) -> SetupUnreadable:
    what = _("“{name}” is not known here; known are {known}").format(
        name=name[:60], known=", ".join(known)
    )
    return SetupUnreadable(line=line, what=what)


def _is_number(value: Any, told: str) -> bool:
    """Of what YAML takes for a fraction, whether people do: not .inf, nor 17:00.5."""
    return not isinstance(value, float) or (math.isfinite(value) and ":" not in told)


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
        is_strange = isinstance(value, bytes) or not _is_number(value, node.value)
        return str(node.value) if is_hour or is_strange else value
