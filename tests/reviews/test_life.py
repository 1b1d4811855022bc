"""A major incident is resolved: its review is a draft at once, and goes its way."""

from datetime import timedelta

import pytest

from tests.company import Company, kinds
from tocsin import wiring
from tocsin.engine.turn import turn
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.foundation.mail.models import Mail
from tocsin.improvement.reviews import actions
from tocsin.improvement.reviews.models import Review, Suggestion
from tocsin.improvement.reviews.refusals import (
    MayNotApprove,
    MayNotReview,
    NotInThatState,
    StillOpen,
    WrittenMeanwhile,
)
from tocsin.kernel.clock import Hands
from tocsin.register.core.models import Incident
from tocsin.register.work.actions import open_incident, reopen, resolve
from tocsin.response.major.actions import declare_major

pytestmark = pytest.mark.django_db(transaction=True)


def hear() -> None:
    """Turn this room's part of the engine until all is quiet."""
    observers = [each for each in wiring.OBSERVERS if each.name == "reviews"]
    due = [each for each in wiring.CLOCKWORK if each.name == "reviews due"]
    while turn(observers, due):
        pass


def majored(company: Company, hands: Hands) -> Incident:
    """A major incident that took half an hour."""
    incident = company.open()
    declare_major(incident.id, reason="No orders at all.", by=SYSTEM)
    hands.forward(minutes=30)
    resolve(incident.id, resolution="permanent", by=company.actor("grace"))
    hear()
    return incident


def reviewed(company: Company, hands: Hands) -> Review:
    incident = majored(company, hands)
    return Review.objects.get(incident_id=incident.id)


def told(person: str) -> list[str]:
    rows = Mail.objects.filter(kind="review", person=f"p-{person}")
    return [row.subject for row in rows.order_by("id")]


def test_a_major_incident_has_a_draft_when_it_is_resolved(
    company: Company, hands: Hands
) -> None:
    incident = majored(company, hands)
    review = Review.objects.get(incident_id=incident.id)
    assert review.ref == incident.ref.replace("INC", "REV")
    assert (review.state, review.because) == ("draft", "major")
    resolved_at = Incident.objects.get(id=incident.id).resolved_at
    assert resolved_at is not None
    assert review.due_at == resolved_at + timedelta(hours=48)
    assert kinds(incident).count("review_opened") == 1
    actions.follow_reviewed([incident.id])
    assert kinds(incident).count("review_opened") == 1, "heard twice, once"


def test_other_incidents_have_one_when_it_is_asked(
    company: Company, hands: Hands
) -> None:
    incident = company.open()
    with pytest.raises(StillOpen):
        actions.open_review(incident.id, by=company.actor("grace"))
    resolve(incident.id, resolution="permanent", by=company.actor("grace"))
    hear()
    assert not Review.objects.exists()
    with pytest.raises(MayNotReview):
        actions.open_review(incident.id, by=company.actor("eva"))
    review = actions.open_review(incident.id, by=company.actor("grace"))
    assert actions.open_review(incident.id, by=company.actor("ada")) == review
    assert review.because == "new_type", "as it was suggested"
    assert Suggestion.objects.get().decided_by == "p-grace"


def test_only_the_first_of_a_category_is_a_new_type(
    company: Company, hands: Hands
) -> None:
    for _time in range(2):
        one = company.open()
        resolve(one.id, resolution="permanent", by=SYSTEM)
        hear()
    assert Suggestion.objects.count() == 1
    by = company.actor("grace")
    incident = Suggestion.objects.get().incident_id
    actions.dismiss_suggestion(incident, why="It is well known.", by=by)
    assert not Suggestion.objects.filter(decided_at=None).exists()


def test_nothing_is_due_while_it_is_open_again(company: Company, hands: Hands) -> None:
    review = reviewed(company, hands)
    reopen(review.incident_id, reason="It is back.", by=SYSTEM)
    hear()
    review.refresh_from_db()
    assert (review.due_at, review.next_at) == (None, None)
    hands.forward(hours=10)
    resolve(review.incident_id, resolution="permanent", by=SYSTEM)
    hear()
    review.refresh_from_db()
    assert review.due_at == hands.moment + timedelta(hours=48)


def test_an_overdue_draft_is_nagged_for_and_goes_above(
    company: Company, hands: Hands
) -> None:
    review = reviewed(company, hands)
    actions.hand_review_to(review.ref, person="p-ben", by=company.actor("grace"))
    assert told("ben") == [f"Review {review.ref} is yours"]
    hands.forward(hours=47, minutes=59, seconds=59)
    hear()
    assert len(told("ben")) == 1
    hands.forward(minutes=1)
    hear()
    hear()
    assert told("ben")[1:] == [f"Review {review.ref} is overdue"]
    assert told("marc") == []
    hands.forward(hours=24)
    hear()
    assert told("marc") == [f"Review {review.ref} is overdue"]
    hands.forward(hours=240)
    hear()
    assert len(told("marc")) == 1, "once"


def test_versions_are_kept_and_nobody_overwrites_another(
    company: Company, hands: Hands
) -> None:
    ref = reviewed(company, hands).ref
    grace, ada = company.actor("grace"), company.actor("ada")
    actions.write_part(ref, part="summary", text="One", by=grace, seen=0)
    with pytest.raises(WrittenMeanwhile):
        actions.write_part(ref, part="summary", text="Two", by=ada, seen=0)
    actions.write_part(ref, part="summary", text="Two", by=ada, seen=1)
    review = Review.objects.get(ref=ref)
    assert [row.text for row in review.texts.all()] == ["One", "Two"]


def test_it_is_handed_in_approved_and_sent_back(company: Company, hands: Hands) -> None:
    ref = reviewed(company, hands).ref
    grace, marc = company.actor("grace"), company.actor("marc")
    with pytest.raises(NotInThatState):
        actions.approve_review(ref, by=marc)
    actions.hand_in_review(ref, by=grace)
    assert told("marc") == [f"Review {ref} waits for approval"]
    with pytest.raises(MayNotApprove):
        actions.approve_review(ref, by=grace)
    approved = actions.approve_review(ref, by=marc)
    assert (approved.state, approved.next_at) == ("approved", None)
    with pytest.raises(NotInThatState):
        actions.write_part(ref, part="summary", text="Late", by=grace)
    actions.send_review_back(ref, why="The cause is missing.", by=marc)
    actions.write_part(ref, part="summary", text="Late", by=grace)


def test_a_drill_sends_no_mail(company: Company, hands: Hands) -> None:
    report = {"title": "An exercise", "service": "checkout"}
    incident = open_incident(report, by=SYSTEM, is_drill=True)
    declare_major(incident.id, reason="For practice.", by=SYSTEM)
    resolve(incident.id, resolution="permanent", by=SYSTEM)
    hear()
    assert Review.objects.get().responsible == ""
    hands.forward(hours=100)
    hear()
    assert not Mail.objects.filter(kind="review").exists()
