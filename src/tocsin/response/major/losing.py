"""The loss of a service, counted from the figure that its sources send."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from tocsin.response.major import queries
from tocsin.response.major.loss import (
    Loss,
    forecast_of,
    stretch,
    stretches,
    width_for,
)
from tocsin.response.major.published import book

_WEEKS = tuple(timedelta(weeks=n) for n in (1, 2, 3, 4))
_HOUR = timedelta(hours=1)


def loss_of(told: Mapping[str, Any], since: datetime, until: datetime) -> Loss:
    """What is lost from one instant to another, by the figure that `told` names."""
    width = width_for(until - since)
    actual = {m.at: m.value for m in queries.figure_means(told, since, until, width)}
    set_to = told.get("forecast")
    before: dict[datetime, list[float]] = {}
    hour: list[float] = []
    if set_to is None:
        for back in _WEEKS:
            found = queries.figure_means(told, since - back, until - back, width)
            for mean in found:
                before.setdefault(mean.at + back, []).append(mean.value)
        found = queries.figure_means(told, since - _HOUR, since, timedelta(minutes=5))
        hour = [mean.value for mean in found]
    per, price = told.get("per", "minute"), float(told.get("price") or 0)
    rows, basis = [], ""
    for at, minutes in stretches(since, until, width):
        forecast, basis_here = forecast_of(before.get(at, ()), hour, set_to)
        basis = basis or basis_here
        rows.append(stretch(at, minutes, forecast, actual.get(at), per, price))
    return Loss(
        since=since,
        until=until,
        unit=str(told.get("unit") or told["series"]),
        price=price,
        currency=str(told.get("currency") or ""),
        per=per,
        basis=basis,
        rows=tuple(rows),
    )


def loss_so_far(service: str, since: datetime | None, until: datetime) -> Loss | None:
    """By the figure of the service, where the document names one."""
    told = book().figure_of(service)
    if told is None or since is None or since >= until:
        return None
    return loss_of(told, since, until)
