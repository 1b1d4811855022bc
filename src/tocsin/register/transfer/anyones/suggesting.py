"""What a file's words could mean: their words, and which of ours each would be."""

from collections import Counter
from itertools import islice

from tocsin.kernel.sheets import rows_of, text_of
from tocsin.register.transfer.anyones.names import Names
from tocsin.register.transfer.anyones.rules import (
    NAMED,
    VALUED,
    Column,
    Mapped,
    value_of,
)

_LOOKED = 2000
_MOST = 40
_PEOPLE = ("owner", "reporter")


def words_in(
    name: str, content: bytes, mapped: Mapped, names: Names
) -> dict[str, list[tuple[str, str]]]:
    """By column whose words are mapped: each of theirs, the most frequent first, with
    ours; empty where nobody said which it is. People go by their names."""
    wanted = [c for c in mapped.columns if c.to in VALUED or c.to in NAMED]
    wanted = [column for column in wanted if column.to not in _PEOPLE]
    found: dict[str, Counter[str]] = {each.column: Counter() for each in wanted}
    for row in islice(rows_of(name, content), _LOOKED):
        for column, counted in found.items():
            if cell := row.cells.get(column):
                counted[" ".join(text_of(cell).split())[:80]] += 1
    return {
        column.column: [
            (theirs, _ours(column, theirs, names))
            for theirs, _count in found[column.column].most_common(_MOST)
        ]
        for column in wanted
    }


def _ours(column: Column, theirs: str, names: Names) -> str:
    ours = value_of(column, theirs)
    if column.to in VALUED:
        return ours if ours in VALUED[column.to] else ""
    return names.key_of(column.to, ours) or ""
