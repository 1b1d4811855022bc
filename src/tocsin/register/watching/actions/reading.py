"""What a person did with what they were told, and how they want to be told."""

from collections.abc import Mapping
from datetime import timedelta

from django.db import transaction

from tocsin.foundation.accounts.rules import Actor
from tocsin.foundation.config.reads import value
from tocsin.kernel import clock
from tocsin.register.core.models import Incident
from tocsin.register.watching.models import Notification, Wish
from tocsin.register.watching.options import KEPT_DAYS
from tocsin.register.watching.rules import REASONS, USUAL

_BATCH = 5000


def mark_read(id: int, *, by: Actor, read: bool = True) -> int:
    """One notification of one's own is read, or is new again."""
    mine = Notification.objects.filter(person=by.id, id=id)
    return mine.update(read_at=clock.now() if read else None)


def mark_all_read(*, by: Actor) -> int:
    mine = Notification.objects.filter(person=by.id, in_page=True, read_at=None)
    return mine.update(read_at=clock.now())


def mark_seen(incident: Incident, *, by: Actor) -> int:
    """Whoever opened the incident was told all of it; no mail repeats it."""
    if not by.is_person:
        return 0
    mine = Notification.objects.filter(
        person=by.id, incident=incident, in_page=True, read_at=None
    )
    return mine.update(read_at=clock.now())


@transaction.atomic
def wish(wishes: Mapping[str, tuple[bool, bool]], *, by: Actor) -> None:
    """From now on `by` is told so: reason → (in the page, by mail). What is as usual
    needs no row."""
    for reason in REASONS:
        told = wishes.get(reason, USUAL[reason])
        mine = Wish.objects.filter(person=by.id, reason=reason)
        if told == USUAL[reason]:
            mine.delete()
            continue
        in_page, by_mail = told
        Wish.objects.update_or_create(
            person=by.id,
            reason=reason,
            defaults={"in_page": in_page, "by_mail": by_mail},
        )


def forget_notifications() -> int:
    """Those that are older than they are kept are gone, some at a time."""
    oldest = clock.now() - timedelta(days=value(KEPT_DAYS))
    old = Notification.objects.filter(made_at__lt=oldest, mail_due_at=None)
    ids = list(old.order_by("made_at").values_list("id", flat=True)[:_BATCH])
    return Notification.objects.filter(id__in=ids).delete()[0] if ids else 0
