"""/people/{key}/…: who leaves and comes back. For keys that administer."""

from typing import Annotated

from django.http import HttpResponse
from ninja import Router, Schema
from pydantic import Field

from tocsin.foundation.accounts.actions import end_sessions, reactivate
from tocsin.foundation.accounts.reads import person_for
from tocsin.foundation.idempotency.rules import Answer
from tocsin.register.leaving.actions import HandedOver, hand_over, let_go
from tocsin.register.leaving.reads import work_of
from tocsin.surfaces.api.bearer import ADMINISTRATORS, ApiRequest
from tocsin.surfaces.api.needs import kept
from tocsin.surfaces.api.operations import keeping, reading
from tocsin.surfaces.api.shapes import Asked, Reasoned, Words
from tocsin.surfaces.api.writing import acting, once

router = Router(tags=["People"])


class Work(Schema):
    """What is open and somebody's, and what else they hold."""

    incidents: int = Field(description="Open incidents they own, as far as told here.")
    hidden: int = Field(description="Restricted ones that are not told here.")
    tasks: int
    services: list[str]
    teams: list[str]
    leads: list[str]
    keys: list[str] = Field(description="API keys that they made, by name.")
    sessions: int


class Handed(Schema):
    incidents: int
    tasks: int
    services: int


class Sessions(Schema):
    ended: int


_TO = "A successor's key, `team` (the lead of each incident's), or `duty_manager`."


class Handing(Asked):
    to: Annotated[Words, Field(min_length=1, max_length=80, description=_TO)] = (
        "duty_manager"
    )
    why: Words = ""


class Leaving(Handing):
    keep_keys: bool = Field(False, description="API keys that they made go on.")


@reading(router, "/{key}/work", Work, keys=ADMINISTRATORS)
def get_person_work(request: ApiRequest, key: str) -> Work:
    """What is open and theirs: what would be handed over."""
    found = work_of(person_for(request.auth, key), request.auth)
    return Work(
        incidents=found.incident_count,
        hidden=found.hidden,
        tasks=found.tasks,
        services=[each.key for each in found.services],
        teams=[each.team.key for each in found.memberships],
        leads=[each.team.key for each in found.memberships if each.is_lead],
        keys=[each.name for each in found.keys],
        sessions=found.sessions,
    )


@keeping(router, "POST", "/{key}/hand-over", Handed)
def post_person_hand_over(request: ApiRequest, key: str, body: Handing) -> HttpResponse:
    """Nothing open is theirs any more, whether they left already or not."""
    by, told = acting(request), body.model_dump()
    return once(request, lambda: _handed(hand_over(key, by=by, **told)))


@keeping(router, "POST", "/{key}/deactivate", Handed)
def post_person_deactivate(
    request: ApiRequest, key: str, body: Leaving
) -> HttpResponse:
    """They are out at once, and what was open and theirs is handed over."""
    by, told = acting(request), body.model_dump()
    return once(request, lambda: _handed(let_go(key, by=by, **told)))


@keeping(router, "POST", "/{key}/reactivate", Work)
def post_person_reactivate(
    request: ApiRequest, key: str, body: Reasoned
) -> HttpResponse:
    """They can sign in again; answers what is theirs now."""
    by = acting(request)

    def deed() -> Answer:
        reactivate(key, by=by, why=body.why)
        return kept(get_person_work(request, key))

    return once(request, deed)


@keeping(router, "POST", "/{key}/end-sessions", Sessions)
def post_person_end_sessions(
    request: ApiRequest, key: str, body: Reasoned
) -> HttpResponse:
    """They are signed out everywhere."""
    by = acting(request)

    def deed() -> Answer:
        return kept(Sessions(ended=end_sessions(key, by=by, why=body.why)))

    return once(request, deed)


def _handed(done: HandedOver) -> Answer:
    return kept(
        Handed(incidents=done.incidents, tasks=done.tasks, services=done.services)
    )
