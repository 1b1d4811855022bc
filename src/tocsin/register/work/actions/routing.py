"""What routing rules did to incidents nobody had accepted, many at once."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tocsin.foundation.accounts.rules import Actor
from tocsin.register.core.actions.writer import Draft, append
from tocsin.register.core.entries import Kind
from tocsin.register.core.rules import OPEN
from tocsin.register.work.actions.linking import lock_all
from tocsin.register.work.priority import rated
from tocsin.register.work.routable import Routable, routables


@dataclass(frozen=True, slots=True)
class Routing:
    """What is to be said of one incident: `body` as `docs/timeline.md` has it, and by
    rule, which facts it looked at."""

    incident_id: int
    cause: str
    body: Mapping[str, Any]
    because: Mapping[str, Any] = field(default_factory=dict)


def hold_routables(
    ids: Collection[int], *, labels: bool = False
) -> dict[int, Routable]:
    """Those of these incidents that rules may still route, by id, locked until this
    transaction ends: they are open, and nobody has accepted them."""
    lock_all(ids)
    found = routables(ids, labels=labels)
    return {number: each for number, each in found.items() if may_be_routed(each)}


def may_be_routed(routable: Routable) -> bool:
    state = routable.state
    return state.state in OPEN and state.accepted_at is None


def rate(impact: int | None, urgency: int | None) -> tuple[int, str]:
    """The priority that the published matrix gives, and why."""
    return rated({"impact": impact, "urgency": urgency})


def route_many(routings: Sequence[Routing], *, version: int) -> int:
    """Each incident says which rules fitted and what they changed; says how many did.
    Told again for the same cause, nothing is."""
    by = Actor(kind="rule", id=f"routing/{version}", name="", via="engine")
    return append([_draft(each) for each in routings], by=by)


def _draft(routing: Routing) -> Draft:
    body = dict(routing.body)
    if routing.because:
        body["looked_at"] = routing.because
    return Draft(
        routing.incident_id,
        Kind.ROUTED,
        body,
        happened_basis="clock",
        cause=routing.cause,
    )
