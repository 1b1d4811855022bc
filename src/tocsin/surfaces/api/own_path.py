"""/path: Tocsin's own drill, hop by hop."""

from datetime import datetime
from typing import Annotated

from django.http import HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field

from tocsin.engine.path.actions import send_trip
from tocsin.engine.path.models import Trip
from tocsin.engine.path.reads import Told, standing, trips
from tocsin.engine.path.rules import seconds
from tocsin.foundation.idempotency.rules import Answer
from tocsin.surfaces.api.bearer import ADMINISTRATORS, ApiRequest
from tocsin.surfaces.api.needs import kept
from tocsin.surfaces.api.operations import keeping, reading
from tocsin.surfaces.api.shapes import Limit, OneOf
from tocsin.surfaces.api.writing import acting, once

router = Router(tags=["Pages"])


class TripShape(Schema):
    """One alert of Tocsin's own on its way."""

    number: int
    state: Annotated[str, OneOf(Trip.State.values)]
    begun_at: datetime
    ended_at: datetime | None
    by: str = Field(description="Who sent it by hand, or empty.")
    incident: str = Field(description="The drill that it opened, or empty.")
    hops: dict[str, datetime] = Field(description="When it came by.")
    seconds: dict[str, float] = Field(description="How long each hop took.")
    late: str = Field(description="The hop that did not come in time, or empty.")
    said: str
    alarm: str = Field(description="The incident that says so, or empty.")


class OwnPathShape(Schema):
    minutes: int = Field(description="From one to the next; 0: only by hand.")
    complaint: str = Field(description="What somebody should look after, or empty.")
    trips: list[TripShape]


class TripsAsked(Schema):
    limit: Limit = 50


@reading(router, "", OwnPathShape, TripsAsked, keys=ADMINISTRATORS)
def get_path(request: ApiRequest, asked: Query[TripsAsked]) -> OwnPathShape:
    """How Tocsin's own drill goes: the latest trips, the newest first."""
    found = standing()
    return OwnPathShape.model_construct(
        minutes=found.minutes,
        complaint=found.complaint,
        trips=[_shape(told) for told in trips(asked.limit)],
    )


@keeping(router, "POST", "/trips", TripShape, status=201)
def post_path_trip(request: ApiRequest) -> HttpResponse:
    """Send one now, whatever the minutes say."""

    def deed() -> Answer:
        trip = send_trip(by=acting(request))
        return kept(_shape(Told(trip, seconds(trip.begun_at, {}))), status=201)

    return once(request, deed)


_PLAIN = "state begun_at ended_at by said late alarm".split()


def _shape(told: Told) -> TripShape:
    plain = {name: getattr(told.trip, name) for name in _PLAIN}
    hops = {
        hop: datetime.fromisoformat(at) for hop, at in sorted(told.trip.hops.items())
    }
    return TripShape.model_construct(
        number=told.trip.pk,
        incident=told.trip.ref,
        hops=hops,
        seconds=dict(told.seconds),
        **plain,
    )
