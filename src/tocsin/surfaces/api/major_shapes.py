"""Shapes of major incidents."""

from datetime import datetime
from typing import Annotated, Any

from ninja import Schema
from pydantic import BeforeValidator, Field

from tocsin.response.major.reads import Record
from tocsin.response.major.rules import BLOCKS, MOST_MINUTES, ROLES
from tocsin.response.major.trial import DAYS, MOST_DAYS
from tocsin.surfaces.api.shapes import Asked, OneOf, Words, whole

Role = Annotated[str, OneOf(ROLES)]
Rows = Annotated[list[dict[str, Any]], Field(max_length=100)]


class MajorLine(Schema):
    """A candidate or a major incident, in short."""

    ref: str
    state: str = Field(description="proposed, rejected, declared or ended.")
    criteria: list[str]
    proposed_at: datetime | None
    declared_at: datetime | None
    ended_at: datetime | None
    next_update_at: datetime | None = Field(description="Until when one is promised.")
    is_overdue: bool


class MajorSeat(Schema):
    """A role, and who has it now."""

    role: str
    person: str | None
    filled_at: datetime | None
    taken_at: datetime | None
    schedule: str
    also_in: list[str] = Field(description="Other open majors they have a role in.")


class MajorBlock(Schema):
    """A part of the record: what is known of it, and what people wrote."""

    block: str
    facts: dict[str, Any]
    text: str
    by: str
    at: datetime | None


class MajorStretch(Schema):
    at: datetime
    minutes: float
    forecast: float
    actual: float | None
    units: float
    money: float


class MajorLoss(Schema):
    """(forecast − actual) × price, and the rows that it is the sum of."""

    since: datetime
    until: datetime
    unit: str
    price: float
    currency: str
    per: str
    basis: str = Field(description="set, weeks, hour or unknown: of the forecast.")
    units: float
    money: float
    rows: list[MajorStretch]


class MajorDecision(Schema):
    kind: str
    by: str
    at: datetime
    reason: str


class MajorShape(MajorLine):
    """The record of a major incident, with its seven parts."""

    users: int
    executives_told: int
    next_executives_at: datetime | None
    roles: list[MajorSeat]
    blocks: list[MajorBlock]
    decisions: list[MajorDecision]
    loss: MajorLoss | None


class MajorsShape(Schema):
    """What is open, what waits for a decision, and what ended last."""

    open: list[MajorLine]
    candidates: list[MajorLine]
    ended: list[MajorLine]


class MajorRulesShape(Schema):
    """What is in force. What it may hold is in `docs/major.md`."""

    zone: str
    criteria: list[dict[str, Any]]
    roles: list[dict[str, Any]]
    orders: dict[str, Any]
    figures: list[dict[str, Any]]


class MajorRulesAsked(Asked):
    zone: Words = "UTC"
    criteria: Rows = []
    roles: Rows = []
    orders: dict[str, Any] = {}
    figures: Rows = []


class MajorRulesTried(MajorRulesAsked):
    """Criteria to be tried on the incidents of the last days."""

    days: Annotated[int, Field(ge=1, le=MOST_DAYS), BeforeValidator(whole)] = DAYS


class MajorRulesTold(MajorRulesAsked):
    """What is to be published, and why."""

    why: Words = ""


class MajorCandidate(Schema):
    ref: str
    title: str
    at: datetime | None
    criteria: list[str]
    was: str = Field(description="What became of it; empty: never major.")


class MajorTrial(Schema):
    """What criteria would have proposed."""

    since: datetime
    until: datetime
    incidents: int
    is_cut: bool
    proposed: int
    declared: int = Field(description="Of these, declared major in fact.")
    missed: int = Field(description="Declared major, and would not be proposed.")
    candidates: list[MajorCandidate] = Field(description="The first fifty.")
    warnings: dict[str, str]


class MajorReason(Asked):
    """Why it is so."""

    reason: Annotated[Words, Field(max_length=4000)] = ""


class MajorRoleAsked(Asked):
    """A role that the person on whose behalf this is asked takes over."""

    role: Role


class MajorRoleDeclined(MajorRoleAsked):
    reason: Annotated[Words, Field(max_length=400)] = ""


class MajorRoleNamed(MajorRoleDeclined):
    """Who is to have the role."""

    person: Annotated[Words, Field(max_length=80)]


class MajorPromise(Asked):
    minutes: Annotated[int, Field(ge=1, le=MOST_MINUTES), BeforeValidator(whole)]


class MajorWords(Asked):
    """What a part of the record is to say."""

    block: Annotated[str, OneOf(BLOCKS)]
    text: Annotated[Words, Field(max_length=4000)]


def major_line(major: Any, incident: Any) -> MajorLine:
    return MajorLine(**_facts(major, incident))


def _facts(major: Any, incident: Any) -> dict[str, Any]:
    return {
        "ref": incident.ref,
        "state": major.state,
        "criteria": list(major.criteria),
        "proposed_at": major.proposed_at,
        "declared_at": major.declared_at,
        "ended_at": major.ended_at,
        "next_update_at": major.update_at,
        "is_overdue": major.overdue_at is not None,
    }


def major_shape(record: Record) -> MajorShape:
    major = record.major
    return MajorShape(
        **_facts(major, record.incident),
        users=record.users,
        executives_told=major.executives_told,
        next_executives_at=major.executives_at,
        roles=[
            MajorSeat(
                role=seat.role,
                person=seat.post.person_id if seat.post else None,
                filled_at=seat.post.filled_at if seat.post else None,
                taken_at=seat.post.taken_at if seat.post else None,
                schedule=seat.post.schedule if seat.post else "",
                also_in=list(seat.also_in),
            )
            for seat in record.seats
        ],
        blocks=[
            MajorBlock(
                block=block.name,
                facts=dict(block.facts),
                text=block.text,
                by=block.by,
                at=block.at,
            )
            for block in record.blocks
        ],
        decisions=[
            MajorDecision(kind=d.kind, by=d.by, at=d.at, reason=d.reason)
            for d in record.decided
        ],
        loss=_loss(record),
    )


def _loss(record: Record) -> MajorLoss | None:
    loss = record.loss
    if loss is None:
        return None
    names = "since until unit price currency per basis units money".split()
    return MajorLoss(
        **{name: getattr(loss, name) for name in names},
        rows=[
            MajorStretch(
                at=row.at,
                minutes=row.minutes,
                forecast=row.forecast,
                actual=row.actual,
                units=row.units,
                money=row.money,
            )
            for row in loss.rows
        ],
    )
