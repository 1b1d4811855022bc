"""/figures: what sources measured."""

from datetime import datetime, timedelta
from typing import Annotated

from ninja import Query, Router, Schema
from pydantic import Field

from tocsin.intake.events.models import Series
from tocsin.intake.figures import reads
from tocsin.intake.figures.queries import Slice
from tocsin.kernel import clock
from tocsin.surfaces.api.bearer import ApiRequest
from tocsin.surfaces.api.operations import reading
from tocsin.surfaces.api.shapes import Bound, Words

router = Router(tags=["Figures"])
_MOST_POINTS = 2000


class ValueShape(Schema):
    """What was told in one stretch of time."""

    at: datetime = Field(description="The instant of its last value.")
    value: float = Field(description="The mean of its values.")
    least: float
    most: float
    count: int


class SeriesShape(Schema):
    source: str = Field(description="The source's id.")
    name: str = Field(examples=["orders_per_minute"])
    labels: dict[str, str]
    last_at: datetime | None
    last_value: float | None
    rate: float | None = Field(
        description="With since: how fast it grew per second, if it is a counter."
    )
    values: list[ValueShape] = Field(description="With since: at most points of them.")


class SeriesList(Schema):
    items: list[SeriesShape]


class FigureNarrowing(Schema):
    source: Words = Field("", description="A source's id.")
    name: Words = ""
    since: Bound = Field(None, description="Left out, only the last values are told.")
    until: Bound = Field(None, description="Left out, now.")
    points: Annotated[int, Field(ge=1, le=_MOST_POINTS)] = 500


@reading(router, "", SeriesList, FigureNarrowing)
def get_figures(request: ApiRequest, asked: Query[FigureNarrowing]) -> SeriesList:
    """Series by source and name, each with its last value; with since, also what it
    was from then on, in at most so many points."""
    wanted = reads.WantedFigures(asked.source, asked.name)
    found = reads.series_for(request.auth, wanted)
    if asked.since is None:
        return SeriesList.model_construct(items=[_shape(one) for one in found])
    since, until = asked.since, asked.until or clock.now()
    if until <= since:
        until = since + timedelta(seconds=1)
    told = reads.slices(found, since, until, asked.points)
    items = [
        _shape(one, told[one.id], reads.rate_between(one, since, until))
        for one in found
    ]
    return SeriesList.model_construct(items=items)


def _shape(
    series: Series, values: list[Slice] | None = None, rate: float | None = None
) -> SeriesShape:
    return SeriesShape.model_construct(
        source=series.source.slug,
        name=series.name,
        labels=series.labels,
        last_at=series.last_at,
        last_value=series.last_value,
        rate=rate,
        values=[
            ValueShape.model_construct(
                at=one.at,
                value=one.value,
                least=one.least,
                most=one.most,
                count=one.count,
            )
            for one in values or ()
        ],
    )
