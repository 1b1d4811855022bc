"""What is to be done because of an incident, until it is done and its effect seen."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from tocsin.foundation.accounts.rules import Actor
from tocsin.foundation.config.reads import value
from tocsin.improvement.reviews.actions.approving import sees
from tocsin.improvement.reviews.actions.frame import (
    Held,
    behind,
    hold,
    hold_to_read,
    known,
    line,
    words,
)
from tocsin.improvement.reviews.models import Action, Review
from tocsin.improvement.reviews.options import ACTION_EVERY, ACTION_PATIENCE
from tocsin.improvement.reviews.refusals import (
    ActionIsOver,
    MayNotReview,
    NoSuchAction,
    OwnerUnfit,
)
from tocsin.improvement.reviews.rights import may_review
from tocsin.improvement.reviews.rules.life import (
    ACTION_KINDS,
    DONE,
    DROPPED,
    LONGEST_TEXT,
    OPEN,
    VERDICTS,
)
from tocsin.improvement.reviews.rules.nagging import Owed, Step, next_step
from tocsin.kernel import clock
from tocsin.kernel.text import holdable
from tocsin.register.core.entries import Kind


@transaction.atomic
def add_action(
    ref: str,
    *,
    title: str,
    owner: str,
    due_at: datetime,
    by: Actor,
    kind: str = ACTION_KINDS[0],
    looked_for: str = "",
) -> Action:
    """Somebody is to do this by then, and this effect is looked for."""
    held = hold(ref, by=by)
    action = Action(
        review=held.review,
        number=_next_number(held.review),
        kind=known(_("The kind"), kind, ACTION_KINDS),
        title=line(_("What is to be done"), title),
        owner=_fit(held, owner),
        due_at=due_at,
        looked_for=holdable(looked_for).strip()[:LONGEST_TEXT],
        added_at=clock.now(),
        added_by=behind(by),
        written_by=behind(by),
    )
    schedule(action)
    action.save()
    body = {
        "action": action.number,
        "action_kind": action.kind,
        "person": action.owner,
        "due_at": due_at.isoformat(),
        "title": action.title,
    }
    cause = f"review:{held.review.ref}:action:{action.number}"
    held.say(Kind.REVIEW_ACTION_ADDED, by, body, cause)
    return action


def _next_number(review: Review) -> int:
    last = review.actions.aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


def _fit(held: Held, owner: str) -> str:
    """Whoever owns an action sees what it is about."""
    if not sees(held.incident.id, owner):
        shown = holdable(owner)[:80] or "–"
        raise OwnerUnfit(person=shown, ref=held.incident.ref)
    return owner


@transaction.atomic
def change_action(
    ref: str,
    number: int,
    *,
    by: Actor,
    title: str | None = None,
    owner: str | None = None,
    due_at: datetime | None = None,
    looked_for: str | None = None,
) -> Action:
    """What is told of an open action is so from now on. Whoever owns it hears of it
    anew when it is due."""
    held = hold(ref, by=by)
    action = _open_one(held.review, number)
    if title is not None:
        action.title = line(_("What is to be done"), title)
    if owner is not None:
        action.owner = _fit(held, owner)
    if looked_for is not None:
        action.looked_for = holdable(looked_for).strip()[:LONGEST_TEXT]
    if title is not None or looked_for is not None:
        action.written_by = behind(by)
    if due_at is not None and due_at != action.due_at:
        action.due_at = due_at
        action.reminded_at = action.told_above_at = None
    schedule(action)
    action.save()
    return action


@transaction.atomic
def finish_action(ref: str, number: int, *, by: Actor) -> Action:
    """It is done; whether it helped is told later. Twice is no mistake."""
    held, action = _own(ref, number, by)
    if action.state == DONE:
        return action
    _need_open(held.review, action)
    _end(action, DONE, by)
    cause = f"review:{held.review.ref}:action:{number}:done"
    held.say(Kind.REVIEW_ACTION_DONE, by, {"action": number}, cause)
    return action


@transaction.atomic
def drop_action(ref: str, number: int, *, why: str, by: Actor) -> Action:
    """Nobody does it, for this reason."""
    held = hold(ref, by=by)
    action = _open_one(held.review, number)
    action.dropped_why = words(_("Why"), why)
    _end(action, DROPPED, by)
    return action


@transaction.atomic
def tell_effect(
    ref: str, number: int, *, verdict: str, by: Actor, seen: str = ""
) -> Action:
    """Whether the effect that was looked for was seen once it was done, and by what."""
    held, action = _own(ref, number, by)
    if action.state != DONE:
        raise ActionIsOver(
            number=number, ref=held.review.ref, state=action.get_state_display().lower()
        )
    action.verdict = known(_("The effect"), verdict, VERDICTS)
    action.seen = holdable(seen).strip()[:LONGEST_TEXT]
    action.seen_by, action.seen_at = behind(by), clock.now()
    action.save(update_fields=["verdict", "seen", "seen_by", "seen_at"])
    return action


def _own(ref: str, number: int, by: Actor) -> tuple[Held, Action]:
    """The action, for whoever may write the review and for whoever owns it."""
    held = hold_to_read(ref, by=by)
    action = _one(held.review, number)
    reviews = may_review(by, held.incident.team_id, held.review.responsible)
    if not reviews and action.owner != behind(by):
        raise MayNotReview(ref=held.incident.ref)
    return held, action


def _one(review: Review, number: int) -> Action:
    found = review.actions.select_related("review").filter(number=number).first()
    if found is None:
        raise NoSuchAction(ref=review.ref, number=number)
    return found


def _open_one(review: Review, number: int) -> Action:
    action = _one(review, number)
    _need_open(review, action)
    return action


def _need_open(review: Review, action: Action) -> None:
    if action.state != OPEN:
        state = action.get_state_display().lower()
        raise ActionIsOver(number=action.number, ref=review.ref, state=state)


def _end(action: Action, state: str, by: Actor) -> None:
    action.state, action.ended_at = state, clock.now()
    action.ended_by, action.next_at = behind(by), None
    action.save()


def step_of(action: Action) -> Step | None:
    """When whoever owns it is reminded next, or their lead told."""
    owed = Owed(action.due_at, action.reminded_at, action.told_above_at)
    return next_step(
        owed,
        patience=timedelta(days=value(ACTION_PATIENCE)),
        every=timedelta(days=value(ACTION_EVERY)),
    )


def schedule(action: Action) -> None:
    step = step_of(action)
    action.next_at = step.at if step and action.state == OPEN else None
