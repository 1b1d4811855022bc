from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from tocsin.kernel import sql

_QUERIES = sql.load("tocsin.foundation.files")


@dataclass(frozen=True, slots=True)
class Known:
    is_new: bool


def remember(digest: str, size: int, type: str, *, now: datetime) -> bool:
    """Whether the content is new here, so that its pieces have to be stored."""
    query = _QUERIES["remember"]
    (known,) = sql.fetch(query, Known, digest=digest, size=size, type=type, now=now)
    return known.is_new


def collect(*, before: datetime, batch: int) -> int:
    return sql.execute(_QUERIES["collect"], before=before, batch=batch)


def drop_unused(digests: Iterable[str]) -> int:
    return sql.execute(_QUERIES["drop_unused"], digests=list(digests))


def store(digest: str, pieces: Iterable[bytes]) -> None:
    rows = ((digest, number, data) for number, data in enumerate(pieces))
    sql.copy_rows("files_piece", ("file_id", "number", "data"), rows)
