"""What is known says in its own timeline which reports follow it: in sets."""

from datetime import datetime

from django.db import transaction

from tocsin.kernel import clock
from tocsin.register.core.actions.writer import Draft, append
from tocsin.register.core.entries import Kind
from tocsin.register.links.rules import CHILD
from tocsin.register.work.actions.monitors import hold
from tocsin.response.reports.actions.following import bring_along
from tocsin.response.reports.actions.frame import RULE
from tocsin.response.reports.models import Follower
from tocsin.response.reports.queries import claim_unjoined

_BATCH = 500


@transaction.atomic
def join_followers() -> int:
    """Reports that came since the last time are told of in one entry for each known
    incident; says how many. Those that came while it ended follow it now."""
    ids = [row.incident_id for row in claim_unjoined(_BATCH)]
    if not ids:
        return 0
    rows = Follower.objects.filter(pk__in=ids).select_related("incident", "known")
    refs: dict[int, list[str]] = {}
    first: dict[int, datetime] = {}
    for row in rows.order_by("pk"):
        if row.known.ref in row.incident.links.get(CHILD, ()):
            refs.setdefault(row.known_id, []).append(row.incident.ref)
            at = row.incident.reported_at or row.since
            first[row.known_id] = min(at, first.get(row.known_id, at))
    Follower.objects.filter(pk__in=ids).update(joined_at=clock.now())
    hold({*ids, *refs})
    drafts = [
        Draft(
            known,
            Kind.REPORTS_JOINED,
            {
                "refs": told,
                "count": len(told),
                "first_at": first[known].isoformat(),
            },
            happened_basis="clock",
        )
        for known, told in sorted(refs.items())
    ]
    append(drafts, by=RULE)
    bring_along(refs, only=ids)
    return len(ids)
