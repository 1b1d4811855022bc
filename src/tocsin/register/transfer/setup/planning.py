"""What applying a set-up would do, thing by thing."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from tocsin.foundation.config.rules import Difference, differences
from tocsin.register.transfer.setup.reading import Line, Told
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
    line: Line = 0

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
        steps += _drops(each, told, held[each.name])
    return Plan(steps)


def _puts(section: Section, told: Told, held: dict[str, Any]) -> Iterator[Step]:
    """What is new and retired already is added first, so that others may name it, and
    retired at the end."""
    things = told.things[section.name]
    for key in section.order(things):
        after, before = section.whole(things[key]), held.get(key)
        if section.grows and before is not None:
            after = {**before, **after}
        line = told.lines.get((section.name, key), 0)
        if before is None:
            alive = (
                after if section.is_alive(after) else {**after, **dict([section.alive])}
            )
            yield Step(section, key, ADD, None, alive, line)
        elif before != after:
            yield Step(section, key, CHANGE, before, after, line)


def _drops(section: Section, told: Told, held: dict[str, Any]) -> Iterator[Step]:
    if section.single or section.grows or section.name == "members":
        return
    things = told.things[section.name]
    new = {key: section.whole(things[key]) for key in things.keys() - held.keys()}
    ended = {key: after for key, after in new.items() if not section.is_alive(after)}
    gone = {key: held[key] for key in held.keys() - things.keys()}
    for key, before in sorted((ended | gone).items(), reverse=True):
        if key in ended or section.is_alive(before):
            line = told.lines.get((section.name, key), 0)
            yield Step(section, key, RETIRE, before, None, line)
