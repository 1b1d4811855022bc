"""Figures that sources told, kept as series."""

from collections.abc import Sequence
from hashlib import blake2b

import orjson

from tocsin.intake.events.event import Told
from tocsin.intake.events.models import Series, Value


def store_figures(told: Sequence[tuple[int, Told]]) -> None:
    """Each figure is a value of its series; of two for one instant the later holds."""
    for source_id, one in told:
        for figure in one.figures:
            digest = blake2b(
                orjson.dumps(sorted(figure.labels.items())), digest_size=16
            ).digest()
            series, _made = Series.objects.get_or_create(
                source_id=source_id,
                name=figure.name[:120],
                digest=digest,
                defaults={"labels": dict(figure.labels)},
            )
            Value.objects.update_or_create(
                series=series, at=figure.at, defaults={"value": figure.value}
            )
