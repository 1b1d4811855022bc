"""Whoever owes something on a review is told by mail; nobody is, of a drill."""

from collections.abc import Collection, Iterable
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from tocsin.foundation.accounts.models import Person
from tocsin.foundation.accounts.reads import leads_by_team, recipients
from tocsin.foundation.config.reads import value
from tocsin.foundation.mail.actions import queue_mails
from tocsin.foundation.mail.letter import Letter, Recipient
from tocsin.improvement.reviews.actions.frame import Held
from tocsin.improvement.reviews.models import Action, Review
from tocsin.improvement.reviews.timeline import incident_of
from tocsin.register.watching.reads import seers
from tocsin.register.work.options import EXECUTIVES

_KIND = "review"


def above(incident: Any) -> list[str]:
    """Who manages major incidents and who leads its team, of those who see it."""
    leads = leads_by_team([incident.team_id]).get(incident.team_id or "", [])
    seeing = seers(incident)
    managers = seeing.filter(is_major_incident_manager=True)
    found = {*managers.values_list("key", flat=True)}
    found |= {*seeing.filter(key__in=leads).values_list("key", flat=True)}
    return sorted(found)


def leads_over(person: str, incident: Any) -> list[str]:
    """The leads of somebody's teams who see the incident; where there are none,
    whoever is above the incident."""
    member = Person.objects.filter(key=person).first()
    teams: Iterable[str] = []
    if member:
        teams = member.memberships.values_list("team__key", flat=True)
    found = {lead for held in leads_by_team(teams).values() for lead in held}
    seeing = seers(incident).filter(key__in=found - {person})
    return sorted(seeing.values_list("key", flat=True)) or above(incident)


def tell_responsible(held: Held) -> None:
    """They owe the review."""
    review = held.review
    _tell(
        review,
        [review.responsible],
        f"owed:{review.responsible}:{review.due_at}:{review.sent_back_why[:40]}",
        lambda _to: _owed(review),
    )


def _owed(review: Review) -> tuple[str, list[str]]:
    told = [_("You are to write the review {ref}.").format(ref=review.ref)]
    if review.due_at:
        told.append(_("It is due {at}.").format(at=_local(review.due_at)))
    return _("Review {ref} is yours").format(ref=review.ref), told


def tell_approvers(held: Held) -> None:
    """It waits for somebody who may approve it."""
    review = held.review
    people = above(incident_of(review.incident_id))
    _tell(review, people, f"handed_in:{review.handed_in_at}", lambda _to: _in(review))


def _in(review: Review) -> tuple[str, list[str]]:
    subject = _("Review {ref} waits for approval").format(ref=review.ref)
    told = _("It was handed in and can be approved, or sent back with a reason.")
    return subject, [told]


def remind(review: Review, people: Collection[str], cause: str) -> None:
    """The review is overdue."""
    _tell(review, people, cause, lambda _to: _late(review))


def _late(review: Review) -> tuple[str, list[str]]:
    subject = _("Review {ref} is overdue").format(ref=review.ref)
    if review.state == Review.State.HANDED_IN:
        return subject, [_("It was handed in and nobody has approved it.")]
    told = [_("Its draft stands; what people know is missing.")]
    if review.due_at:
        told.append(_("It was due {at}.").format(at=_local(review.due_at)))
    return subject, told


def remind_of_action(action: Action, people: Collection[str], cause: str) -> None:
    """An action of a review is overdue. What is to be done stands in the review, not
    in the mail: mails outlive the erasing of whoever wrote it."""
    _tell(action.review, people, cause, lambda _to: _undone(action))


def _undone(action: Action) -> tuple[str, list[str]]:
    subject = _("Action {number} of review {ref} is overdue")
    subject = subject.format(number=action.number, ref=action.review.ref)
    return subject, [_("It was due {at}.").format(at=_local(action.due_at))]


def tell_executives(held: Held, number: int) -> None:
    """A review is there for them to read."""
    incident = incident_of(held.incident.id)
    if incident.is_drill:
        return
    ref = held.review.ref

    def letter(_to: Recipient) -> Letter:
        subject = _("Review {ref} can be read").format(ref=ref)
        said = _("What happened, why it took so long, and what is done about it.")
        why = _("You get this because you are told of major incidents.")
        path = f"/reviews/{ref}/read/executives"
        return Letter(subject, [said], path=path, label=_("Read it"), why=why)

    to = recipients(value(EXECUTIVES))
    queue_mails(_KIND, letter, to=to, cause=f"review:{ref}:executives:{number}")


def _local(at: Any) -> str:
    return date_format(localtime(at), "DATETIME_FORMAT")


def _tell(review: Review, people: Collection[str], cause: str, write: Any) -> None:
    """Of those named, who sees the incident gets a mail that leads to the review."""
    incident = incident_of(review.incident_id)
    if incident.is_drill:
        return
    seeing = seers(incident).filter(key__in=[key for key in people if key])
    keys = list(seeing.values_list("key", flat=True))

    def letter(to: Recipient) -> Letter:
        subject, told = write(to)
        why = _(
            "You get this because a review, or a part of it, is yours or below you."
        )
        path, label = f"/reviews/{review.ref}", _("Open it")
        return Letter(subject, told, path=path, label=label, why=why)

    queue_mails(
        _KIND,
        letter,
        to=recipients(keys),
        cause=f"review:{review.ref}:{cause}"[:200],
        thread=review.ref,
    )
