"""Reads the file, row by row, never whole."""

import csv
import gzip
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import tzinfo
from io import TextIOWrapper
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import IO, NamedTuple

from tocsin.register.transfer.uci.refusals import (
    FileEndsEarly,
    FileUnreadable,
    NotThatLog,
)
from tocsin.register.transfer.uci.rows import (
    MISSING,
    BadRow,
    Step,
    Written,
    key_of,
    understand,
)

_GZIP = b"\x1f\x8b"
_TOO_LONG = 1_000_000


class Line(NamedTuple):
    """One record of the file: which row it is, on which line it ends."""

    row: int
    line: int
    values: Sequence[str]
    written: Written | None


class Group(NamedTuple):
    """The rows of one incident, in the order of the file, not yet understood."""

    number: str
    lines: Sequence[Line]


class Batch(NamedTuple):
    """Some incidents that follow one another, and what between them is unusable."""

    groups: Sequence[Group]
    unusable: Sequence[tuple[Line, str]]


Reject = Callable[[Line, str], None]


@dataclass(slots=True)
class Survey:
    """What a first reading found: how much, and everybody and everything named.

    `people`: key → name. `answering`: category → how often which team had it.
    """

    rows: int = 0
    batches: int = 0
    people: dict[str, str] = field(default_factory=dict)
    teams: dict[str, str] = field(default_factory=dict)
    categories: dict[str, str] = field(default_factory=dict)
    answering: dict[str, Counter[str]] = field(default_factory=dict)


def survey(path: Path, size: int) -> Survey:
    """A first reading, in batches of `size` incidents."""
    found = Survey()
    seen: Counter[tuple[str, str, str]] = Counter()
    named: set[str] = set()
    groups: set[str] = set()
    for batch in read_batches(path, size):
        found.batches += 1
        found.rows += len(batch.unusable)
        for group in batch.groups:
            found.rows += len(group.lines)
            for line in group.lines:
                if line.written:
                    _note(line.written, seen, named, groups)
    found.people = {key: name for name in named if (key := key_of("", name))}
    found.teams = {key: name for name in groups if (key := key_of("", name))}
    for (category, subcategory, team), count in seen.items():
        _count(found, category, subcategory, key_of("", team), count)
    return found


def _note(
    written: Written,
    seen: Counter[tuple[str, str, str]],
    named: set[str],
    groups: set[str],
) -> None:
    named |= {
        written.caller_id,
        written.opened_by,
        written.sys_updated_by,
        written.assigned_to,
    }
    groups.add(written.assignment_group)
    seen[written.category, written.subcategory, written.assignment_group] += 1


def _count(
    found: Survey, category: str, subcategory: str, team: str | None, count: int
) -> None:
    upper = key_of("", category)
    if upper is None:
        return
    found.categories[upper] = category
    lower = key_of(upper, subcategory)
    if lower:
        found.categories[lower] = subcategory
    for key in filter(None, (upper, lower)):
        teams = found.answering.setdefault(key, Counter())
        if team:
            teams[team] += count


def read_batches(path: Path, size: int) -> Iterator[Batch]:
    """Batch after batch; every reading of a file gives the same ones."""
    unusable: list[tuple[Line, str]] = []
    groups: list[Group] = []
    for group in _groups(path, lambda line, why: unusable.append((line, why))):
        groups.append(group)
        if len(groups) == size:
            yield Batch(groups, tuple(unusable))
            groups = []
            unusable.clear()
    yield Batch(groups, unusable)


def _groups(path: Path, reject: Reject) -> Iterator[Group]:
    gone: set[str] = set()
    usable = (line for line in read_lines(path) if _is_whole(line, reject))
    for number, lines in groupby(usable, key=_number):
        members = list(lines)
        if number in gone:
            for line in members:
                reject(line, f"rows of {number} stand further up; they belong together")
            continue
        gone.add(number)
        yield Group(number, members)


def _number(line: Line) -> str:
    return line.written.number if line.written else ""


def _is_whole(line: Line, reject: Reject) -> bool:
    if line.written is None:
        reject(line, f"{len(line.values)} columns where the first line names others")
    elif line.written.number.strip() in ("", MISSING):
        reject(line, "number is missing")
    else:
        return True
    return False


def understood(group: Group, zone: tzinfo, reject: Reject) -> Iterator[Step]:
    """What the rows mean; one that means nothing goes to `reject` instead."""
    for line in group.lines:
        try:
            assert line.written
            yield understand(line.row, line.written, zone)
        except BadRow as why:
            reject(line, str(why))


def read_lines(path: Path) -> Iterator[Line]:
    """Every record after the first, empty lines left out."""
    with _opened(path) as file:
        reader = csv.reader(file)
        try:
            head = next(reader, [])
            pick, width = _picker(path, head), len(head)
            row = 0
            for values in reader:
                if not values:
                    continue
                row += 1
                whole = Written._make(pick(values)) if len(values) == width else None
                yield Line(row, reader.line_num, values, whole)
        except (EOFError, zlib.error, gzip.BadGzipFile, csv.Error, OSError) as told:
            raise FileEndsEarly(path=path, line=reader.line_num, why=told) from None


def _picker(
    path: Path, head: Sequence[str]
) -> Callable[[Sequence[str]], tuple[str, ...]]:
    place = {name.strip(): position for position, name in enumerate(head)}
    if lacking := [name for name in Written._fields if name not in place]:
        raise NotThatLog(path=path, columns=", ".join(lacking[:5]))
    return itemgetter(*(place[name] for name in Written._fields))


@contextmanager
def _opened(path: Path) -> Iterator[IO[str]]:
    csv.field_size_limit(_TOO_LONG)
    try:
        raw = path.open("rb")
    except OSError as told:
        raise FileUnreadable(path=path, why=told.strerror or told) from None
    with raw:
        packed = raw.read(2) == _GZIP
        raw.seek(0)
        plain = gzip.GzipFile(fileobj=raw) if packed else raw
        with TextIOWrapper(
            plain, encoding="utf-8-sig", errors="replace", newline=""
        ) as text:
            yield text
