"""/swarms: people brought together over an incident until it is clear whose it is."""

from typing import Any

from django.http import HttpResponse
from ninja import Query, Router

from tocsin.foundation.accounts.rules import Actor
from tocsin.foundation.idempotency.rules import Answer
from tocsin.kernel import home
from tocsin.register.work.reads import incident_for
from tocsin.response.swarm import actions
from tocsin.response.swarm.actions import Called
from tocsin.response.swarm.reads.rooms import swarm_for, swarms
from tocsin.response.swarm.reads.suggesting import whom_to_call
from tocsin.surfaces.api.bearer import WORKERS, ApiRequest
from tocsin.surfaces.api.needs import kept
from tocsin.surfaces.api.operations import keeping, reading, writing
from tocsin.surfaces.api.shapes import Number
from tocsin.surfaces.api.swarm_shapes import (
    Calling,
    CallingMore,
    GuestShape,
    HypothesisMoving,
    Naming,
    NewGuest,
    NewHypothesis,
    NewSwarm,
    NewSwarmChat,
    ProposedList,
    ProposedShape,
    SwarmAct,
    SwarmAnswer,
    SwarmClosing,
    SwarmDoing,
    SwarmJoining,
    SwarmLeaving,
    SwarmList,
    SwarmNarrowing,
    SwarmOpening,
    SwarmPerson,
    SwarmRow,
    SwarmSaid,
    SwarmShape,
    swarm_shape,
)
from tocsin.surfaces.api.writing import BEHALF, ONCE, act, acting, once

router = Router(tags=["Swarms"])
verbs = Router(tags=["Swarms"])


@reading(router, "", SwarmList, SwarmNarrowing)
def get_swarms(request: ApiRequest, asked: Query[SwarmNarrowing]) -> SwarmList:
    """Swarms over incidents that the key sees, the latest first."""
    rows = swarms(request.auth, over=asked.over)[: asked.limit]
    items = [
        SwarmRow(
            incident=row.incident_ref,
            **{n: getattr(row, n) for n in SwarmRow.model_fields if n != "incident"},
        )
        for row in rows
    ]
    return SwarmList(items=items)


@keeping(router, "POST", "", SwarmShape, 201, keys=WORKERS)
def post_swarm(request: ApiRequest, body: NewSwarm) -> HttpResponse:
    """Open a swarm over an incident, and call people all at once."""
    by = acting(request)

    def deed() -> Answer:
        incident = incident_for(by, body.incident)
        told = body.model_dump(exclude={"incident", "call"})
        made = actions.open_swarm(incident.id, by=by, called=_called(body.call), **told)
        return kept(swarm_shape(made), 201)

    return once(request, deed)


@writing(verbs, "/{ref}/open-swarm", WORKERS, headers=(ONCE, BEHALF))
def open_swarm(request: ApiRequest, ref: str, body: SwarmOpening) -> HttpResponse:
    """Open a swarm over the incident, and call people all at once."""
    return act(request, ref, _opened, body, seen=False)


def _opened(incident_id: int, *, by: Actor, **told: Any) -> Any:
    called = [Called(**each) for each in told.pop("call", ())]
    made = actions.open_swarm(incident_id, by=by, called=called, **told)
    return incident_for(by, made.incident_ref)


@reading(router, "/suggestions/{ref}", ProposedList)
def get_swarm_suggestions(request: ApiRequest, ref: str) -> ProposedList:
    """Whom to call into a swarm over this incident, and why."""
    found = whom_to_call(incident_for(request.auth, ref))
    names = ProposedShape.model_fields
    items = [ProposedShape(**{n: getattr(it, n) for n in names}) for it in found]
    return ProposedList(items=items)


@reading(router, "/{ref}", SwarmShape)
def get_swarm(request: ApiRequest, ref: str) -> SwarmShape:
    """One swarm: who is there, what is thought, what it came to."""
    return swarm_shape(swarm_for(request.auth, ref))


@keeping(router, "POST", "/{ref}/call", SwarmShape, keys=WORKERS)
def post_swarm_call(request: ApiRequest, ref: str, body: CallingMore) -> HttpResponse:
    """Call more people, all at once; who is there or was called is passed over."""
    return _done(request, actions.invite, ref, _called(body.call))


@keeping(router, "POST", "/{ref}/answer", SwarmShape, keys=WORKERS)
def post_swarm_answer(request: ApiRequest, ref: str, body: SwarmAnswer) -> HttpResponse:
    """The person for whom this is done comes, or cannot; then the next is called."""
    answer, instead = body.answer, body.delegate
    return _done(request, actions.answer_invite, ref, answer, delegate=instead)


@keeping(router, "POST", "/{ref}/join", SwarmShape, keys=WORKERS)
def post_swarm_join(request: ApiRequest, ref: str, body: SwarmJoining) -> HttpResponse:
    """The person for whom this is done comes, called or not."""
    return _done(request, actions.join, ref, role=body.role)


@keeping(router, "POST", "/{ref}/leave", SwarmShape, keys=WORKERS)
def post_swarm_leave(request: ApiRequest, ref: str, body: SwarmLeaving) -> HttpResponse:
    """The person for whom this is done is out of it."""
    return _done(request, actions.leave, ref, why=body.why)


@keeping(router, "POST", "/{ref}/release", SwarmShape, keys=WORKERS)
def post_swarm_release(
    request: ApiRequest, ref: str, body: SwarmPerson
) -> HttpResponse:
    """Somebody is let go with thanks: paged no more, and costing nothing."""
    return _done(request, actions.release, ref, body.person)


