"""Figures are kept in sets, thinned as they age, and forgotten."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import blake2b

import orjson

from tocsin.intake.events.event import Figure, Told
from tocsin.intake.events.models import Series
from tocsin.intake.figures.queries import (
    forget_values,
    keep_series,
    keep_values,
    thin_values,
)

_Series = tuple[int, str, bytes]


def store_figures(told: Sequence[tuple[int, Told]]) -> None:
    """Each figure is a value of its series; of two for one instant the later holds.

    In the caller's transaction. Series are written in the order of source, name and
    labels, so that two who store at once wait for each other and no more.
    """
    labels: dict[_Series, Mapping[str, str]] = {}
    values: dict[tuple[_Series, datetime], float] = {}
    for source_id, figure in ((s, f) for s, one in told for f in one.figures):
        series = (source_id, figure.name[:120], digest_of(figure))
        labels.setdefault(series, figure.labels)
        values[(series, figure.at)] = figure.value
    if not values:
        return
    last = {series: (at, values[(series, at)]) for series, at in sorted(values)}
    keys = sorted(labels)
    numbers = keep_series(
        [(*key, orjson.dumps(dict(labels[key])).decode(), *last[key]) for key in keys]
    )
    keep_values(
        [(numbers[key], at, value) for (key, at), value in sorted(values.items())]
    )


def digest_of(figure: Figure) -> bytes:
    """What tells its labels from others, in whatever order they were told."""
    written = orjson.dumps(sorted(figure.labels.items()))
    return blake2b(written, digest_size=16).digest()


def thin_figures(before: datetime, since: datetime) -> int:
    """Of each minute between these instants one value is kept, the mean of all; says
    how many minutes were thinned."""
    rows = Series.objects.filter(last_at__gte=since).order_by("id")
    return sum(
        thin_values(id, since, before) for id in rows.values_list("id", flat=True)
    )


def forget_figures(before: datetime, batch: int = 20_000) -> int:
    """Values before this instant are gone, and with them the series that have none."""
    gone = forget_values(before, batch)
    if not gone:
        Series.objects.filter(last_at__lt=before).delete()
    return gone
