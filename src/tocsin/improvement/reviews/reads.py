"""What surfaces ask of reviews."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tocsin.foundation.accounts.reads import names_of
from tocsin.foundation.accounts.rules import Actor
from tocsin.foundation.config.reads import value
from tocsin.improvement.reviews import queries
from tocsin.improvement.reviews.links import is_public_token, public_path
from tocsin.improvement.reviews.models import (
    Action,
    Publication,
    Review,
    Suggestion,
    Text,
)
from tocsin.improvement.reviews.queries import ActionCounts
from tocsin.improvement.reviews.refusals import (
    LinkReadsNothing,
    NoSuchReview,
    NotPublished,
)
from tocsin.improvement.reviews.rights import (
    may_approve,
    may_review,
    reads_as_executive,
)
from tocsin.improvement.reviews.rules.life import (
    AUDIENCES,
    CUSTOMERS,
    EXECUTIVES,
    OPEN,
)
from tocsin.improvement.reviews.timeline import is_restricted
from tocsin.kernel import clock
from tocsin.kernel.text import holdable
from tocsin.register.core.reads.visible import visible_to
from tocsin.register.work.options import EXECUTIVES as CHOSEN

MOST = 200


@dataclass(frozen=True, slots=True)
class Listed:
    """A review in a list: its incident, who owes it, its actions in numbers."""

    review: Review
    incident: Any
    responsible: str
    counts: ActionCounts
    audiences: Sequence[str]

    @property
    def is_late(self) -> bool:
        due = self.review.due_at
        is_draft = self.review.state == Review.State.DRAFT
        return bool(is_draft and due and due < clock.now())


@dataclass(frozen=True, slots=True)
class ListedAction:
    """An action in the list of all that are open."""

    action: Action
    incident: Any
    owner: str
    is_mine: bool

    @property
    def is_late(self) -> bool:
        return bool(self.action.due_at < clock.now())


def review_for(actor: Actor, ref: str) -> Review:
    """The review, if the actor sees its incident and works here."""
    asked = holdable(ref).upper()
    found = None if actor.is_requester else Review.objects.filter(ref=asked).first()
    if found is None or not _seen(actor, [found.incident_id]):
        raise NoSuchReview(ref=holdable(ref))
    return found


def review_on(actor: Actor, incident_id: int) -> Review | None:
    """The review of an incident that the actor sees, if it has one."""
    if actor.is_requester:
        return None
    return Review.objects.filter(incident_id=incident_id).first()


def _seen(actor: Actor, ids: Collection[int]) -> dict[int, Any]:
    if actor.is_requester:
        return {}
    rows = visible_to(actor).filter(id__in=ids)
    return {row.id: row for row in rows.select_related("service", "team")}


def reviews(actor: Actor, *states: str, most: int = MOST) -> list[Listed]:
    """The latest that the actor sees; in these states, if any are told."""
    rows = Review.objects.filter(state__in=states) if states else Review.objects.all()
    found = list(rows[:most])
    seen = _seen(actor, [row.incident_id for row in found])
    found = [row for row in found if row.incident_id in seen]
    counts = queries.action_counts([row.id for row in found], clock.now())
    names = names_of(row.responsible for row in found)
    read = _audiences([row.id for row in found])
    return [
        Listed(
            review=row,
            incident=seen[row.incident_id],
            responsible=names.get(row.responsible, ""),
            counts=counts.get(row.id, ActionCounts(row.id)),
            audiences=read.get(row.id, ()),
        )
        for row in found
    ]


def _audiences(ids: Collection[int]) -> dict[int, list[str]]:
    """By review: who reads it."""
    rows = Publication.objects.filter(review_id__in=ids, withdrawn_at=None)
    found: dict[int, list[str]] = {}
    for review, audience in rows.values_list("review_id", "audience"):
        found.setdefault(review, []).append(audience)
    return {id: sorted(read, key=AUDIENCES.index) for id, read in found.items()}


def open_actions(
    actor: Actor, *, owner: str = "", most: int = MOST
) -> list[ListedAction]:
    """Actions that are not over, of reviews that the actor sees: what is due first."""
    rows = Action.objects.filter(state=OPEN).select_related("review")
    if owner:
        rows = rows.filter(owner=owner)
    found = list(rows.order_by("due_at", "id")[:most])
    seen = _seen(actor, [row.review.incident_id for row in found])
    names = names_of(row.owner for row in found)
    return [
        ListedAction(
            row,
            seen[row.review.incident_id],
            names.get(row.owner, row.owner),
            row.owner == (actor.on_behalf_of or actor.id),
        )
        for row in found
        if row.review.incident_id in seen
    ]


def suggestions(actor: Actor) -> list[tuple[Suggestion, Any]]:
    """Incidents that may be worth a review, the latest first."""
    rows = Suggestion.objects.filter(decided_at=None).order_by("-at")[:MOST]
    found = list(rows)
    seen = _seen(actor, [row.incident_id for row in found])
    return [(row, seen[row.incident_id]) for row in found if row.incident_id in seen]


def overdue(before: datetime) -> int:
    """Reminders that were due by then and were not told yet."""
    late = Review.objects.filter(next_at__lt=before).count()
    return late + Action.objects.filter(next_at__lt=before).count()


def may_write(actor: Actor, review: Review, incident: Any) -> bool:
    return may_review(actor, incident.team_id, review.responsible)


def may_open(actor: Actor, incident: Any) -> bool:
    return not actor.is_requester and may_review(actor, incident.team_id)


def may_decide(actor: Actor, incident: Any) -> bool:
    return may_approve(actor, incident.team_id)


def versions_of(review: Review, part: str) -> list[Text]:
    """What a part said, the latest first."""
    return list(review.texts.filter(part=part).order_by("-version"))


def publications_of(review: Review) -> dict[str, Publication]:
    """By audience: what it reads now."""
    rows = review.publications.filter(withdrawn_at=None)
    return {row.audience: row for row in rows}


def published_for(actor: Actor, ref: str, audience: str) -> Publication:
    """What was published for this audience, if the actor is of it: whoever sees the
    incident, executives, or whoever has signed in. A restricted incident stays with
    those who see it."""
    rows = Publication.objects.select_related("review")
    found = rows.filter(
        review__ref=holdable(ref).upper(), audience=audience, withdrawn_at=None
    ).first()
    if found is None or not _is_of(actor, found):
        raise NotPublished(ref=holdable(ref).upper(), audience=holdable(audience)[:20])
    return found


def published_by_link(ref: str, token: str) -> Publication:
    """What was published for customers, for whoever has its link. What was withdrawn,
    or is restricted now, is not there."""
    wanted = holdable(ref)[:20].upper()
    rows = Publication.objects.select_related("review")
    found = rows.filter(
        review__ref=wanted, audience=CUSTOMERS, withdrawn_at=None
    ).first()
    is_theirs = found is not None and is_public_token(token, wanted)
    if found is None or not is_theirs or is_restricted(found.review.incident_id):
        raise LinkReadsNothing
    return found


def public_reviews(incident_ids: Collection[int]) -> dict[int, str]:
    """By incident, where customers read what was learnt of it; never of drills."""
    rows = Publication.objects.filter(
        review__incident_id__in=incident_ids, audience=CUSTOMERS, withdrawn_at=None
    )
    found = rows.values_list("review__incident_id", "review__ref")
    return {
        number: public_path(ref) for number, ref in found if not is_restricted(number)
    }


def _is_of(actor: Actor, found: Publication) -> bool:
    number = found.review.incident_id
    if _seen(actor, [number]):
        return True
    if not actor.is_person or is_restricted(number):
        return False
    if found.audience == EXECUTIVES:
        return reads_as_executive(actor, value(CHOSEN))
    return found.audience == CUSTOMERS
