"""/routing-rules: where incidents go, before anybody accepts them."""

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpResponse
from ninja import Router, Schema
from pydantic import BeforeValidator, Field

from tocsin.foundation.idempotency.rules import Answer
from tocsin.response.routing.actions import publish_routes
from tocsin.response.routing.judging import rules_in_force
from tocsin.response.routing.trial import DAYS, MOST_DAYS, Place, try_routes
from tocsin.surfaces.api.bearer import ApiRequest
from tocsin.surfaces.api.needs import kept
from tocsin.surfaces.api.operations import keeping, reading
from tocsin.surfaces.api.shapes import Asked, Words, whole
from tocsin.surfaces.api.writing import acting, once

router = Router(tags=["Routing"])


class RoutesShape(Schema):
    """The rules in force. What a rule may hold is in `docs/routing.md`."""

    zone: str = Field("UTC", description="Of `hour` and `weekday` in conditions.")
    rules: list[dict[str, Any]] = Field(
        examples=[[{"name": "VIP", "when": "vip", "set": {"urgency": 1}}]]
    )


class RoutesAsked(Asked):
    """Routing rules to be tried."""

    zone: Words = "UTC"
    rules: Annotated[list[dict[str, Any]], Field(max_length=200)]


class RoutesTried(RoutesAsked):
    days: Annotated[int, Field(ge=1, le=MOST_DAYS), BeforeValidator(whole)] = DAYS


class RoutesTold(RoutesAsked):
    """Routing rules to be published, and why."""

    why: Words = ""


class RoutedPlace(Schema):
    team: str | None
    priority: int | None


class RoutedOtherwise(Schema):
    """An incident that would have gone another way."""

    incident: str
    title: str
    at: datetime | None
    was: RoutedPlace
    would: RoutedPlace
    now: str | None = Field(description="The team it is with today.")
    rules: list[str]


class RoutingTrial(Schema):
    """What rules would have done with incidents as they were opened. `right_was` and
    `right_would` count those at once with the team that has them now."""

    since: datetime
    until: datetime
    incidents: int
    is_cut: bool = Field(description="There were more; the latest were looked at.")
    by_rule: dict[str, int]
    changed: int
    right_was: int
    right_would: int
    differences: list[RoutedOtherwise] = Field(description="The first fifty.")
    warnings: dict[str, str] = Field(description="By rule: what it could not tell.")


@reading(router, "/routing-rules", RoutesShape)
def get_routing_rules(request: ApiRequest) -> RoutesShape:
    """The published routing rules; none are none."""
    return RoutesShape(**rules_in_force())


@keeping(router, "POST", "/routing-rules", RoutesShape)
def post_routing_rules(request: ApiRequest, body: RoutesTold) -> HttpResponse:
    """Publish these rules: incidents registered or told anew from now on follow them,
    as long as nobody has accepted them."""
    by = acting(request)

    def deed() -> Answer:
        told = body.model_dump(exclude={"why"})
        made = publish_routes(told, by=by, why=body.why)
        return kept(RoutesShape(**made.body))

    return once(request, deed)


@keeping(router, "POST", "/routing-rules/try", RoutingTrial)
def post_routing_rules_try(request: ApiRequest, body: RoutesTried) -> HttpResponse:
    """Where the incidents of the last days would have gone. Nothing is stored."""
    by = acting(request)

    def deed() -> Answer:
        trial = try_routes(body.model_dump(exclude={"days"}), by=by, days=body.days)
        shape = RoutingTrial(
            since=trial.since,
            until=trial.until,
            incidents=trial.incidents,
            is_cut=trial.is_cut,
            by_rule=dict(trial.by_rule),
            changed=trial.changed,
            right_was=trial.right_was,
            right_would=trial.right_would,
            differences=[
                RoutedOtherwise(
                    incident=each.ref,
                    title=each.title,
                    at=each.at,
                    was=_place(each.was),
                    would=_place(each.would),
                    now=each.now,
                    rules=list(each.rules),
                )
                for each in trial.differences
            ],
            warnings=trial.warnings,
        )
        return kept(shape)

    return once(request, deed)


def _place(place: Place) -> RoutedPlace:
    return RoutedPlace(team=place.team, priority=place.priority)
