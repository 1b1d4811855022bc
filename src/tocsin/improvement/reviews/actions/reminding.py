"""Whoever owes something is reminded when it is due; then it goes above."""

from datetime import datetime

from django.db import transaction

from tocsin.improvement.reviews import queries
from tocsin.improvement.reviews.actions.acting import schedule, step_of
from tocsin.improvement.reviews.actions.frame import hours, keep, owed_of
from tocsin.improvement.reviews.actions.telling import (
    above,
    leads_over,
    remind,
    remind_of_action,
)
from tocsin.improvement.reviews.models import Action, Review
from tocsin.improvement.reviews.options import PATIENCE
from tocsin.improvement.reviews.rules.life import HANDED_IN
from tocsin.improvement.reviews.rules.nagging import (
    REMIND,
    Owed,
    Step,
    next_step,
    taken,
)
from tocsin.improvement.reviews.timeline import incident_of
from tocsin.kernel import clock

_BATCH = 200


@transaction.atomic
def remind_of_reviews(batch: int = _BATCH) -> int:
    """What is due of reviews and their actions is told, each step once; says how many
    that were. Nothing here touches an incident."""
    now = clock.now()
    ids = queries.claim_reviews(now, batch)
    for review in Review.objects.filter(id__in=ids).order_by("id"):
        _remind_of_review(review, now)
    actions = queries.claim_actions(now, batch)
    rows = Action.objects.filter(id__in=actions).select_related("review")
    for action in rows.order_by("id"):
        _remind_of_action(action, now)
    return len(ids) + len(actions)


def _remind_of_review(review: Review, now: datetime) -> None:
    owed = owed_of(review)
    step = next_step(owed, patience=hours(PATIENCE))
    if step is None or step.at > now:
        return keep(review)
    incident = incident_of(review.incident_id)
    people = [review.responsible] if step.does == REMIND else []
    if not any(people) or review.state == HANDED_IN:
        people = above(incident)
    remind(review, people, _cause(owed, step))
    _mark(review, taken(owed, step, now))
    return keep(review, "reminded_at", "told_above_at")


def _remind_of_action(action: Action, now: datetime) -> None:
    step = step_of(action)
    if step is not None and step.at <= now:
        owed = Owed(action.due_at, action.reminded_at, action.told_above_at)
        people = [action.owner]
        if step.does != REMIND:
            people += leads_over(action.owner, incident_of(action.review.incident_id))
        cause = f"action:{action.number}:{_cause(owed, step)}"
        remind_of_action(action, people, cause)
        _mark(action, taken(owed, step, now))
    schedule(action)
    action.save(update_fields=["reminded_at", "told_above_at", "next_at"])


def _mark(row: Review | Action, owed: Owed) -> None:
    row.reminded_at, row.told_above_at = owed.reminded_at, owed.told_above_at


def _cause(owed: Owed, step: Step) -> str:
    """Told once for each step of each date."""
    return f"{owed.due_at}:{step.does}:{step.at}"
