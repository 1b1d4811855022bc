"""What people write into a review: its parts, in versions, and contributing factors."""

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from tocsin.foundation.accounts.reads import names_of
from tocsin.foundation.accounts.rules import Actor
from tocsin.improvement.reviews.actions.frame import (
    WRITABLE,
    behind,
    hold,
    known,
    words,
)
from tocsin.improvement.reviews.models import Factor, Review, Text
from tocsin.improvement.reviews.refusals import (
    NoSuchFactor,
    PartUnknown,
    WrittenMeanwhile,
)
from tocsin.improvement.reviews.rules.life import FACTOR_KINDS, LONGEST_TEXT, WRITTEN
from tocsin.kernel import clock
from tocsin.kernel.text import holdable


@transaction.atomic
def write_part(
    ref: str, *, part: str, text: str, by: Actor, seen: int | None = None
) -> Text:
    """The part says this from now on; what it said before stays as a version. `seen`
    is the version that its writer read: where there is a later one, nothing is lost
    and nothing is written."""
    held = hold(ref, by=by, states=WRITABLE)
    if part not in WRITTEN:
        shown = holdable(part)[:40]
        raise PartUnknown(part=shown, known=", ".join(WRITTEN))
    before = held.review.texts.filter(part=part).last()
    version = before.version if before else 0
    told = holdable(text).strip()[:LONGEST_TEXT]
    if before and before.text == told:
        return before
    if before and seen is not None and seen != version:
        name = names_of([before.by]).get(before.by, before.by)
        raise WrittenMeanwhile(name=name)
    return Text.objects.create(
        review=held.review,
        part=part,
        version=version + 1,
        text=told,
        by=behind(by),
        at=clock.now(),
    )


@transaction.atomic
def add_factor(ref: str, *, kind: str, text: str, by: Actor) -> Factor:
    """It contributed to the incident. Why it went wrong is rarely one thing."""
    held = hold(ref, by=by, states=WRITABLE)
    return Factor.objects.create(
        review=held.review,
        number=_next_number(held.review),
        kind=known(_("The kind"), kind, FACTOR_KINDS),
        text=words(_("What contributed"), text),
        by=behind(by),
        at=clock.now(),
    )


def _next_number(review: Review) -> int:
    last = review.factors.aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


@transaction.atomic
def drop_factor(ref: str, *, number: int, by: Actor) -> None:
    """It is taken back; its number is not given again."""
    held = hold(ref, by=by, states=WRITABLE)
    found = held.review.factors.filter(number=number)
    if not found.exists():
        raise NoSuchFactor(ref=held.review.ref, number=number)
    found.filter(gone_at=None).update(gone_at=clock.now())
