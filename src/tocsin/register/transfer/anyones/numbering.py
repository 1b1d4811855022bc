"""Each record by its number at the source, so that telling it twice is once. Pure."""

from collections import Counter
from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import NamedTuple

from tocsin.kernel.sheets import Row, text_of
from tocsin.register.transfer.anyones.rules import NUMBER, Mapped
from tocsin.register.work.actions.opening import fitting


class Numbered(NamedTuple):
    """A record and its number; `first` is the line that told this number before."""

    row: Row
    number: str
    first: int | None


def numbered(rows: Iterable[Row], mapped: Mapped) -> Iterator[Numbered]:
    """A record without a number is known by its content; several that are alike are
    told apart by their order, so that every reading gives them the same numbers."""
    seen: dict[str, int] = {}
    alike: Counter[str] = Counter()
    column = next((each.column for each in mapped.to(NUMBER)), "")
    for row in rows:
        cell = row.cells.get(column)
        number = fitting(text_of(cell).strip(), 120) if cell else ""
        if not number:
            digest = _digest(row)
            alike[digest] += 1
            number = f"row-{digest}-{alike[digest]}"
        yield Numbered(row, number, seen.get(number))
        seen.setdefault(number, row.line)


def _digest(row: Row) -> str:
    told = sorted((name, text_of(cell)) for name, cell in row.cells.items())
    letters = "\x1f".join(f"{name}\x1e{text}" for name, text in told)
    return sha256(letters.encode("utf-8", "surrogatepass")).hexdigest()[:24]