@keeping(router, "POST", "/{ref}/recall", SwarmShape, keys=WORKERS)
def post_swarm_recall(request: ApiRequest, ref: str, body: SwarmPerson) -> HttpResponse:
    """Somebody who was released or is on standby is called again."""
    return _done(request, actions.recall, ref, body.person)


@keeping(router, "POST", "/{ref}/doing", SwarmShape, keys=WORKERS)
def post_swarm_doing(request: ApiRequest, ref: str, body: SwarmDoing) -> HttpResponse:
    """What the person for whom this is done is doing just now."""
    return _done(request, actions.tell_doing, ref, body.doing, role=body.role)


@keeping(router, "POST", "/{ref}/acts", SwarmSaid, keys=WORKERS)
def post_swarm_act(request: ApiRequest, ref: str, body: SwarmAct) -> HttpResponse:
    """Something done, seen or decided: everybody there reads it at once."""
    by, told = acting(request), body.model_dump()

    def deed() -> Answer:
        swarm = actions.act(ref, by=by, **told)
        shape = SwarmSaid(ref=swarm.ref, state=swarm.state, said_at=swarm.written_at)
        return kept(shape)

    return once(request, deed)


@keeping(router, "POST", "/{ref}/hypotheses", SwarmShape, 201, keys=WORKERS)
def post_swarm_hypothesis(
    request: ApiRequest, ref: str, body: NewHypothesis
) -> HttpResponse:
    """What may be the cause, and how it is tested."""
    return _done(request, actions.pose, ref, status=201, **body.model_dump())


@keeping(router, "POST", "/{ref}/hypotheses/{number}/move", SwarmShape, keys=WORKERS)
def post_swarm_hypothesis_move(
    request: ApiRequest, ref: str, number: Number, body: HypothesisMoving
) -> HttpResponse:
    """It is tested, supported, refuted, parked or open again; or evidence is added. A
    verdict stands on evidence."""
    return _done(request, actions.move, ref, number, **body.model_dump())


@keeping(router, "POST", "/{ref}/primary-team", SwarmShape, keys=WORKERS)
def post_swarm_primary_team(
    request: ApiRequest, ref: str, body: Naming
) -> HttpResponse:
    """Name the primary team: it has the incident, where the mode says so, and all
    others but those kept or on standby are released."""
    told: dict[str, Any] = {"keep_in": body.keep, "standby": body.standby}
    told |= {"why": body.why, "supplier": body.supplier}
    return _done(request, actions.name_primary_team, ref, body.team, **told)


@keeping(router, "POST", "/{ref}/close", SwarmShape, keys=WORKERS)
def post_swarm_close(request: ApiRequest, ref: str, body: SwarmClosing) -> HttpResponse:
    """It is over. Without a primary team only with a reason as outcome."""
    return _done(request, actions.close_swarm, ref, **body.model_dump())


@keeping(router, "POST", "/{ref}/guests", GuestShape, 201, keys=WORKERS)
def post_swarm_guest(request: ApiRequest, ref: str, body: NewGuest) -> HttpResponse:
    """A link for somebody from outside, who sees only what is shared with guests."""
    by = acting(request)

    def deed() -> Answer:
        guest, token = actions.add_guest(ref, by=by, **body.model_dump())
        shape = GuestShape(
            id=guest.pk,
            name=guest.name,
            organisation=guest.organisation,
            expires_at=guest.expires_at,
            answer_by=guest.answer_by,
            link=f"{home.url()}/g/{token}",
        )
        return kept(shape, 201)

    return once(request, deed)


@keeping(router, "POST", "/{ref}/guests/{number}/revoke", SwarmShape, keys=WORKERS)
def post_swarm_guest_revoke(
    request: ApiRequest, ref: str, number: Number
) -> HttpResponse:
    """The link opens nothing any more."""
    return _done(request, actions.revoke_guest, ref, number)


@keeping(router, "POST", "/{ref}/guests/{number}/forget", SwarmShape)
def post_swarm_guest_forget(
    request: ApiRequest, ref: str, number: Number
) -> HttpResponse:
    """Nothing tells any more who the guest was, nor what they said."""
    return _done(request, actions.forget_guest, ref, number)


@keeping(router, "POST", "/{ref}/chats", SwarmShape, 201, keys=WORKERS)
def post_swarm_chat(request: ApiRequest, ref: str, body: NewSwarmChat) -> HttpResponse:
    """Mirror the swarm in a room of a chat, both ways: one that a team has, or one that
    the chat makes, which is asked for once this is done."""
    if body.room is not None:
        return _done(request, actions.connect_team_room, ref, body.room, status=201)
    return _done(request, actions.ask_for_room, ref, body.channel, status=201)


@keeping(router, "POST", "/{ref}/chats/{number}/cut-off", SwarmShape, keys=WORKERS)
def post_swarm_chat_cut_off(
    request: ApiRequest, ref: str, number: Number
) -> HttpResponse:
    """Nothing more is posted there, and what is written there is not heard."""
    return _done(request, actions.cut_off, ref, number)


def _called(call: list[Calling]) -> list[Called]:
    return [Called(**each.model_dump()) for each in call]


def _done(
    request: ApiRequest, verb: Any, ref: str, *args: Any, status: int = 200, **told: Any
) -> HttpResponse:
    by: Actor = acting(request)

    def deed() -> Answer:
        verb(ref, *args, by=by, **told)
        return kept(swarm_shape(swarm_for(by, ref)), status)

    return once(request, deed)
