"""Who owes a review, and how it becomes one that may be published."""

from django.db import transaction
from django.utils.translation import gettext as _

from tocsin.foundation.accounts.rules import Actor
from tocsin.improvement.reviews.actions.frame import (
    Held,
    behind,
    hold,
    hold_to_approve,
    keep,
    need,
    words,
)
from tocsin.improvement.reviews.actions.telling import tell_approvers, tell_responsible
from tocsin.improvement.reviews.models import Review
from tocsin.improvement.reviews.refusals import OwnerUnfit
from tocsin.improvement.reviews.rules.life import (
    APPROVED,
    DRAFT,
    HANDED_IN,
    may_follow,
)
from tocsin.improvement.reviews.timeline import incident_of
from tocsin.kernel import clock
from tocsin.kernel.text import holdable
from tocsin.register.watching.reads import seers, staff

_REMINDED = ("reminded_at", "told_above_at")


def sees(incident_id: int, person: str) -> bool:
    """Whether this person is active, works here, and sees the incident."""
    seeing = seers(incident_of(incident_id)).filter(staff())
    return seeing.filter(key=holdable(person)).exists()


@transaction.atomic
def hand_review_to(ref: str, *, person: str, by: Actor) -> Review:
    """This person owes it from now on, and is told."""
    held = hold(ref, by=by)
    if not sees(held.incident.id, person):
        raise OwnerUnfit(person=holdable(person)[:80], ref=held.incident.ref)
    if held.review.responsible != person:
        held.review.responsible = person
        _reset(held.review)
        keep(held.review, "responsible", *_REMINDED)
        tell_responsible(held)
    return held.review


@transaction.atomic
def hand_in_review(ref: str, *, by: Actor) -> Review:
    """It is written; whoever may approve it is told. Twice is no mistake."""
    held = hold(ref, by=by, states=(DRAFT, HANDED_IN))
    if held.review.state == DRAFT:
        _move(held, HANDED_IN)
        held.review.handed_in_at, held.review.handed_in_by = clock.now(), behind(by)
        keep(held.review, "state", "handed_in_at", "handed_in_by", *_REMINDED)
        tell_approvers(held)
    return held.review


@transaction.atomic
def approve_review(ref: str, *, by: Actor) -> Review:
    """It is so: it can be published from now on, and nobody owes anything on it."""
    held = hold_to_approve(ref, by=by, states=(HANDED_IN, APPROVED))
    if held.review.state == HANDED_IN:
        _move(held, APPROVED)
        held.review.approved_at, held.review.approved_by = clock.now(), behind(by)
        keep(held.review, "state", "approved_at", "approved_by", *_REMINDED)
    return held.review


@transaction.atomic
def send_review_back(ref: str, *, why: str, by: Actor) -> Review:
    """It is a draft again, for this reason; what was published stays as it is."""
    held = hold_to_approve(ref, by=by)
    need(held.review, HANDED_IN, APPROVED)
    _move(held, DRAFT)
    held.review.sent_back_by = behind(by)
    held.review.sent_back_why = words(_("Why"), why)
    keep(held.review, "state", "sent_back_by", "sent_back_why", *_REMINDED)
    tell_responsible(held)
    return held.review


def _move(held: Held, state: str) -> None:
    if not may_follow(held.review.state, state):
        need(held.review, state)
    held.review.state = state
    _reset(held.review)


def _reset(review: Review) -> None:
    """Whoever owes it now was not reminded yet."""
    review.reminded_at = review.told_above_at = None
