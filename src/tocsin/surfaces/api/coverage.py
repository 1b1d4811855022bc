"""/coverage: the holes in who is reached, the matrix tried, and incidents replayed."""

from datetime import datetime
from typing import Any

from ninja import Query, Router, Schema
from pydantic import Field

from tocsin.kernel import clock
from tocsin.response.escalation.coverage.reads import Shown, holes_for, proven
from tocsin.response.escalation.replaying import Replayed, replay_incident
from tocsin.response.escalation.trying import (
    Hypothetical,
    Moment,
    Tried,
    try_matrix,
)
from tocsin.surfaces.api.bearer import ApiRequest
from tocsin.surfaces.api.operations import reading
from tocsin.surfaces.api.shapes import Bound, Number, Priority, Words
from tocsin.surfaces.api.writing import acting

router = Router(tags=["Coverage"])


class HolePlace(Schema):
    row: str
    level: int = Field(description="0: the row itself.")


class HoleShape(Schema):
    """One hole. What each code means is in `docs/coverage.md`."""

    code: str = Field(examples=["gap"])
    weight: int = Field(description="1 is worst: nobody is told at all.")
    sentence: str
    remedy: str
    about: str = Field(description="The key of what it lies in, or empty.")
    team: str
    starts_at: datetime | None = Field(description="None: it is there already.")
    ends_at: datetime | None = Field(description="None: it does not end by itself.")
    zone: str
    places: list[HolePlace]
    cells: int = Field(description="So many categories and priorities lie in it.")
    found_at: datetime | None


class CoverShape(Schema):
    """How a row covers what goes by it for one team."""

    row: str
    team: str
    cells: int
    worst_seconds: int | None = Field(
        description="Within so long somebody is reached, at the worst instant; null"
        " where there is one at which nobody is."
    )
    level: int
    channel: str


class CoverageShape(Schema):
    """The newest proof of the matrix in force."""

    made_at: datetime | None = Field(description="Null: it was not proven yet.")
    until: datetime | None
    version: int | None
    cells: int
    holes: list[HoleShape]
    covers: list[CoverShape]


class OfATeam(Schema):
    team: Words = ""


class TriedBy(Schema):
    """What is registered, and when."""

    category: Words
    priority: Priority
    service: Words = ""
    at: Bound = Field(None, description="Now, where it is left out.")
    version: Number | None = Field(None, description="The one in force, if left out.")


class ByVersion(Schema):
    version: Number | None = Field(None, description="The one in force, if left out.")


class ForetoldMessageShape(Schema):
    at: datetime
    channel: str


class HeardShape(Schema):
    person: str
    schedule: str
    messages: list[ForetoldMessageShape]


class MomentShape(Schema):
    """A level that is told, told again, an acknowledgement that lapses, or the end."""

    at: datetime
    does: str = Field(description="level, repeat, lapse, end.")
    level: int
    because: str
    target: str
    people: list[HeardShape]


class WhyRow(Schema):
    code: str
    about: str


class TriedShape(Schema):
    """Who would be told while nobody answers."""

    at: datetime
    version: int
    team: str
    team_why: str
    row: str | None
    because: list[WhyRow]
    moments: list[MomentShape]


class ProvenStretchShape(Schema):
    began_at: datetime
    row: str | None
    because: list[WhyRow]
    moments: list[MomentShape]


class LevelCompared(Schema):
    level: int
    promised_at: datetime | None
    promised: list[str]
    happened_at: datetime | None
    happened: list[str]
    sooner_seconds: int | None = Field(description="Negative, if it would be later.")


class ReplayedShape(Schema):
    """Whom a version of the matrix would have told, beside who was told."""

    ref: str
    version: int
    acknowledged_at: datetime | None
    levels: list[LevelCompared]
    stretches: list[ProvenStretchShape]


