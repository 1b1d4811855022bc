"""What several verbs of reports share."""

from collections.abc import Collection

from tocsin.foundation.accounts.rules import Actor
from tocsin.register.core.actions.writer import Draft
from tocsin.register.core.entries import Kind
from tocsin.register.work.tags import QUIET

# Who says what is said to many reporters.
RULE = Actor(kind="rule", id="reports", via="engine")


def quieted(incident_id: int, tags: Collection[str], by: Actor) -> list[Draft]:
    """Nobody is called for a report whose fault is being worked on elsewhere."""
    if QUIET in tags:
        return []
    return [_tagged(incident_id, "added", by)]


def unquieted(incident_id: int, tags: Collection[str], by: Actor) -> list[Draft]:
    """It stands on its own, and whoever is to answer is called."""
    return [_tagged(incident_id, "removed", by)] if QUIET in tags else []


def _tagged(incident_id: int, done: str, by: Actor) -> Draft:
    return Draft(
        incident_id, Kind.TAGGED, {done: [QUIET]}, happened_basis="clock", by=by
    )


def parted(incident_id: int, ref: str, relation: str, by: Actor) -> Draft:
    """One side of a link that is no more."""
    body = {"ref": ref, "relation": relation}
    return Draft(incident_id, Kind.UNLINKED, body, happened_basis="clock", by=by)
