"""A review begins: by itself for a major incident, by a verb for any; or is
suggested."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from tocsin.foundation.accounts.rules import SYSTEM, Actor
from tocsin.foundation.config.reads import value
from tocsin.improvement.reviews.actions.frame import (
    DUE_FIELDS,
    Held,
    begin_anew,
    behind,
    hours,
    keep,
    words,
)
from tocsin.improvement.reviews.models import Review, Suggestion
from tocsin.improvement.reviews.options import DUE, SUGGESTED
from tocsin.improvement.reviews.refusals import (
    MayNotReview,
    NotSuggested,
    StillOpen,
)
from tocsin.improvement.reviews.rights import may_review
from tocsin.improvement.reviews.rules.findings import over_at
from tocsin.improvement.reviews.rules.life import ASKED, DRAFT, LATE, MAJOR, NEW_TYPE
from tocsin.improvement.reviews.rules.people import manager_of
from tocsin.improvement.reviews.rules.promised_clocks import was_late
from tocsin.improvement.reviews.timeline import story_of
from tocsin.kernel import clock
from tocsin.register.core.entries import Kind
from tocsin.register.core.reads.visible import visible_to
from tocsin.register.core.refusals import NoSuchIncident
from tocsin.register.work.answering import Answerable, answerable
from tocsin.register.work.reads import Filters, find
from tocsin.register.work.spoken import Spoken

_OVER = ("resolved", "closed")
_LOOKED_AT = 5


@transaction.atomic
def open_review(incident_id: int, *, by: Actor) -> Review:
    """The incident has a review, which is a draft already: what the timeline tells
    stands in it. Asked again, it is the same one."""
    incident = answerable([incident_id], lock=True)[incident_id]
    if not visible_to(by).filter(id=incident_id).exists():
        raise NoSuchIncident(ref=incident.ref)
    if by.is_requester or not may_review(by, incident.team_id):
        raise MayNotReview(ref=incident.ref)
    if incident.state not in _OVER:
        raise StillOpen(ref=incident.ref)
    story = story_of(incident_id)
    waiting = Suggestion.objects.filter(incident_id=incident_id, decided_at=None)
    suggested = waiting.values_list("because", flat=True).first()
    because = MAJOR if _was_major(story) else suggested or ASKED
    return _begin(incident, story, by, because, clock.now() + hours(DUE))


def _was_major(story: list[Spoken]) -> bool:
    return any(entry.kind == Kind.MAJOR_DECLARED for entry in story)


def _begin(
    incident: Answerable,
    story: list[Spoken],
    by: Actor,
    because: str,
    due_at: datetime,
) -> Review:
    """Whoever calls this holds the incident, so two at once make one review."""
    opener = "" if by.is_system else behind(by)
    told = {
        "ref": incident.ref.replace("INC-", "REV-", 1),
        "because": because,
        "opened_at": clock.now(),
        "opened_by": opener,
        "responsible": manager_of(story) or incident.owner_id or _person(by),
        "due_at": due_at,
    }
    made, is_new = Review.objects.get_or_create(incident_id=incident.id, defaults=told)
    if not is_new:
        return made
    keep(made)
    body = {
        "due_at": due_at.isoformat(),
        "because": because,
        "person": made.responsible,
    }
    Held(made, incident).say(Kind.REVIEW_OPENED, by, body, cause=f"review:{made.ref}")
    _decide(incident.id, opener)
    return made


def _person(by: Actor) -> str:
    return by.on_behalf_of or (by.id if by.is_person else "")


def _decide(incident_id: int, by: str, why: str = "") -> int:
    """What was suggested is decided."""
    waiting = Suggestion.objects.filter(incident_id=incident_id, decided_at=None)
    return waiting.update(decided_at=clock.now(), decided_by=by, why=why)


@transaction.atomic
def dismiss_suggestion(incident_id: int, *, why: str, by: Actor) -> None:
    """It is not reviewed, for this reason."""
    incident = answerable([incident_id])[incident_id]
    if not visible_to(by).filter(id=incident_id).exists():
        raise NoSuchIncident(ref=incident.ref)
    if by.is_requester or not may_review(by, incident.team_id):
        raise MayNotReview(ref=incident.ref)
    if not _decide(incident_id, behind(by), words("why", why)):
        raise NotSuggested(ref=incident.ref)


@transaction.atomic
def follow_reviewed(ids: Collection[int]) -> int:
    """Reviews follow their incidents: a major one that is over has one; what is open
    again owes none meanwhile; what is worth one is suggested. Says how many moved."""
    reviews = Review.objects.select_for_update(no_key=True)
    held = {row.incident_id: row for row in reviews.filter(incident_id__in=ids)}
    return sum(
        _follow(incident, held.get(number))
        for number, incident in sorted(answerable(ids, lock=True).items())
    )


def _follow(incident: Answerable, review: Review | None) -> bool:
    if incident.origin == "history" or incident.merged_into:
        return False
    if incident.state not in _OVER:
        return bool(review and review.due_at and _pause(review))
    story = story_of(incident.id)
    ended = over_at(story) or clock.now()
    if review is not None:
        owes_again = review.state == DRAFT and not review.due_at
        return owes_again and _resume(review, ended)
    if _was_major(story):
        _begin(incident, story, SYSTEM, MAJOR, ended + hours(DUE))
        return True
    return _suggest(incident, story)


def _pause(review: Review) -> bool:
    if review.state != DRAFT:
        return False
    begin_anew(review, None)
    keep(review, *DUE_FIELDS)
    return True


def _resume(review: Review, ended: datetime) -> bool:
    begin_anew(review, ended + hours(DUE))
    keep(review, *DUE_FIELDS)
    return True


def _suggest(incident: Answerable, story: list[Spoken]) -> bool:
    """Not resolved in time, or the first of its category (ITIL 4, IM 2.4.4)."""
    if incident.is_drill or incident.is_quiet or not incident.priority:
        return False
    if incident.priority > value(SUGGESTED):
        return False
    because = LATE if was_late(story) else NEW_TYPE if _is_new(incident) else ""
    if not because:
        return False
    told = {"because": because, "at": clock.now()}
    _row, is_new = Suggestion.objects.get_or_create(
        incident_id=incident.id, defaults=told
    )
    return is_new


def _is_new(incident: Answerable) -> bool:
    """Whether no other that everybody sees was ever resolved in its category."""
    if not incident.category_id:
        return False
    asked = Filters(category=incident.category_id, state=_OVER)
    rows = find(SYSTEM, asked, limit=_LOOKED_AT).rows
    others = [row for row in rows if row.id != incident.id]
    return all(row.restricted or row.is_drill for row in others)
