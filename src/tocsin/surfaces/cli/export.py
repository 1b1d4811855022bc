"""`tocsin export`: the whole register to standard output."""

import sys
from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated

import typer

from tocsin.register.transfer.portable.reads import export_csv, export_jsonl
from tocsin.surfaces.cli.frame import Json


class Format(StrEnum):
    JSONL = "jsonl"
    CSV = "csv"


def export(
    format: Annotated[
        Format, typer.Option(help="jsonl holds everything; csv one row per incident.")
    ] = Format.JSONL,
    directory: Annotated[
        bool,
        typer.Option(help="People (without passwords), teams, services, categories."),
    ] = True,
    json: Json = False,
) -> None:
    """Write the whole register to standard output, as of one instant.

    All of it, restricted incidents included: whoever may run this may read the
    database. Bring it back with tocsin import register.

    tocsin export | gzip > register.jsonl.gz
    """
    pieces: Iterator[bytes]
    if format is Format.CSV and not json:
        pieces = (piece.encode() for piece in export_csv())
    else:
        pieces = export_jsonl(with_directory=directory)
    try:
        for piece in pieces:
            sys.stdout.buffer.write(piece)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        # Whoever read has seen enough; there is nobody left to tell.
        sys.stdout = None
