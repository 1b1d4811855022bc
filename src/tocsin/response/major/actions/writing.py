"""What people write into the record of a major incident."""

from django.db import transaction

from tocsin.foundation.accounts.rules import Actor
from tocsin.kernel import clock
from tocsin.kernel.text import holdable
from tocsin.register.core.entries import Kind
from tocsin.response.major.actions.holding import hold, need, need_reason
from tocsin.response.major.models import Major
from tocsin.response.major.refusals import BlockUnknown, NotInMajor
from tocsin.response.major.rights import may_work
from tocsin.response.major.rules import BLOCKS, DECLARED, ENDED


@transaction.atomic
def write_block(incident_id: int, *, block: str, text: str, by: Actor) -> Major:
    """A part of the record reads so from now on; what it said before stays in the
    timeline. Also after the end, for the review."""
    held = hold(incident_id, by=by)
    if not may_work(by, held.incident):
        raise NotInMajor(ref=held.incident.ref)
    need(held, DECLARED, ENDED)
    if block not in BLOCKS:
        raise BlockUnknown(block=holdable(block)[:40], known=", ".join(BLOCKS))
    body = {"block": block, "text": need_reason(text)}
    held.say(Kind.MAJOR_WRITTEN, by, body)
    return held.keep(by=by, now=clock.now())
