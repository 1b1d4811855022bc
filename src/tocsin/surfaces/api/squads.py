"""/rapid-response: standing teams, their readiness, and call-outs."""

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpResponse
from ninja import Router, Schema
from pydantic import Field

from tocsin.foundation.accounts.rules import Actor
from tocsin.foundation.idempotency.rules import Answer
from tocsin.kernel.text import holdable
from tocsin.register.work.reads import incident_for
from tocsin.response.rapid_response import actions
from tocsin.response.rapid_response.published import squad_named
from tocsin.response.rapid_response.reads import (
    Standing,
    callout_for,
    solvers_of,
    standing_of,
    standings,
)
from tocsin.surfaces.api.bearer import WORKERS, ApiRequest
from tocsin.surfaces.api.needs import kept
from tocsin.surfaces.api.operations import keeping, reading
from tocsin.surfaces.api.shapes import Asked, Number, Words
from tocsin.surfaces.api.writing import acting, once

router = Router(tags=["Major incidents"])


class ReadinessPart(Schema):
    name: str = Field(description="reach, skills, loud, roster or kit.")
    share: float
    points: int


class SquadShape(Schema):
    """A rapid-response team, and how ready it is. What a team may hold is in
    `docs/rapid-response.md`."""

    key: str
    team: dict[str, Any]
    score: int = Field(description="Of 100.")
    readiness: list[ReadinessPart]
    lacking: list[str] = Field(description="Wanted skills that nobody has.")
    tested_at: datetime | None


class SquadsShape(Schema):
    teams: list[SquadShape]


class SquadTold(Asked):
    """A team to be published under a key, and why."""

    key: Annotated[Words, Field(max_length=80)]
    team: dict[str, Any]
    why: Words = ""


class CallShape(Schema):
    person: str
    called_at: datetime
    until: datetime
    answer: str = Field(description="Empty while waited for; coming, declined, silent.")
    answered_at: datetime | None
    covers: str = Field(description="The wanted skill that they cover.")
    instead_of: str | None


class SolverShape(Schema):
    """Somebody who solved such incidents before, citing the latest."""

    person: str
    count: int
    incidents: list[str]


class CalloutShape(Schema):
    """A call-out, or a test of reach where it is for no incident."""

    id: int
    team: str
    incident: str | None
    is_drill: bool
    quorum: int
    seconds: int = Field(description="To answer in, before the next is called.")
    opened_at: datetime
    mobilised_at: datetime | None
    took: int | None = Field(description="Seconds until the quorum was coming.")
    ended_at: datetime | None
    calls: list[CallShape]
    solved_before: list[SolverShape]


class CalloutAsked(Asked):
    """For which incident the team is called out, and why."""

    incident: Annotated[Words, Field(max_length=40)]
    reason: Annotated[Words, Field(max_length=4000)] = ""


class CallAnswered(Asked):
    """What the person on whose behalf this is told says."""

    coming: bool = True
    reason: Annotated[Words, Field(max_length=400)] = ""


@reading(router, "/rapid-response", SquadsShape)
def get_rapid_teams(request: ApiRequest) -> SquadsShape:
    """The teams in use, by name."""
    return SquadsShape(teams=[_squad(each) for each in standings()])


@reading(router, "/rapid-response/{key}", SquadShape)
def get_rapid_team(request: ApiRequest, key: str) -> SquadShape:
    """One team."""
    return _squad(standing_of(squad_named(holdable(key))))


@keeping(router, "POST", "/rapid-response", SquadShape)
def post_rapid_team(request: ApiRequest, body: SquadTold) -> HttpResponse:
    """Publish a team, or a newer version of one."""
    by = acting(request)

    def deed() -> Answer:
        actions.publish_squad(body.key, body.team, by=by, why=body.why)
        return kept(_squad(standing_of(squad_named(body.key))))

    return once(request, deed)


@keeping(router, "POST", "/rapid-response/{key}/call-out", CalloutShape, keys=WORKERS)
def post_rapid_team_call_out(
    request: ApiRequest, key: str, body: CalloutAsked
) -> HttpResponse:
    """Its people are paged at once; while it is called out for the incident already,
    that call-out is answered."""
    by = acting(request)

    def deed() -> Answer:
        incident = incident_for(by, holdable(body.incident))
        made = actions.call_out(
            holdable(key), incident_id=incident.id, by=by, reason=body.reason
        )
        return kept(_callout(by, made.id))

    return once(request, deed)


@keeping(router, "POST", "/rapid-response/{key}/test-reach", CalloutShape, keys=WORKERS)
def post_rapid_team_test_reach(request: ApiRequest, key: str) -> HttpResponse:
    """All members are paged, of no incident, to see who answers."""
    by = acting(request)

    def deed() -> Answer:
        return kept(_callout(by, actions.try_reach(holdable(key), by=by).id))

    return once(request, deed)


@reading(router, "/call-outs/{number}", CalloutShape)
def get_call_out(request: ApiRequest, number: Number) -> CalloutShape:
    """Who was called, and what they say."""
    return _callout(request.auth, number)


@keeping(router, "POST", "/call-outs/{number}/answer", CalloutShape, keys=WORKERS)
def post_call_out_answer(
    request: ApiRequest, number: Number, body: CallAnswered
) -> HttpResponse:
    """The person on whose behalf this is told comes, or cannot."""
    by = acting(request)

    def deed() -> Answer:
        callout_for(by, number)
        actions.answer_call(number, by=by, coming=body.coming, reason=body.reason)
        return kept(_callout(by, number))

    return once(request, deed)


@keeping(router, "POST", "/call-outs/{number}/end", CalloutShape, keys=WORKERS)
def post_call_out_end(request: ApiRequest, number: Number) -> HttpResponse:
    """Nobody is waited for or called any more."""
    by = acting(request)

    def deed() -> Answer:
        callout_for(by, number)
        actions.stand_down(number, by=by)
        return kept(_callout(by, number))

    return once(request, deed)


def _squad(standing: Standing) -> SquadShape:
    return SquadShape(
        key=standing.squad.key,
        team=dict(standing.squad.body),
        score=standing.score,
        readiness=[
            ReadinessPart(name=p.name, share=p.share, points=p.points)
            for p in standing.parts
        ],
        lacking=list(standing.lacking),
        tested_at=standing.tested.opened_at if standing.tested else None,
    )


def _callout(actor: Actor, number: int) -> CalloutShape:
    found, incident = callout_for(actor, number)
    solvers = solvers_of(incident) if incident else []
    return CalloutShape(
        id=found.id,
        team=found.team,
        incident=incident.ref if incident else None,
        is_drill=found.is_drill,
        quorum=found.quorum,
        seconds=found.seconds,
        opened_at=found.opened_at,
        mobilised_at=found.mobilised_at,
        took=found.took,
        ended_at=found.ended_at,
        calls=[
            CallShape(
                person=call.person_id,
                called_at=call.called_at,
                until=call.until,
                answer=call.answer,
                answered_at=call.answered_at,
                covers=call.role,
                instead_of=call.instead_of.person_id if call.instead_of else None,
            )
            for call in found.calls.select_related("instead_of")
        ],
        solved_before=[
            SolverShape(person=e.person, count=e.count, incidents=list(e.refs))
            for _name, e in solvers
        ],
    )
