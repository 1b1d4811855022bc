"""What each audience is given to read: chosen, published, withdrawn."""

from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _

from tocsin.foundation.accounts.rules import Actor
from tocsin.improvement.reviews.actions.frame import (
    behind,
    hold,
    hold_to_approve,
    known,
)
from tocsin.improvement.reviews.actions.telling import tell_executives
from tocsin.improvement.reviews.models import Choice, Publication, Review
from tocsin.improvement.reviews.paper import body_of, choices_of, latest_texts
from tocsin.improvement.reviews.refusals import (
    ChoiceUnknown,
    NotPublic,
    NotPublished,
    PassagesMoved,
)
from tocsin.improvement.reviews.rules.life import (
    APPROVED,
    AT_FIRST,
    AUDIENCES,
    EXECUTIVES,
    NEVER,
    PARTS,
    is_public,
)
from tocsin.improvement.reviews.rules.redaction import FIGURES, WHOLE, stale
from tocsin.improvement.reviews.timeline import story_of
from tocsin.kernel import clock
from tocsin.kernel.text import holdable
from tocsin.register.core.entries import Kind

Place = tuple[str, int]
_FIGURES = "figures"


@transaction.atomic
def choose_passages(
    ref: str, *, audience: str, hidden: Collection[str], by: Actor
) -> Review:
    """This audience is not shown these, and everything else: a part (`delays`), its
    figures (`delays:figures`), a passage or a row of it (`summary:2`). What an audience
    is never shown is not chosen."""
    held = hold(ref, by=by)
    known(_("The audience"), audience, AUDIENCES)
    texts = latest_texts(held.review)
    versions = {part: row.version for part, row in texts.items()}
    away = {_place(told) for told in hidden}
    Choice.objects.filter(review=held.review, audience=audience).delete()
    Choice.objects.bulk_create(
        Choice(
            review=held.review,
            audience=audience,
            part=part,
            place=place,
            version=versions.get(part, 0),
            hides=hides,
        )
        for part, place, hides in _against_what_is_usual(audience, away)
    )
    return held.review


def _place(told: str) -> Place:
    part, _colon, place = told.partition(":")
    if part not in PARTS or (place and place != _FIGURES and not _number(place)):
        shown = holdable(told)[:40]
        raise ChoiceUnknown(field=_("A part"), value=shown, known=", ".join(PARTS))
    if not place:
        return part, WHOLE
    return part, FIGURES if place == _FIGURES else int(place)


def _number(told: str) -> bool:
    return told.isascii() and told.isdecimal() and 0 < len(told) < 10


def _against_what_is_usual(
    audience: str, away: Collection[Place]
) -> list[tuple[str, int, bool]]:
    usual = AT_FIRST[audience]
    shown = [(p, WHOLE, False) for p in sorted(usual) if (p, WHOLE) not in away]
    told = [
        (part, place, True)
        for part, place in sorted(away)
        if part not in NEVER[audience] and not (place == WHOLE and part in usual)
    ]
    return shown + told


@transaction.atomic
def publish_review(ref: str, *, audience: str, by: Actor) -> Publication:
    """This audience reads it from now on, as it is now: what is changed later is read
    when it is published again."""
    known(_("The audience"), audience, AUDIENCES)
    held = hold_to_approve(ref, by=by, states=(APPROVED,))
    review = held.review
    if is_public(audience) and held.incident.restricted:
        raise NotPublic(ref=held.incident.ref)
    _refuse_stale(review, audience)
    before = Publication.objects.filter(review=review, audience=audience)
    number, now = before.count() + 1, clock.now()
    before.filter(withdrawn_at=None).update(withdrawn_at=now, withdrawn_by=behind(by))
    story = story_of(review.incident_id)
    made = Publication.objects.create(
        review=review,
        audience=audience,
        number=number,
        until=max(entry.seq for entry in story),
        body=body_of(review, audience),
        published_at=now,
        published_by=behind(by),
    )
    cause = f"review:{review.ref}:{audience}:{number}"
    told = {"audience": audience, "number": number}
    held.say(Kind.REVIEW_PUBLISHED, by, told, cause)
    if audience == EXECUTIVES:
        tell_executives(held, number)
    return made


def _refuse_stale(review: Review, audience: str) -> None:
    texts = latest_texts(review)
    versions = dict.fromkeys(PARTS, 0)
    versions |= {part: row.version for part, row in texts.items()}
    if moved := stale(choices_of(review, audience), versions):
        raise PassagesMoved(parts=", ".join(moved), audience=audience)


@transaction.atomic
def withdraw_review(ref: str, *, audience: str, by: Actor) -> None:
    """This audience reads it no more."""
    known(_("The audience"), audience, AUDIENCES)
    held = hold_to_approve(ref, by=by)
    rows = Publication.objects.filter(review=held.review, audience=audience)
    gone = rows.filter(withdrawn_at=None).update(
        withdrawn_at=clock.now(), withdrawn_by=behind(by)
    )
    if not gone:
        raise NotPublished(ref=held.review.ref, audience=audience)
