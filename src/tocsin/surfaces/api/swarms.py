"""/swarms: people brought together over an incident until it is clear whose it is."""

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field

from tocsin.foundation.accounts.rules import Actor
from tocsin.foundation.idempotency.rules import Answer
from tocsin.kernel import home
from tocsin.register.work.reads import incident_for
from tocsin.response.swarm import actions, rules
from tocsin.response.swarm.actions import Called
from tocsin.response.swarm.models import Swarm
from tocsin.response.swarm.reads.rooms import Room, swarm_for, swarms
from tocsin.response.swarm.reads.suggesting import whom_to_call
from tocsin.surfaces.api.bearer import WORKERS, ApiRequest
from tocsin.surfaces.api.needs import kept
from tocsin.surfaces.api.operations import keeping, reading, writing
from tocsin.surfaces.api.shapes import Asked, Limit, Number, OneOf, Words
from tocsin.surfaces.api.writing import BEHALF, ONCE, act, acting, once

router = Router(tags=["Swarms"])
verbs = Router(tags=["Swarms"])

Text = Annotated[Words, Field(max_length=4000)]
Line = Annotated[Words, Field(max_length=400)]
_HYPOTHESES = tuple(rules.HYPOTHESES)


class SwarmStayShape(Schema):
    """Somebody who is or was in it: a person by key, or a guest."""

    who: str
    name: str
    team: str
    role: str
    doing: str
    joined_at: datetime
    left_at: datetime | None
    left_why: str
    standby_until: datetime | None
    also_in: list[str] = Field(description="Other open swarms they are in now.")


class SwarmInviteShape(Schema):
    person: str
    team: str
    reason: str
    about: str
    state: Annotated[str, OneOf(rules.INVITES)]
    sent_at: datetime
    deadline_at: datetime
    answered_at: datetime | None
    replaced_by: str = Field(description="Who was called in their stead, or nobody.")


class EvidenceShape(Schema):
    at: datetime
    by: str
    text: str


class HypothesisShape(Schema):
    number: int
    text: str
    owner: str
    test: str
    state: Annotated[str, OneOf(_HYPOTHESES)]
    evidence: list[EvidenceShape]
    posed_at: datetime
    decided_at: datetime | None


class SwarmFigures(Schema):
    """Times in seconds; money in hundredths of the currency."""

    here: int
    most: int
    person_minutes: int
    cost: int
    currency: str
    to_mobilise: int | None
    to_primary: int | None
    called: int
    came: int
    needed: int
    needed_percent: int | None
    release_lag: int | None


class SwarmShape(Schema):
    ref: str
    page: str = Field(description="Where people meet.")
    incident: str
    is_drill: bool
    kind: Annotated[str, OneOf(rules.KINDS)]
    question: str
    mode: Annotated[str, OneOf(rules.MODES)]
    state: Annotated[str, OneOf(rules.STATES)]
    coordinator: str
    bridge_url: str
    opened_by: str
    opened_at: datetime
    primary_team: str
    named_at: datetime | None
    named_by: str
    named_why: str
    closed_at: datetime | None
    outcome: str
    stays: list[SwarmStayShape]
    invites: list[SwarmInviteShape]
    hypotheses: list[HypothesisShape]
    alarms: list[str]
    figures: SwarmFigures


class SwarmRow(Schema):
    ref: str
    incident: str
    question: str
    state: str
    opened_at: datetime
    closed_at: datetime | None


class SwarmList(Schema):
    items: list[SwarmRow]


class SwarmNarrowing(Schema):
    over: bool = Field(False, description="Those that have ended.")
    limit: Limit = 50


class ProposedShape(Schema):
    person: str
    name: str
    team: str
    reason: str
    about: str = Field(description="Why, in words.")


class ProposedList(Schema):
    items: list[ProposedShape]


class Calling(Asked):
    """A person, or whoever is to be called for a team now."""

    person: Words = ""
    team: Words = ""
    reason: Annotated[str, OneOf(rules.REASONS)] = rules.MANUAL
    about: Line = ""
    role: Annotated[str, OneOf(rules.ROLES)] = rules.DIAGNOSTICIAN
    deadline: Annotated[int, Field(ge=0, le=3600)] = 0


Callings = Annotated[list[Calling], Field(max_length=50)]


class SwarmOpening(Asked):
    question: Line
    kind: Annotated[str, OneOf(rules.KINDS)] = "ad_hoc"
    mode: Annotated[str, OneOf(rules.MODES)] = rules.MOVES
    coordinator: Words = Field("", description="A person's key; usually who opens it.")
    call: Callings = []


class NewSwarm(SwarmOpening):
    incident: Words


