"""Quarters of an hour: by these what was told last is found.

An index on `last_seen_at` itself would be written with every repeat, and so would all
other indexes of the row, which PostgreSQL leaves alone while nothing that is indexed
changes. The quarter of it changes four times an hour.
"""

from datetime import datetime

from django.db.models import F, Func, IntegerField

_SECONDS = 900


class Quarter(Func):
    """The number of the quarter of an hour since 1970 that an instant lies in."""

    template = (
        "floor(extract(epoch from %(expressions)s"
        " - timestamptz '1970-01-01 00:00:00+00') / 900)::integer"
    )
    output_field = IntegerField()


def quarter_of(at: datetime) -> int:
    return int(at.timestamp() // _SECONDS)


def last_quarter() -> Quarter:
    return Quarter(F("last_seen_at"))
