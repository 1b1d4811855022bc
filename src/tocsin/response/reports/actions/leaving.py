"""A report that is another matter after all stands on its own."""

from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.db.models import Q

from tocsin.foundation.accounts.rules import Actor
from tocsin.kernel import clock
from tocsin.register.core.actions.writer import Draft, append
from tocsin.register.core.entries import Kind
from tocsin.register.core.reads.entries import Told, entries_at
from tocsin.register.core.rules import CLOSED, RESOLVED, RESTORED
from tocsin.register.links.rules import CHILD, PARENT
from tocsin.register.work.actions import reopen
from tocsin.register.work.actions.frame import begin, fresh
from tocsin.register.work.actions.linking import lock_all
from tocsin.response.reports.actions.frame import RULE, parted, unquieted
from tocsin.response.reports.models import Follower
from tocsin.response.reports.refusals import FollowsNothing


@transaction.atomic
def not_for_me(incident_id: int, *, by: Actor, text: str = "") -> Any:
    """It follows what is known no more, and is open: if it ended with that, it is
    reopened. Said by its reporter or by whoever works on it; returns the incident that
    goes on."""
    rows = Follower.objects.select_for_update(of=("self",)).select_related("known")
    follower = rows.filter(pk=incident_id).first()
    locked = {incident_id} | ({follower.known_id} if follower else set())
    lock_all(locked)
    incident = begin(incident_id, "reply", by, None)
    if follower is None or follower.left_at is not None:
        raise FollowsNothing(ref=incident.ref)
    drafts = unquieted(incident.id, incident.tags, by)
    if follower.known.ref in incident.links.get(CHILD, ()):
        drafts.append(parted(incident.id, follower.known.ref, CHILD, by))
        if follower.joined_at is not None:
            drafts.append(parted(follower.known_id, incident.ref, PARENT, by))
    follower.left_at = clock.now()
    follower.save(update_fields=["left_at"])
    append([*drafts, *_said(incident, text, by)], by=by)
    if incident.state in (RESOLVED, CLOSED):
        return reopen(incident_id, by=by, reason=text)
    return fresh(incident)


def _said(incident: Any, text: str, by: Actor) -> list[Draft]:
    """What the reporter says of it; what was restored is not so for them."""
    told = {"text": text.strip()}
    drafts = []
    if incident.state == RESTORED:
        drafts = [Draft(incident.id, Kind.IMPACT_RETURNED, happened_basis="clock")]
    if told["text"] and incident.state not in (RESOLVED, CLOSED):
        said = Draft(incident.id, Kind.REPLIED, told, happened_basis="clock")
        said.audience, said.by = "reporter", by
        drafts.append(said)
    return drafts


# After these a report goes its own way, whoever says so.
LEAVES = frozenset({Kind.UNLINKED, Kind.REOPENED, Kind.IMPACT_RETURNED, Kind.CANCELLED})


@transaction.atomic
def let_go(places: Collection[tuple[int, int]]) -> int:
    """Reports that these entries (incident, `seq`) say are unlinked, reopened or broken
    again, and those of something that was cancelled, are handled by themselves from
    now on: somebody is called for those that are open. Says how many."""
    told = list(entries_at(places))
    over = {entry.incident_id for entry in told if entry.kind == Kind.CANCELLED}
    last = {
        entry.incident_id: entry.seq
        for entry in told
        if entry.kind != Kind.CANCELLED and _parts(entry)
    }
    rows = Follower.objects.select_for_update(of=("self",)).select_related("incident")
    wanted = rows.filter(Q(pk__in=last) | Q(known__in=over), left_at=None)
    held = [
        row
        for row in wanted.order_by("pk")
        if row.known_id in over or row.since_seq < last[row.pk]
    ]
    Follower.objects.filter(pk__in=[row.pk for row in held]).update(left_at=clock.now())
    drafts = [
        each
        for row in held
        for each in unquieted(row.incident.id, row.incident.tags, RULE)
    ]
    append(drafts, by=RULE)
    return len(held)


def _parts(entry: Told) -> bool:
    return entry.kind != Kind.UNLINKED or entry.body.get("relation") == CHILD
