"""What every verb of a review begins and ends with."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from tocsin.foundation.accounts.rules import Actor
from tocsin.foundation.config.option import Option
from tocsin.foundation.config.reads import value
from tocsin.improvement.reviews.models import Review
from tocsin.improvement.reviews.options import APPROVAL, PATIENCE
from tocsin.improvement.reviews.refusals import (
    ChoiceUnknown,
    MayNotApprove,
    MayNotReview,
    NoSuchReview,
    NotInThatState,
    WordsWanted,
)
from tocsin.improvement.reviews.rights import may_approve, may_review
from tocsin.improvement.reviews.rules.life import (
    APPROVED,
    DRAFT,
    HANDED_IN,
    LONGEST_LINE,
    LONGEST_TEXT,
)
from tocsin.improvement.reviews.rules.nagging import Owed, next_step
from tocsin.kernel.text import holdable
from tocsin.register.core.actions.writer import Draft, note_many
from tocsin.register.core.entries import Kind
from tocsin.register.core.reads.visible import visible_to
from tocsin.register.work.answering import Answerable, answerable


@dataclass(slots=True)
class Held:
    """A review and its incident, both locked, in this order."""

    review: Review
    incident: Answerable

    def say(
        self, kind: Kind, by: Actor, body: Mapping[str, Any], cause: str | None = None
    ) -> None:
        told = {n: v for n, v in body.items() if v not in (None, "", [])}
        draft = Draft(
            self.incident.id,
            kind,
            {"review": self.review.ref, **told},
            happened_basis="clock",
            cause=cause,
            by=by,
        )
        note_many([draft], by=by)


def hold_to_read(ref: str, *, by: Actor) -> Held:
    """The review with its incident, locked, if `by` sees it; requesters see none."""
    asked = holdable(ref).upper()
    rows = Review.objects.select_for_update(no_key=True)
    review = None if by.is_requester else rows.filter(ref=asked).first()
    if review is None or not visible_to(by).filter(id=review.incident_id).exists():
        raise NoSuchReview(ref=holdable(ref))
    incident = answerable([review.incident_id], lock=True)[review.incident_id]
    return Held(review, incident)


def hold(ref: str, *, by: Actor, states: Iterable[str] = ()) -> Held:
    """The same for whoever may write it; in one of these states, if any are told."""
    held = hold_to_read(ref, by=by)
    if not may_review(by, held.incident.team_id, held.review.responsible):
        raise MayNotReview(ref=held.incident.ref)
    need(held.review, *states)
    return held


def hold_to_approve(ref: str, *, by: Actor, states: Iterable[str] = ()) -> Held:
    held = hold_to_read(ref, by=by)
    if not may_approve(by, held.incident.team_id):
        raise MayNotApprove
    need(held.review, *states)
    return held


def need(review: Review, *states: str) -> None:
    if states and review.state not in states:
        raise NotInThatState(ref=review.ref, state=_said(review.state))


def _said(state: str) -> str:
    return state.replace("_", " ")


def behind(by: Actor) -> str:
    """The person who does it, or on whose behalf it is done."""
    return by.on_behalf_of or by.id


def words(what: object, text: str, most: int = LONGEST_TEXT) -> str:
    told = holdable(text).strip()[:most]
    if not told:
        raise WordsWanted(what=what)
    return told


def line(what: object, text: str) -> str:
    return words(what, " ".join(holdable(text).split()), LONGEST_LINE)


def known(field: object, told: str, offered: Iterable[str]) -> str:
    found = list(offered)
    if told not in found:
        shown = holdable(told)[:40] or "–"
        raise ChoiceUnknown(field=field, value=shown, known=", ".join(found))
    return told


def hours(option: Option[int]) -> timedelta:
    return timedelta(hours=value(option))


def owed_of(review: Review) -> Owed:
    """What is owed now: a draft until it is due, an approval after it was handed in."""
    due = review.due_at
    if review.state == HANDED_IN and review.handed_in_at:
        due = review.handed_in_at + hours(APPROVAL)
    return Owed(due, review.reminded_at, review.told_above_at)


def keep(review: Review, *changed: str) -> None:
    """What changed is kept, with when somebody is reminded next."""
    if review.state == APPROVED:
        review.next_at = None
    else:
        step = next_step(owed_of(review), patience=hours(PATIENCE))
        review.next_at = step.at if step else None
    review.save(update_fields=[*changed, "next_at"])


def begin_anew(review: Review, due_at: datetime | None) -> None:
    """It is due by then, and nobody was reminded of that yet."""
    review.due_at = due_at
    review.reminded_at = review.told_above_at = None


DUE_FIELDS = ("due_at", "reminded_at", "told_above_at")
WRITABLE = (DRAFT, HANDED_IN)
