"""Figures: which there are, the last of each, and what they were between instants."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max, Q

from tocsin.foundation.accounts.refusals import NotAllowed
from tocsin.foundation.accounts.rules import Actor, may_look
from tocsin.intake.events.models import Series, Source, Value
from tocsin.intake.events.refusals import SourceUnknown
from tocsin.intake.figures.queries import Slice, values_of
from tocsin.intake.figures.rules import Bound, Told, rate_of
from tocsin.kernel.text import holdable

MOST_SERIES = 200


@dataclass(frozen=True, slots=True)
class WantedFigures:
    """What is asked for; empty means everything."""

    source: str = ""
    name: str = ""


def series_for(
    actor: Actor, wanted: WantedFigures = WantedFigures(), limit: int = MOST_SERIES
) -> list[Series]:
    """Series by source and name, each with its last value."""
    if not may_look(actor):
        raise NotAllowed
    rows = Series.objects.select_related("source")
    if wanted.source:
        rows = rows.filter(source__slug=holdable(wanted.source))
    if wanted.name:
        rows = rows.filter(name=holdable(wanted.name))
    return list(rows.order_by("source__name", "name", "id")[:limit])


def source_with_figures(actor: Actor, slug: str) -> Source:
    if not may_look(actor):
        raise NotAllowed
    found = Source.objects.filter(slug=holdable(slug)).first()
    if found is None:
        raise SourceUnknown(slug=holdable(slug))
    return found


def slices(
    series: Sequence[Series], since: datetime, until: datetime, points: int = 120
) -> Mapping[int, list[Slice]]:
    """By series: what its values were, in at most so many stretches of time."""
    found: dict[int, list[Slice]] = {one.id: [] for one in series}
    for each in values_of(list(found), since, until, points) if found else ():
        found[each.series_id].append(each)
    return found


def values_between(series: Series, since: datetime, until: datetime) -> list[Told]:
    """Every value that is kept, the earliest first."""
    rows = Value.objects.filter(series=series, at__gte=since, at__lte=until)
    return [
        Told(at, value) for at, value in rows.order_by("at").values_list("at", "value")
    ]


def last_beyond(
    series: Sequence[Series], bound: Bound, since: datetime, until: datetime
) -> datetime | None:
    """When one of them was last beyond its bound; None where none was."""
    beyond = Q(pk__in=[])
    if bound.at_least is not None:
        beyond |= Q(value__lt=bound.at_least)
    if bound.at_most is not None:
        beyond |= Q(value__gt=bound.at_most)
    rows = Value.objects.filter(series__in=series, at__gte=since, at__lte=until)
    found: datetime | None = rows.filter(beyond).aggregate(last=Max("at"))["last"]
    return found


def rate_between(series: Series, since: datetime, until: datetime) -> float | None:
    """How fast it grew, per second, if it is a counter."""
    return rate_of(values_between(series, since, until))


def series_named(source: str, name: str, labels: Mapping[str, str]) -> list[Series]:
    """The series of this name whose labels hold all of these."""
    rows = Series.objects.filter(source__slug=source, name=name)
    if labels:
        rows = rows.filter(labels__contains=dict(labels))
    return list(rows.order_by("id")[:MOST_SERIES])
