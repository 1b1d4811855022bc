"""What a deed would do to an incident: it is done, read, and undone, all in one.

So what is foretold is what would happen, with every right and rule asked; nobody
hears of it, because nothing is committed.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from tocsin.foundation.accounts.rules import Actor
from tocsin.kernel.refusal import Refusal
from tocsin.register.core.models import Incident
from tocsin.register.work.reads import incident_for
from tocsin.register.work.timeline import Line, timeline

Deed = Callable[[Incident], Any]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became, or would become, of a deed on one incident."""

    ref: str
    title: str = ""
    seq: int = 0
    after: int = 0
    lines: Sequence[Line] = ()
    refusal: Refusal | None = None


def tried(actor: Actor, ref: str, deed: Deed) -> Outcome:
    """What the deed would say in the timeline, or why it would be refused."""
    with transaction.atomic():
        outcome = done(actor, ref, deed)
        transaction.set_rollback(True)
    return outcome


def done(actor: Actor, ref: str, deed: Deed) -> Outcome:
    """The deed is done, and this is what it said; refused, nothing of it is."""
    title, seq = "", 0
    try:
        with transaction.atomic():
            incident = incident_for(actor, ref)
            title, seq = incident.title, incident.seq
            after = deed(incident)
    except Refusal as refusal:
        return Outcome(ref, title, seq, refusal=refusal)
    said = [line for line in timeline(after, actor) if line.seq > seq]
    return Outcome(incident.ref, title, seq, after.seq, said)
