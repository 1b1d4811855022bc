"""How every command speaks: words for people, one JSON value for machines."""

import json
from collections.abc import Iterable, Sequence
from typing import Annotated, Any

import typer

from tocsin.kernel.refusal import Refusal

DONE = 0
REFUSED = 1
MISUSED = 2
DIFFERS = 3
"""Nothing went wrong, but what was looked at is not as it should be."""

Json = Annotated[
    bool, typer.Option("--json", help="Answer in JSON, for machines to read.")
]


def tell(facts: Any, words: str | Iterable[str], *, as_json: bool) -> None:
    """Say the outcome once: `facts` to machines, `words` to people."""
    if as_json:
        typer.echo(json.dumps(facts, default=str, ensure_ascii=False))
        return
    for line in [words] if isinstance(words, str) else words:
        typer.echo(line)


def table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> list[str]:
    """Lines with their columns under one another, for people."""
    lines = [list(heads), *([str(cell) for cell in row] for row in rows)]
    widths = [max(len(line[n]) for line in lines) for n in range(len(heads))]
    return [
        "  ".join(
            cell.ljust(width) for cell, width in zip(line, widths, strict=True)
        ).rstrip()
        for line in lines
    ]


def refuse(refusal: Refusal, *, as_json: bool) -> int:
    """Say why not and what to do instead; gives the exit status."""
    if as_json:
        told = {"code": refusal.code, "message": str(refusal), "remedy": refusal.help}
        typer.echo(json.dumps(told, ensure_ascii=False))
        return REFUSED
    typer.echo(f"{refusal} {refusal.help}".strip(), err=True)
    return REFUSED
