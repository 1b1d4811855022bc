"""What applying a set-up would do, thing by thing."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from tocsin.foundation.config.rules import Difference, differences
from tocsin.register.transfer.setup.reading import Told
from tocsin.register.transfer.setup.sections import Section

ADD, CHANGE, RETIRE = "add", "change", "retire"


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that is added, changed or retired."""

    section: Section
    key: str
    verb: str
    before: Any
    after: Any
    line: int = 0

    @property
    def place(self) -> str:
        name = self.section.name
        return name if self.section.single else f"{name}.{self.key}"

    @property
    def differences(self) -> list[Difference]:
        return list(differences(self.before or {}, self.after or {}))


@dataclass(frozen=True, slots=True)
class Plan:
    """The steps in the order in which they are done."""

    steps: list[Step] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not self.steps

    def count(self, verb: str) -> int:
        return sum(step.verb == verb for step in self.steps)


def plan_of(told: Told, sections: Iterable[Section]) -> Plan:
    """A section that the file does not have stays as it is."""
    wanted = [section for section in sections if section.name in told.things]
    held = {section.name: section.held() for section in wanted}
    steps = [s for each in wanted for s in _puts(each, told, held[each.name])]
    for each in reversed(wanted):
        steps += _drops(each, told.things[each.name], held[each.name])
    return Plan(steps)


def _puts(section: Section, told: Told, held: dict[str, Any]) -> Iterator[Step]:
    for key, thing in sorted(told.things[section.name].items()):
        after, before = section.whole(thing), held.get(key)
        if section.grows and before is not None:
            after = {**before, **after}
        if before != after:
            verb = ADD if before is None else CHANGE
            line = told.lines.get((section.name, key), 0)
            yield Step(section, key, verb, before, after, line)


def _drops(section: Section, told: Any, held: dict[str, Any]) -> Iterator[Step]:
    if section.single or section.grows or section.name == "members":
        return
    for key in sorted(held.keys() - told.keys(), reverse=True):
        before = held[key]
        if section.fields is None or before.get("active", True):
            yield Step(section, key, RETIRE, before, None)