class CallingMore(Asked):
    call: Annotated[list[Calling], Field(min_length=1, max_length=50)]


class SwarmAnswer(Asked):
    answer: Annotated[str, OneOf(rules.ANSWERS)]
    delegate: Words = Field("", description="Who comes instead, where delegated.")


class SwarmJoining(Asked):
    role: Annotated[str, OneOf(("", *rules.ROLES))] = ""


class SwarmLeaving(Asked):
    why: Annotated[str, OneOf(rules.OWN_LEAVES)] = rules.SHIFT_END


class SwarmPerson(Asked):
    person: Words


class SwarmDoing(Asked):
    doing: Annotated[Words, Field(max_length=200)]
    role: Annotated[str, OneOf(("", *rules.ROLES))] = ""


class SwarmAct(Asked):
    text: Text
    why: Line = ""
    result: Line = ""
    shared: bool = Field(False, description="Guests read it too.")


class NewHypothesis(Asked):
    text: Line
    test: Line = ""
    owner: Words = Field("", description="A person's key; usually who poses it.")


class HypothesisMoving(Asked):
    state: Annotated[str, OneOf(("", *_HYPOTHESES))] = ""
    evidence: Annotated[Words, Field(max_length=1000)] = ""


class Naming(Asked):
    team: Words
    why: Annotated[Words, Field(max_length=1000)]
    keep: Annotated[list[Words], Field(max_length=200)] = []
    standby: Annotated[list[Words], Field(max_length=200)] = []


class SwarmClosing(Asked):
    outcome: Annotated[str, OneOf(rules.OUTCOMES)] = rules.SOLVED
    note: Annotated[Words, Field(max_length=1000)] = ""
    knowledge: Line = Field("", description="Where what was learned is kept.")
    competencies: Annotated[list[Words], Field(max_length=20)] = []


class NewGuest(Asked):
    name: Annotated[Words, Field(max_length=120)]
    organisation: Annotated[Words, Field(max_length=120)]
    email: Annotated[Words, Field(max_length=254)] = ""
    hours: Annotated[int, Field(ge=1, le=168)] = 8


class GuestShape(Schema):
    id: int
    name: str
    organisation: str
    expires_at: datetime
    link: str = Field(description="Told this once; it is kept nowhere.")


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
        return kept(_shape(made), 201)

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
    return _shape(swarm_for(request.auth, ref))


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


@keeping(router, "POST", "/{ref}/acts", SwarmShape, keys=WORKERS)
def post_swarm_act(request: ApiRequest, ref: str, body: SwarmAct) -> HttpResponse:
    """Something done, seen or decided: everybody there reads it at once."""
    return _done(request, actions.act, ref, **body.model_dump())


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
    told["why"] = body.why
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


def _called(call: list[Calling]) -> list[Called]:
    return [Called(**each.model_dump()) for each in call]


def _done(
    request: ApiRequest, verb: Any, ref: str, *args: Any, status: int = 200, **told: Any
) -> HttpResponse:
    by: Actor = acting(request)

    def deed() -> Answer:
        verb(ref, *args, by=by, **told)
        return kept(_shape(swarm_for(by, ref)), status)

    return once(request, deed)


_SAME = """ref is_drill kind question mode state coordinator bridge_url opened_by
opened_at primary_team named_at named_by named_why closed_at outcome""".split()


def _shape(swarm: Swarm) -> SwarmShape:
    room = Room(swarm)
    figures = room.figures()
    return SwarmShape(
        page=f"{home.url()}/swarms/{swarm.ref}",
        incident=swarm.incident_ref,
        stays=_stays(room),
        invites=_invites(room),
        hypotheses=[
            HypothesisShape(
                **{n: getattr(row, n) for n in HypothesisShape.model_fields}
            )
            for row in room.hypotheses
        ],
        alarms=[alarm.name for alarm in room.alarms],
        figures=SwarmFigures(
            **{n: getattr(figures, n) for n in SwarmFigures.model_fields}
        ),
        **{name: getattr(swarm, name) for name in _SAME},
    )


def _stays(room: Room) -> list[SwarmStayShape]:
    same = "who team role doing joined_at left_at left_why standby_until".split()
    return [
        SwarmStayShape(
            name=room.names.get(row.who, row.who),
            also_in=[each.ref for each in room.elsewhere.get(row.person, ())],
            **{name: getattr(row, name) for name in same},
        )
        for row in room.stays
    ]


def _invites(room: Room) -> list[SwarmInviteShape]:
    same = "person team reason about state sent_at deadline_at answered_at".split()
    return [
        SwarmInviteShape(
            replaced_by=next((it.person for it in row.replaced_by.all()), ""),
            **{name: getattr(row, name) for name in same},
        )
        for row in room.invites
    ]
