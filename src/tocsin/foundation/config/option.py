"""Single values that an organisation may set, declared in each room's `options.py`.

Pure: no database, no clock. What is set is read by `config.reads.value`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

T = TypeVar("T", int, bool, str, tuple[str, ...])

_YES = frozenset({"on", "yes", "true", "1"})
_NO = frozenset({"off", "no", "false", "0"})


class Unfit(ValueError):
    """The value is not one that this option can have; `args[0]` is a complaint."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Option(Generic[T]):
    """One value: its name (`room.word`), what it is when nobody set it, and what
    people are told of it.

    The environment wins over what was set in the pages. A secret is stored
    encrypted, never shown, and never leaves with an export.
    """

    name: str
    default: T
    label: Any
    env: str
    help: Any = ""
    least: int | None = None
    most: int | None = None
    choices: Mapping[str, Any] | None = None
    secret: bool = False

    @property
    def room(self) -> str:
        return self.name.partition(".")[0]

    def read(self, text: str) -> T:
        """The value that a text means, as the environment and forms write it."""
        return self.fit(_READERS[type(self.default)](text.strip()))

    def fit(self, told: Any) -> T:
        """The value, if it is one that this option can have."""
        value: Any = tuple(told) if isinstance(told, list) else told
        if type(value) is not type(self.default):
            raise Unfit(_KINDS[type(self.default)])
        if isinstance(value, int) and not isinstance(value, bool):
            self._bound(value)
        if self.choices is not None:
            self._choose(value)
        return value

    def write(self, value: T) -> str:
        """The value as text, as `read` reads it."""
        if isinstance(value, bool):
            return "on" if value else "off"
        return ", ".join(value) if isinstance(value, tuple) else str(value)

    def _bound(self, value: int) -> None:
        if self.least is not None and value < self.least:
            raise Unfit("too_little")
        if self.most is not None and value > self.most:
            raise Unfit("too_much")

    def _choose(self, value: Any) -> None:
        chosen = value if isinstance(value, tuple) else (value,)
        if not set(chosen) <= set(self.choices or ()):
            raise Unfit("not_offered")


def _whole(text: str) -> int:
    if not text.removeprefix("-").isdecimal():
        raise Unfit("not_a_number")
    return int(text)


def _yes_or_no(text: str) -> bool:
    word = text.lower()
    if word not in _YES | _NO:
        raise Unfit("not_yes_or_no")
    return word in _YES


def _words(text: str) -> tuple[str, ...]:
    return tuple(word for part in text.split(",") if (word := part.strip()))


_READERS: Mapping[type, Any] = {
    int: _whole,
    bool: _yes_or_no,
    str: str,
    tuple: _words,
}
_KINDS: Mapping[type, str] = {
    int: "not_a_number",
    bool: "not_yes_or_no",
    str: "not_a_text",
    tuple: "not_words",
}
