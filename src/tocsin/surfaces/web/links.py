"""What an incident hangs together with, as its page shows it."""

from collections.abc import Sequence
from itertools import groupby
from operator import attrgetter
from typing import Any

from tocsin.foundation.accounts.rules import Actor
from tocsin.foundation.changes.reads import changes_before
from tocsin.register.links.reads import Tied, reach, ties_of, undone_until

# So many of one relation are shown; the rest is behind a word.
FEW = 8
# Hundreds of reports of the same are counted, and looked at in the register.
MOST = 50


def hanging(incident: Any, actor: Actor) -> dict[str, Any]:
    """Links by relation, what can be undone, and what was changed before it began."""
    if actor.is_requester:
        return {}
    ties = ties_of(incident, actor, most=MOST)
    counts = {name: len(told) for name, told in incident.links.items()}
    return {
        "ties": [
            _group(name, list(told), counts[name])
            for name, told in groupby(ties, _relation)
        ],
        "undone_until": undone_until(incident),
        "changes": _changes(incident, actor),
        "reply_reach": reach(incident, actor, "reply"),
    }


_relation = attrgetter("relation")


def _group(relation: str, told: Sequence[Tied], count: int) -> dict[str, Any]:
    return {
        "relation": relation,
        "count": count,
        "more": count - len(told),
        "first": told[:FEW],
        "rest": told[FEW:],
    }


def _changes(incident: Any, actor: Actor) -> list[dict[str, Any]]:
    """What was changed in its service, or in what that needs, in 72 hours before."""
    if not incident.service:
        return []
    began = incident.occurred_at or incident.detected_at or incident.registered_at
    if began is None:
        return []
    blamed = incident.links.get("caused_by_change", ())
    return [
        {"change": each, "blamed": each.key in blamed}
        for each in changes_before(actor, incident.service, began)
    ]
