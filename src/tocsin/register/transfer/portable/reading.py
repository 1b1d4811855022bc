"""The file of an exported register, line by line, packed with gzip or not."""

import gzip
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, NamedTuple

from tocsin.register.transfer.portable.lines import FORMAT, BadLine, parse
from tocsin.register.transfer.portable.refusals import (
    FileUnreadable,
    NoRegister,
    OtherFormat,
)

_GZIP = b"\x1f\x8b"


class Line(NamedTuple):
    """One line: its number and what it holds, or why it holds nothing."""

    number: int
    facts: dict[str, Any]
    flaw: str = ""


def read_lines(path: Path) -> Iterator[Line]:
    """Every line after the first, which must be that of a register."""
    with _opened(path) as file:
        number = 0
        try:
            for number, letters in enumerate(file, start=1):
                if number == 1:
                    _check_head(path, letters)
                elif letters.strip():
                    yield _line(number, letters)
        except (EOFError, zlib.error, OSError) as told:
            raise FileUnreadable(path=path, why=f"{told} (line {number})") from None
        if not number:
            raise NoRegister(path=path)


def _line(number: int, letters: bytes) -> Line:
    try:
        return Line(number, parse(letters))
    except BadLine as why:
        return Line(number, {"type": ""}, str(why))


def _check_head(path: Path, letters: bytes) -> None:
    try:
        head = parse(letters)
    except BadLine:
        raise NoRegister(path=path) from None
    if head["type"] != "register":
        raise NoRegister(path=path)
    if head.get("format") != FORMAT:
        raise OtherFormat(path=path, found=head.get("format"), ours=FORMAT)


@contextmanager
def _opened(path: Path) -> Iterator[IO[bytes]]:
    try:
        raw = path.open("rb")
    except OSError as told:
        raise FileUnreadable(path=path, why=told.strerror or told) from None
    with raw:
        packed = raw.read(2) == _GZIP
        raw.seek(0)
        # A GzipFile reads as any file of bytes does; only its type says otherwise.
        yield gzip.GzipFile(fileobj=raw) if packed else raw  # type: ignore[misc]
