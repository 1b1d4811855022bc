from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tocsin.kernel import sql

_QUERIES = sql.load("tocsin.intake.figures")


@dataclass(slots=True)
class _Kept:
    id: int
    source_id: int
    name: str
    digest: bytes


SeriesRow = tuple[int, str, bytes, str, datetime, float]


def keep_series(rows: Sequence[SeriesRow]) -> dict[tuple[int, str, bytes], int]:
    """The numbers of these series, by source, name and digest; made if they must."""
    names = ("sources", "names", "digests", "labels", "ats", "values")
    columns = {
        name: list(column)
        for name, column in zip(names, zip(*rows, strict=True), strict=True)
    }
    found = sql.fetch(_QUERIES["keep_series"], _Kept, **columns)
    return {(one.source_id, one.name, bytes(one.digest)): one.id for one in found}


def keep_values(rows: Sequence[tuple[int, datetime, float]]) -> int:
    series, ats, values = (list(column) for column in zip(*rows, strict=True))
    return sql.execute(_QUERIES["keep_values"], series=series, ats=ats, values=values)


@dataclass(slots=True)
class Slice:
    """A stretch of time of one series: the mean of its values, and their bounds."""

    slice: int
    series_id: int
    at: datetime
    value: float
    least: float
    most: float
    count: int


def values_of(
    series: Sequence[int], since: datetime, until: datetime, points: int
) -> list[Slice]:
    asked = {"series": list(series), "since": since, "until": until, "points": points}
    return sql.fetch(_QUERIES["values_of"], Slice, **asked)


def thin_values(series: int, since: datetime, before: datetime) -> int:
    return sql.execute(
        _QUERIES["thin_values"], series=series, since=since, before=before
    )


def forget_values(before: datetime, batch: int) -> int:
    return sql.execute(_QUERIES["forget_values"], before=before, batch=batch)