@reading(router, "", CoverageShape, OfATeam)
def get_coverage(request: ApiRequest, asked: Query[OfATeam]) -> CoverageShape:
    """The holes that are not over, the worst first, and how long it takes at worst."""
    shown, proof = holes_for(acting(request), team=asked.team), proven()
    covers = proof.covers if proof else []
    return CoverageShape(
        made_at=proof.made_at if proof else None,
        until=proof.ended_at if proof else None,
        version=proof.matrix if proof else None,
        cells=proof.cells if proof else 0,
        holes=[_hole(each) for each in shown],
        covers=[_cover(e) for e in covers if asked.team in {"", e["team"]}],
    )


@reading(router, "/try", TriedShape, TriedBy)
def get_coverage_try(request: ApiRequest, asked: Query[TriedBy]) -> TriedShape:
    """Who would be told, when and by what, if this were registered then and nobody
    answered. Nothing is stored and nobody is told."""
    at = asked.at or clock.now()
    told = Hypothetical(asked.category, asked.priority, at, asked.service)
    return _tried(try_matrix(acting(request), told, number=asked.version))


@reading(router, "/replay/{ref}", ReplayedShape, ByVersion)
def get_coverage_replay(
    request: ApiRequest, ref: str, asked: Query[ByVersion]
) -> ReplayedShape:
    """A past incident under a version of the matrix: promised and happened."""
    return _replayed(replay_incident(acting(request), ref, number=asked.version))


def _hole(each: Shown) -> HoleShape:
    hole = each.hole
    return HoleShape(
        code=hole.code,
        weight=hole.weight,
        sentence=each.sentence,
        remedy=each.remedy,
        about=hole.about,
        team=hole.team,
        starts_at=each.starts_at,
        ends_at=each.ends_at,
        zone=each.zone,
        places=[HolePlace(row=row, level=n) for row, n in sorted(hole.places)],
        cells=len(hole.cells),
        found_at=each.found_at,
    )


def _cover(told: Any) -> CoverShape:
    worst = told["worst"]
    return CoverShape(
        row=told["row"],
        team=told["team"],
        cells=len(told["cells"]),
        worst_seconds=None if worst is None else worst // 1_000_000,
        level=told["level"],
        channel=told["channel"],
    )


def _moment(each: Moment) -> MomentShape:
    return MomentShape(
        at=each.at,
        does=each.does,
        level=each.level,
        because=each.because,
        target=each.target.kind if each.target else "",
        people=[
            HeardShape(
                person=heard.person,
                schedule=heard.schedule,
                messages=[
                    ForetoldMessageShape(at=sent.at, channel=sent.channel)
                    for sent in heard.messages
                ],
            )
            for heard in each.heard
        ],
    )


def _because(choice: Any) -> list[WhyRow]:
    return [WhyRow(code=each.code, about=each.about) for each in choice.because]


def _tried(tried: Tried) -> TriedShape:
    row = tried.choice.row
    return TriedShape(
        at=tried.asked.at,
        version=tried.matrix.number,
        team=tried.team.team,
        team_why=tried.team.why,
        row=row.key if row else None,
        because=_because(tried.choice),
        moments=[_moment(each) for each in tried.moments],
    )


def _replayed(found: Replayed) -> ReplayedShape:
    return ReplayedShape(
        ref=found.ref,
        version=found.matrix.number,
        acknowledged_at=found.acknowledged_at,
        levels=[
            LevelCompared(
                level=each.level,
                promised_at=each.promised_at,
                promised=list(each.promised),
                happened_at=each.happened_at,
                happened=list(each.happened),
                sooner_seconds=(
                    None if each.sooner is None else int(each.sooner.total_seconds())
                ),
            )
            for each in found.levels
        ],
        stretches=[
            ProvenStretchShape(
                began_at=each.began_at,
                row=each.choice.row.key if each.choice.row else None,
                because=_because(each.choice),
                moments=[_moment(moment) for moment in each.moments],
            )
            for each in found.stretches
        ],
    )
