"""Tags on an incident, and one tag called otherwise everywhere."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q

from tocsin.foundation.accounts.refusals import NotAllowed
from tocsin.foundation.accounts.rules import ADMINISTRATOR, Actor
from tocsin.foundation.audit.actions import record_change
from tocsin.register.core.actions.writer import Draft, append
from tocsin.register.core.entries import Kind
from tocsin.register.core.models import Incident
from tocsin.register.work.actions.frame import begin, say
from tocsin.register.work.refusals import TooManyTags
from tocsin.register.work.tags import MOST, tag_of

# The feed waits for whoever writes, so a renaming goes on in steps of this many.
_STEP = 2000


@transaction.atomic
def tag(
    incident_id: int, *, by: Actor, add: Iterable[str] = (), remove: Iterable[str] = ()
) -> Incident:
    """The incident bears these tags and no longer those. What it bears already, or
    bears not, is no mistake; tags of two people at once never collide."""
    wanted, unwanted = {tag_of(t) for t in add}, {tag_of(t) for t in remove}
    incident = begin(incident_id, "tag", by, None)
    added = sorted(wanted - unwanted - {*incident.tags})
    removed = sorted(unwanted & {*incident.tags})
    if len(incident.tags) + len(added) - len(removed) > MOST:
        raise TooManyTags(ref=incident.ref, most=MOST)
    told = {"added": added, "removed": removed}
    body = {name: tags for name, tags in told.items() if tags}
    return say(incident, Kind.TAGGED, body, by) if body else incident


def rename_tag(old: str, new: str, *, by: Actor) -> int:
    """Whatever bore `old` bears `new` instead, and its timeline tells so; says how many
    incidents that were. Where both are borne, one is left.

    Restricted incidents are among them, seen by their renamer or not: else the old
    word would live on where nobody can find it. Broken off, it is done again.
    """
    if not by.has(ADMINISTRATOR):
        raise NotAllowed
    before, after, count = tag_of(old), tag_of(new), 0
    while before != after and (done := _rename_some(before, after, by)):
        count += done
    if count:
        record_change(
            "tags", "renamed", by=(by.kind, by.id), before=before, after=after
        )
    return count


@transaction.atomic
def _rename_some(before: str, after: str, by: Actor) -> int:
    bearing = Incident.objects.filter(~Q(tags=[]), tags__contains=[before])
    rows = bearing.order_by("id").select_for_update(no_key=True)[:_STEP]
    return append([_renamed(row, before, after) for row in rows], by=by)


def _renamed(incident: Incident, before: str, after: str) -> Draft:
    added = {} if after in incident.tags else {"added": [after]}
    body = {**added, "removed": [before]}
    return Draft(incident.id, Kind.TAGGED, body, happened_basis="clock")
