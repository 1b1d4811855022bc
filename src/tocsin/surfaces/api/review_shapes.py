"""Shapes of reviews."""

from datetime import datetime
from typing import Annotated, Any

from ninja import Schema
from pydantic import BeforeValidator, Field

from tocsin.improvement.reviews.models import Action
from tocsin.improvement.reviews.paper import Paper, Part
from tocsin.improvement.reviews.reads import Listed, ListedAction
from tocsin.improvement.reviews.rules.finding import Figure
from tocsin.improvement.reviews.rules.life import (
    ACTION_KINDS,
    AUDIENCES,
    FACTOR_KINDS,
    LONGEST_LINE,
    LONGEST_TEXT,
    VERDICTS,
    WRITTEN,
)
from tocsin.surfaces.api.shapes import Asked, Instant, OneOf, Words, whole

Audience = Annotated[str, OneOf(AUDIENCES)]
LongWords = Annotated[Words, Field(max_length=LONGEST_TEXT)]
LineWords = Annotated[Words, Field(max_length=LONGEST_LINE)]
PersonWords = Annotated[Words, Field(max_length=80)]
Number = Annotated[int, Field(ge=0, lt=2**31), BeforeValidator(whole)]


class ReviewLine(Schema):
    """A review in short."""

    ref: str
    incident: str
    state: str = Field(description="draft, handed_in or approved.")
    because: str = Field(description="major, late, new_type or asked.")
    responsible: str = Field(description="Who owes it; empty: nobody.")
    due_at: datetime | None = Field(description="While it is a draft.")
    is_late: bool
    open_actions: int
    late_actions: int
    audiences: list[str] = Field(description="Who reads it now.")


class ReviewFigure(Schema):
    """A figure, and the `seq` of the entries that it was taken from."""

    name: str
    value: int = Field(description="Seconds, a count, or hundredths of a currency.")
    unit: str = Field(description="seconds, count, money or word.")
    about: str
    is_good: bool | None
    currency: str
    entries: list[int]


class ReviewGap(Schema):
    """The time from one milestone to the next."""

    since: str
    until: str
    seconds: int
    entries: list[int]


class ReviewPart(Schema):
    part: str
    passages: list[str]
    figures: list[ReviewFigure]
    gaps: list[ReviewGap]
    rows: list[dict[str, Any]] = Field(
        description="Of the timeline, the factors, the actions."
    )


class ReviewShape(Schema):
    """A review, as an audience reads it."""

    ref: str
    incident: str
    state: str
    because: str
    responsible: str
    due_at: datetime | None
    audience: str
    title: str
    published_at: datetime | None = Field(
        description="Where it is what was published; empty: as it is now."
    )
    versions: dict[str, int] = Field(description="Of what people wrote, by part.")
    parts: list[ReviewPart]


class ReviewSuggested(Schema):
    incident: str
    because: str
    at: datetime


class ReviewsShape(Schema):
    reviews: list[ReviewLine]
    suggested: list[ReviewSuggested]


class ReviewAction(Schema):
    """Something to be done because of an incident."""

    review: str
    number: int
    kind: str
    title: str
    owner: str
    due_at: datetime
    is_late: bool
    looked_for: str
    state: str = Field(description="open, done or dropped.")
    ended_at: datetime | None
    dropped_why: str
    verdict: str = Field(description="seen or not_seen; empty: not told yet.")
    seen: str


class ReviewActions(Schema):
    actions: list[ReviewAction]


class ReviewWhy(Asked):
    why: LongWords = ""


class ReviewWords(Asked):
    """What a part is to say; `seen` is the version that was read."""

    part: Annotated[str, OneOf(WRITTEN)]
    text: LongWords
    seen: Number | None = None


class ReviewFactorTold(Asked):
    kind: Annotated[str, OneOf(FACTOR_KINDS)]
    text: LongWords


class ReviewNumber(Asked):
    number: Number


class ReviewPerson(Asked):
    person: PersonWords


class ReviewActionTold(Asked):
    title: LineWords
    owner: PersonWords
    due_at: Instant
    kind: Annotated[str, OneOf(ACTION_KINDS)] = ACTION_KINDS[0]
    looked_for: LongWords = ""


class ReviewActionChanged(Asked):
    """What is told is so from now on; what is not stays."""

    title: LineWords | None = None
    owner: PersonWords | None = None
    due_at: Instant | None = None
    looked_for: LongWords | None = None


class ReviewEffect(Asked):
    verdict: Annotated[str, OneOf(VERDICTS)]
    seen: LongWords = ""


class ReviewHidden(Asked):
    """What an audience is not shown: `delays`, `delays:figures`, `summary:2`."""

    audience: Audience
    hidden: Annotated[list[LineWords], Field(max_length=1000)] = []


class ReviewAudience(Asked):
    audience: Audience


def review_line(each: Listed) -> ReviewLine:
    return ReviewLine(
        ref=each.review.ref,
        incident=each.incident.ref,
        state=each.review.state,
        because=each.review.because,
        responsible=each.review.responsible,
        due_at=each.review.due_at,
        is_late=each.is_late,
        open_actions=each.counts.open,
        late_actions=each.counts.late,
        audiences=list(each.audiences),
    )


def review_shape(paper: Paper, versions: dict[str, int]) -> ReviewShape:
    review, published = paper.review, paper.published
    return ReviewShape(
        ref=review.ref,
        incident=paper.incident.ref,
        state=review.state,
        because=review.because,
        responsible="" if paper.is_public else review.responsible,
        due_at=review.due_at,
        audience=paper.audience,
        title=paper.title,
        published_at=published.published_at if published else None,
        versions=versions,
        parts=[_part(part) for part in paper.parts],
    )


def _part(part: Part) -> ReviewPart:
    return ReviewPart(
        part=part.name,
        passages=list(part.passages),
        figures=[_figure(figure) for figure in part.figures],
        gaps=[
            ReviewGap(
                since=gap.since.name,
                until=gap.until.name,
                seconds=gap.seconds,
                entries=[gap.since.row, gap.until.row],
            )
            for gap in part.gaps
        ],
        rows=[_row(row) for row in part.rows],
    )


def _figure(figure: Figure) -> ReviewFigure:
    names = "name value unit about is_good currency".split()
    told = {name: getattr(figure, name) for name in names}
    return ReviewFigure(**told, entries=list(figure.rows))


def _row(row: Any) -> dict[str, Any]:
    if isinstance(row, dict):
        return row
    return {name: getattr(row, name) for name in ("seq", "kind", "at", "sentence")} | (
        {"text": row.text} if row.text else {}
    )


def action_shape(action: Action, *, is_late: bool) -> ReviewAction:
    names = """number kind title owner due_at looked_for state ended_at dropped_why
    verdict seen""".split()
    told = {name: getattr(action, name) for name in names}
    return ReviewAction(review=action.review.ref, is_late=is_late, **told)


def listed_action(each: ListedAction) -> ReviewAction:
    return action_shape(each.action, is_late=each.is_late)
