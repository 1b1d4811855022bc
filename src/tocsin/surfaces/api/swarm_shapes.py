"""What /swarms asks and answers."""

from datetime import datetime
from typing import Annotated

from ninja import Schema
from pydantic import BeforeValidator, Field

from tocsin.kernel import home
from tocsin.response.swarm import rules
from tocsin.response.swarm.models import Chat, Swarm
from tocsin.response.swarm.reads.rooms import Room, chats_of
from tocsin.surfaces.api.shapes import Asked, Limit, OneOf, Words, whole

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
    reached_by: str = Field(
        description="The channel by which the call arrived, if any."
    )


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


class SwarmChatShape(Schema):
    """A room of a chat in which the swarm is mirrored."""

    id: int
    channel: str = Field(examples=["slack"])
    name: str
    address: str = Field(description="Empty until the chat has made the room.")
    is_connected: bool
    said: str = Field(description="What hindered it from being made.")
    connected_at: datetime


class NewSwarmChat(Asked):
    """A team's room by number, or a new one in a chat that makes them."""

    room: Annotated[int | None, Field(ge=1, le=2**31 - 1), BeforeValidator(whole)] = (
        Field(None, description="The number of a team's room.")
    )
    channel: Annotated[Words, Field(max_length=40)] = Field("", examples=["slack"])


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


class SwarmGuestShape(Schema):
    """Somebody from outside; they were to come by `answer_by`, and came, or were told
    of as late."""

    id: int
    name: str
    organisation: str
    made_at: datetime
    answer_by: datetime | None
    answered_at: datetime | None
    late_at: datetime | None
    revoked_at: datetime | None


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
    supplier: str = Field(
        description="Whose guests are the primary team; primary_team speaks with them."
    )
    named_at: datetime | None
    named_by: str
    named_why: str
    closed_at: datetime | None
    outcome: str
    stays: list[SwarmStayShape]
    invites: list[SwarmInviteShape]
    hypotheses: list[HypothesisShape]
    guests: list[SwarmGuestShape]
    alarms: list[str]
    chats: list[SwarmChatShape] = Field(description="Where it is mirrored.")
    figures: SwarmFigures


class SwarmRow(Schema):
    ref: str
    incident: str
    question: str
    state: str
    opened_at: datetime
    closed_at: datetime | None


class SwarmSaid(Schema):
    """What was said is in the timeline; ten of these a second come cheap."""

    ref: str
    state: Annotated[str, OneOf(rules.STATES)]
    said_at: datetime


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
    team: Words = Field(
        "", description="With a supplier left out: who has the incident already."
    )
    supplier: Annotated[Words, Field(max_length=120)] = Field(
        "", description="A guest's organisation, where it is the primary team."
    )
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
    minutes: Annotated[int, Field(ge=1, le=1440)] | None = Field(
        None, description="To come within; else swarm.guest_minutes."
    )


class GuestShape(Schema):
    id: int
    name: str
    organisation: str
    expires_at: datetime
    answer_by: datetime | None
    link: str = Field(description="Told this once; it is kept nowhere.")


_SAME = """ref is_drill kind question mode state coordinator bridge_url opened_by
opened_at primary_team supplier named_at named_by named_why closed_at outcome""".split()


def swarm_shape(swarm: Swarm) -> SwarmShape:
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
        guests=[
            SwarmGuestShape(
                **{n: getattr(row, n) for n in SwarmGuestShape.model_fields}
            )
            for row in room.guests
        ],
        alarms=[alarm.name for alarm in room.alarms],
        chats=[_chat(row) for row in chats_of(swarm)],
        figures=SwarmFigures(
            **{n: getattr(figures, n) for n in SwarmFigures.model_fields}
        ),
        **{name: getattr(swarm, name) for name in _SAME},
    )


def _chat(row: Chat) -> SwarmChatShape:
    same = "channel address said connected_at".split()
    told = {name: getattr(row, name) for name in same}
    return SwarmChatShape(id=row.pk, name=str(row), is_connected=bool(row.room), **told)


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
            reached_by=room.reached.get(row.pk, ""),
            **{name: getattr(row, name) for name in same},
        )
        for row in room.invites
    ]
