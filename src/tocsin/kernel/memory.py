"""A bounded memory: what was asked for lately is kept, what was not is forgotten."""

from collections.abc import Hashable
from typing import Generic, TypeVar

V = TypeVar("V")


class Memory(Generic[V]):
    """Two generations: a full one becomes the old one, and what is asked for there
    moves to the young one. So it holds at most twice `most`, and never empties."""

    __slots__ = ("_most", "_old", "_weight", "_young")

    def __init__(self, most: int) -> None:
        self._most, self._weight = most, 0
        self._young: dict[Hashable, tuple[V, int]] = {}
        self._old: dict[Hashable, tuple[V, int]] = {}

    def get(self, key: Hashable) -> V | None:
        """What is known; TypeError where the key can be no key."""
        held = self._young.get(key)
        if held is None:
            held = self._old.pop(key, None)
            if held is None:
                return None
            self.put(key, *held)
        return held[0]

    def put(self, key: Hashable, value: V, weight: int = 1) -> None:
        if self._weight + weight > self._most:
            self._old, self._young, self._weight = self._young, {}, 0
        self._young[key] = value, weight
        self._weight += weight

    def drop(self, key: Hashable) -> None:
        """It is known no more."""
        self._young.pop(key, None)
        self._old.pop(key, None)

    @property
    def weight(self) -> int:
        """What it holds, both generations together."""
        return self._weight + sum(weight for _value, weight in self._old.values())

    def clear(self) -> None:
        self._young, self._old, self._weight = {}, {}, 0
