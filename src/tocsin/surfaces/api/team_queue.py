"""/teams/{key}/queue and /bouncing: what a team takes up next, and what goes to and
fro between teams."""

from datetime import timedelta
from typing import Annotated, Any

from django.http import HttpResponse
from ninja import Query, Router, Schema
from pydantic import BeforeValidator, Field

from tocsin.foundation.accounts.reads import team_for
from tocsin.foundation.accounts.rules import Actor
from tocsin.foundation.idempotency.rules import Answer
from tocsin.foundation.workspace.actions import set_wip_limit
from tocsin.foundation.workspace.reads import limits_each_of, limits_of
from tocsin.kernel import clock
from tocsin.kernel.text import holdable
from tocsin.register.work.bouncing import bouncing
from tocsin.register.work.progress import TeamLoad, work_in_progress
from tocsin.response.routing.reads import crowding, team_queue
from tocsin.surfaces.api.bearer import ApiRequest
from tocsin.surfaces.api.needs import kept
from tocsin.surfaces.api.operations import keeping, reading
from tocsin.surfaces.api.shapes import Asked, Words, whole
from tocsin.surfaces.api.writing import acting, once

router = Router(tags=["Routing"])


class PlaceReason(Schema):
    code: str = Field(
        description="major, priority, unrated, due, over, vip, peak, bounced, age,"
        " waiting"
    )
    points: int


class PlaceShape(Schema):
    place: int
    incident: str
    title: str
    points: int
    reasons: list[PlaceReason] = Field(description="What weighs most first.")


class LoadShape(Schema):
    person: str = Field(description="A person's key.")
    in_diagnosis: int


class TeamQueue(Schema):
    """A team's open incidents, what comes first first, and what it has in hand. Limits
    are 0 where there is none."""

    team: str
    open: int
    in_diagnosis: int
    limit: int
    limit_each: int
    people: list[LoadShape]
    items: list[PlaceShape]


Most = Annotated[int, Field(ge=0, le=10_000), BeforeValidator(whole)]


class WipLimit(Asked):
    most: Most | None = Field(None, description="For the team; 0: none.")
    each: Most | None = Field(None, description="For each person of it; 0: none.")


class WipLimits(Schema):
    team: str
    limit: int
    limit_each: int


class OfAPeriod(Schema):
    days: Annotated[int, Field(ge=1, le=365)] = 30
    team: Words = Field("", description="Only those that this team had.")


class BouncingShape(Schema):
    incident: str
    title: str
    teams: list[str | None] = Field(description="Which had it, one after another.")
    reassigned: int
    bounced: int = Field(description="How often it came back to a team.")
    returned: int


class CategoryHanded(Schema):
    category: str
    incidents: int
    reassigned: int
    bounced: int
    returned: int
    moves: int
    bounces: int


class BouncingReport(Schema):
    items: list[BouncingShape]
    categories: list[CategoryHanded]
    is_cut: bool


@reading(router, "/teams/{key}/queue", TeamQueue)
def get_team_queue(request: ApiRequest, key: str) -> TeamQueue:
    """What the team takes up next, in one explained order: `docs/routing.md` has the
    points."""
    team = team_for(request.auth, holdable(key)).key
    load = work_in_progress(request.auth, [team]).get(team, TeamLoad(team))
    return TeamQueue(
        team=team,
        open=load.whole.open,
        in_diagnosis=load.whole.diagnosis,
        limit=limits_of([team])[team],
        limit_each=limits_each_of([team])[team],
        people=[
            LoadShape(person=person, in_diagnosis=one.diagnosis)
            for person, one in sorted(
                load.people.items(), key=lambda each: each[0] or ""
            )
            if person
        ],
        items=[_place(place) for place in team_queue(request.auth, team)],
    )


def _place(place: Any) -> PlaceShape:
    return PlaceShape(
        place=place.number,
        incident=place.incident.ref,
        title=place.incident.title,
        points=place.ranked.points,
        reasons=[
            PlaceReason(code=reason.code, points=reason.points)
            for reason in place.ranked.reasons
        ],
    )


@keeping(router, "POST", "/teams/{key}/wip-limit", WipLimits)
def post_team_wip_limit(request: ApiRequest, key: str, body: WipLimit) -> HttpResponse:
    """So many the team, and each of its people, means to have in diagnosis at once.
    Beyond it they are warned, and nobody is stopped."""
    by = acting(request)

    def deed() -> Answer:
        team = team_for(by, holdable(key)).key
        set_wip_limit(team, body.most, each=body.each, by=by)
        return kept(
            WipLimits(
                team=team,
                limit=limits_of([team])[team],
                limit_each=limits_each_of([team])[team],
            )
        )

    return once(request, deed)


@reading(router, "/bouncing", BouncingReport, OfAPeriod)
def get_bouncing(request: ApiRequest, asked: Query[OfAPeriod]) -> BouncingReport:
    """Incidents of the last days that came back to a team or were returned, the worst
    first; and how many did, by category."""
    now = clock.now()
    since, until = now - timedelta(days=asked.days), now + timedelta(seconds=1)
    report = bouncing(request.auth, since, until, team=holdable(asked.team))
    return BouncingReport(
        items=[
            BouncingShape(
                incident=one.incident.ref,
                title=one.incident.title,
                teams=list(one.way.teams),
                reassigned=one.way.reassigned,
                bounced=one.way.bounced,
                returned=one.way.returned,
            )
            for one in report.rows
        ],
        categories=[
            CategoryHanded(
                category=each.category,
                incidents=each.incidents,
                reassigned=each.reassigned,
                bounced=each.bounced,
                returned=each.returned,
                moves=each.moves,
                bounces=each.bounces,
            )
            for each in report.categories
        ],
        is_cut=report.is_cut,
    )


def beyond_limits(by: Actor, incident: Any) -> list[str]:
    """Which limits are passed now, for the answer of a verb."""
    return [
        f"{one.person or one.team}: {one.count} in diagnosis, the limit is {one.limit}"
        for one in crowding(by, incident)
    ]
