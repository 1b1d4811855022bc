"""What escalation says of incidents, many at once, each with its cause."""

from collections.abc import Sequence

from tocsin.foundation.accounts.rules import SYSTEM, Actor
from tocsin.register.core.actions.writer import Draft, append
from tocsin.register.core.entries import Kind
from tocsin.register.core.models import Incident
from tocsin.register.core.rules import OPEN
from tocsin.register.work.actions.frame import begin, refuse_unless
from tocsin.register.work.actions.monitors import Deed


def tell_levels(told: Sequence[tuple[Kind, Deed]]) -> int:
    """What began, which level told whom, whose acknowledgement lapsed, what failed,
    what ended: in this order, each once by its cause. Says how many entries are new."""
    return append([_draft(kind, deed) for kind, deed in told], by=SYSTEM)


def begin_escalating(incident_id: int, *, by: Actor) -> Incident:
    """The open incident, locked, if `by` may escalate it."""
    incident = begin(incident_id, "escalate", by, None)
    refuse_unless(incident, "escalate", *OPEN)
    return incident


def _draft(kind: Kind, deed: Deed) -> Draft:
    body = {name: value for name, value in deed.body.items() if value not in (None, "")}
    return Draft(
        deed.incident_id,
        kind,
        body,
        happened_basis="clock",
        cause=deed.cause,
        by=deed.by,
    )
