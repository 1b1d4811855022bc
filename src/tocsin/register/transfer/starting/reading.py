"""Categories and their teams, told as lines of a table. Pure."""

import csv
import re
from typing import NamedTuple

from django.utils.translation import gettext as _

from tocsin.kernel.text import holdable
from tocsin.register.transfer.starting.refusals import LineUnclear

_PARTED = re.compile(r"\s*[/>]\s*")
_DEEPEST = 4
_HEAD = ("category", "team")


class Mapped(NamedTuple):
    """A category by the names on its path, and its team by name or key."""

    path: tuple[str, ...]
    team: str


def path_of(written: str) -> tuple[str, ...]:
    """`Network / VPN` as the names on the way down."""
    return tuple(name for name in _PARTED.split(written.strip()) if name)


def read_lines(text: str) -> list[Mapped]:
    """`category,team` line by line, by commas or semicolons; a head may stand first."""
    text = holdable(text).lstrip("\ufeff")
    first = text.strip().split("\n", 1)[0]
    parted = ";" if first.count(";") > first.count(",") else ","
    found = []
    for number, cells in enumerate(csv.reader(text.splitlines(), delimiter=parted), 1):
        told = [cell.strip() for cell in cells]
        head = tuple(each.casefold() for each in told[:2]) == _HEAD
        if any(told) and not (number == 1 and head):
            found.append(_line(number, told))
    return found


def _line(number: int, told: list[str]) -> Mapped:
    if len(told) != 2 or not all(told):
        raise LineUnclear(line=number, what=_("it is told as category,team"))
    path = path_of(told[0])
    if not 1 <= len(path) <= _DEEPEST or any(len(name) > 120 for name in path):
        raise LineUnclear(line=number, what=_("its category goes at most four deep"))
    return Mapped(path, told[1][:120])
