"""Reads a file of records: a table or JSON, packed or not, in any usual encoding.

Columns that stand there twice are one whose cells are lists. JSON is made flat:
`{"fields": {"summary": …}}` is the column `fields.summary`.
"""

import csv
import gzip
import io
import json
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.utils.translation import gettext_lazy as _

from tocsin.kernel.refusal import Refusal
from tocsin.kernel.text import holdable

_TOO_LONG = 10_000_000
_DELIMITERS = ",;\t|"
_SAMPLE = 200_000
_WRAPPERS = "records result results data tickets issues items incidents rows".split()
_DEEP = 6
Cell = str | list[Any]


class RecordsUnreadable(Refusal):
    code = "records_unreadable"
    status = 422
    message = _("{name} cannot be read as a table or as JSON: {why}.")
    remedy = _("Export it as CSV with a first line of names, as JSON or as JSON lines.")


def text_of(cell: Cell) -> str:
    """What a cell says, all of it."""
    return cell if isinstance(cell, str) else "\n".join(str(each) for each in cell)


@dataclass(frozen=True, slots=True)
class Row:
    """One record: its number, where it stands, what it tells. `odd` says why it
    cannot be used."""

    number: int
    line: int
    cells: Mapping[str, Cell]
    odd: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file as it was found to be, and its first records."""

    form: str
    encoding: str
    delimiter: str
    columns: Sequence[str]
    first: Sequence[Row]


def sheet_of(name: str, content: bytes, most: int = 20) -> Sheet:
    """What the file is, and its first records; refused when it is no table at all."""
    text, encoding = _decoded(name, content)
    json_ = _is_json(text)
    delimiter = "" if json_ else _delimiter(text)
    first, columns = [], dict[str, None]()
    for row in _rows(name, text):
        first.append(row)
        columns |= dict.fromkeys(row.cells)
        if len(first) >= most:
            break
    columns = columns if json_ else dict.fromkeys(_head(text, delimiter))
    if not [each for each in columns if each]:
        raise RecordsUnreadable(name=name, why="nothing is in it")
    form = "json" if json_ else "table"
    return Sheet(form, encoding, delimiter, list(columns), first)


def rows_of(name: str, content: bytes) -> Iterator[Row]:
    """Every record, in the order of the file; every reading gives the same."""
    text, _encoding = _decoded(name, content)
    yield from _rows(name, text)


def _rows(name: str, text: str) -> Iterator[Row]:
    if _is_json(text):
        yield from _of_json(name, text)
    else:
        yield from _of_table(name, text)


def _decoded(name: str, content: bytes) -> tuple[str, str]:
    if content[:2] == b"\x1f\x8b":
        try:
            content = gzip.decompress(content)
        except (OSError, EOFError, zlib.error) as why:
            raise RecordsUnreadable(name=name, why=why) from None
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16", "replace"), "utf-16"
    try:
        return content.decode("utf-8-sig"), "utf-8"
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace"), "cp1252"


def _is_json(text: str) -> bool:
    return text.lstrip()[:1] in ("[", "{")


def _delimiter(text: str) -> str:
    """What parts the first records into the same number of columns, the most."""
    sample = text[:_SAMPLE]

    def fit(delimiter: str) -> tuple[float, int]:
        try:
            read = csv.reader(io.StringIO(sample), delimiter=delimiter)
            widths = Counter(len(row) for row in islice(read, 50) if row)
        except csv.Error:
            return (0, 0)
        if not widths:
            return (0, 0)
        width, count = widths.most_common(1)[0]
        return (count / widths.total() if width > 1 else 0, width)

    return max(_DELIMITERS, key=fit)


def _table(text: str, delimiter: str) -> Any:
    csv.field_size_limit(_TOO_LONG)
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)


def _head(text: str, delimiter: str) -> list[str]:
    try:
        read = (row for row in _table(text, delimiter) if any(row))
        head: list[str] = next(read, [])
    except csv.Error:
        return []
    return [holdable(name).strip() for name in head]


def _of_table(name: str, text: str) -> Iterator[Row]:
    delimiter = _delimiter(text)
    read = _table(text, delimiter)
    head: list[str] = []
    number = 0
    try:
        for values in read:
            if not any(value.strip() for value in values):
                continue
            if not head:
                head = [holdable(each).strip() for each in values]
                continue
            number += 1
            yield _row(number, read.line_num, head, values)
    except csv.Error as why:
        raise RecordsUnreadable(name=f"{name}, line {read.line_num}", why=why) from None


def _row(number: int, line: int, head: Sequence[str], values: Sequence[str]) -> Row:
    texts = [holdable(value).strip() for value in values]
    extra = [text for text in texts[len(head) :] if text]
    cells: dict[str, Cell] = {}
    for name, text in zip(head, texts, strict=False):
        if not name:
            continue
        before = cells.get(name)
        if before is None:
            cells[name] = text
        elif text:
            many = before if isinstance(before, list) else [before] if before else []
            cells[name] = [*many, text]
    odd = f"{len(texts)} columns where the first line names {len(head)}"
    return Row(number, line, cells, odd if extra else "")


def _of_json(name: str, text: str) -> Iterator[Row]:
    records = _lines(text) or _whole(name, text)
    for number, record in enumerate(records, start=1):
        if isinstance(record, Mapping):
            yield Row(number, number, dict(_flat(record)))
        else:
            cells = {"": holdable(str(record)[:500])}
            yield Row(number, number, cells, "it is no record of named values")


def _lines(text: str) -> list[Any]:
    """The records of JSON lines; none when it is not that."""
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) < 2 or not lines[0].lstrip().startswith("{"):
        return []
    try:
        json.loads(lines[0])
    except (ValueError, RecursionError):
        return []
    return [_record(line) for line in lines]


def _record(line: str) -> Any:
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return line


def _whole(name: str, text: str) -> list[Any]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as why:
        raise RecordsUnreadable(name=name, why=str(why)[:200]) from None
    if isinstance(found, list):
        return found
    for wrapper in _WRAPPERS:
        if isinstance(found.get(wrapper), list):
            inner: list[Any] = found[wrapper]
            return inner
    return [found]


def _flat(
    record: Mapping[str, Any], above: str = "", deep: int = 0
) -> Iterator[tuple[str, Cell]]:
    for key, value in record.items():
        name = holdable(f"{above}{key}")
        if isinstance(value, Mapping) and deep < _DEEP:
            yield from _flat(value, f"{name}.", deep + 1)
        elif isinstance(value, list):
            yield name, [_clean(each) for each in value]
        else:
            yield name, _text(value)


def _clean(value: Any) -> Any:
    return dict(_flat(value)) if isinstance(value, Mapping) else _text(value)


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return holdable(value).strip()
    try:
        return holdable(json.dumps(value, ensure_ascii=False)).strip('"')
    except (ValueError, RecursionError):
        return f"({type(value).__name__})"
