"""The log of pages is no older than it may be."""

from datetime import timedelta

from tocsin.foundation.config.reads import value
from tocsin.foundation.notify import queries
from tocsin.foundation.notify.models import Answer, Manner, Message, Method, Step
from tocsin.foundation.notify.options import KEPT_DAYS
from tocsin.kernel import clock


def forget_old_pages() -> int:
    """Pages whose story ended long ago are gone, as far as one batch reaches."""
    before = clock.now() - timedelta(days=value(KEPT_DAYS))
    return queries.forget(before=before, batch=500)


def forget_reach_of(person: str) -> int:
    """How this person was reached is kept no more; that they were is, by their key."""
    Step.objects.filter(person=person).delete()
    gone = Method.objects.filter(person=person).delete()[0]
    Manner.objects.filter(person=person).delete()
    Message.objects.filter(person=person).update(address="", data={}, said="")
    Answer.objects.filter(person=person).update(told="")
    return gone
