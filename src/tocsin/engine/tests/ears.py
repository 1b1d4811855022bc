"""Observers that only remember what they heard."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from tocsin.engine.parts import Observer
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.register.core.actions.writer import Draft, append, draw_numbers
from tocsin.register.core.entries import Kind
from tocsin.register.core.feed import Heard

NOTED = frozenset({Kind.NOTED})


@dataclass
class Ear:
    """Hears notes; `fails` says on which numbers it stumbles."""

    name: str = "ear"
    fails: Callable[[int], bool] = lambda number: False
    heard: list[int] = field(default_factory=list)
    batches: list[int] = field(default_factory=list)

    def observer(self, *, batch: int = 100, history: bool = False) -> Observer:
        return Observer(self.name, NOTED, self.hear, history=history, batch=batch)

    def hear(self, entries: Sequence[Heard]) -> None:
        self.batches.append(len(entries))
        numbers = [int(entry.body["n"]) for entry in entries]
        for number in numbers:
            if self.fails(number):
                raise ValueError(f"{number} is too much for me")
        self.heard += numbers


def opened(origin: str = "lived") -> int:
    """The id of an incident with nothing but its registration."""
    (birth,) = draw_numbers(1)
    body = {"owner_role": "duty_manager"}
    draft = Draft(birth.id, Kind.REGISTERED, body, origin=origin)
    append([draft], by=SYSTEM, births=[birth])
    return birth.id


def noted(incident: int, *numbers: int, origin: str = "lived") -> None:
    """Notes with these numbers, each in a transaction of its own."""
    for number in numbers:
        draft = Draft(incident, Kind.NOTED, {"n": number}, origin=origin)
        append([draft], by=SYSTEM)
