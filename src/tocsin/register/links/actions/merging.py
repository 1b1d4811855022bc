"""Two incidents that are one: the one goes on in the other, and can be parted again."""

from django.db import transaction
from django.utils.translation import gettext as _

from tocsin.foundation.accounts.rules import Actor
from tocsin.kernel import clock
from tocsin.register.core.actions.writer import append
from tocsin.register.core.entries import Kind
from tocsin.register.core.models import Entry, Incident
from tocsin.register.core.reads.visible import incident_for
from tocsin.register.core.rules import CANCELLED, OPEN
from tocsin.register.links.reads import seen_alike, survivors
from tocsin.register.links.refusals import (
    DrillApart,
    MergeTooOld,
    NotAlike,
    NotMerged,
    TargetGone,
)
from tocsin.register.links.rules import UNDO_MERGE_WINDOW, told_as
from tocsin.register.work.actions.frame import begin, draft, fresh, refuse_unless
from tocsin.register.work.actions.linking import lock_all
from tocsin.register.work.refusals import UnknownValue


@transaction.atomic
def merge(
    incident_id: int, *, into: str, by: Actor, note: str = "", seq: int | None = None
) -> Incident:
    """It is told in the other from now on: cancelled here as its duplicate, and what is
    said here later follows there. Undone within 30 days by `undo_merge`.

    Both must be seen by the same people, because words go from one to the other.
    """
    other = incident_for(by, into)
    lock_all({incident_id, other.id})
    incident, other = begin(incident_id, "merge", by, seq), fresh(other)
    if incident.id == other.id:
        raise UnknownValue(field="into", value=into, known=_("other incidents"))
    refuse_unless(incident, "merge", *OPEN)
    _need_target(incident, other)
    merged = {"into": other.ref, "note": note}
    absorbed = {"ref": incident.ref}
    cause = told_as(incident.ref, incident.seq + 1)
    drafts = [
        draft(incident, Kind.MERGED, merged, audience="reporter"),
        draft(other, Kind.ABSORBED, absorbed, cause=cause),
    ]
    append(drafts, by=by)
    return fresh(incident)


def _need_target(incident: Incident, other: Incident) -> None:
    if other.state == CANCELLED:
        raise TargetGone(other=other.ref)
    if incident.is_drill != other.is_drill:
        raise DrillApart(ref=incident.ref, other=other.ref)
    if not seen_alike(incident, other):
        raise NotAlike(ref=incident.ref, other=other.ref)


@transaction.atomic
def undo_merge(
    incident_id: int, *, by: Actor, reason: str = "", seq: int | None = None
) -> Incident:
    """It stands on its own again, where it was. What followed since stays in the other,
    and both say how much that is."""
    before = Incident.objects.get(id=incident_id)
    others = survivors(before)
    lock_all({incident_id, *(other.id for other in others)})
    incident = begin(incident_id, "undo_merge", by, seq)
    if not incident.merged_into or incident.merged_into != before.merged_into:
        raise NotMerged(ref=incident.ref)
    since = incident.cancelled_at or incident.changed_at
    if clock.now() - since > UNDO_MERGE_WINDOW:
        raise MergeTooOld(ref=incident.ref, days=UNDO_MERGE_WINDOW.days)
    ids = [other.id for other in others]
    followed = Entry.objects.filter(
        incident_id__in=ids,
        kind=Kind.NOTED,
        cause__startswith=told_as(incident.ref, 0)[:-1],
        recorded_at__gte=since,
    )
    count = followed.count()
    undone = {"into": incident.merged_into, "reason": reason, "count": count}
    drafts = [draft(incident, Kind.MERGE_UNDONE, undone, audience="reporter")]
    cause = told_as(incident.ref, incident.seq + 1)
    parted = {"ref": incident.ref, "count": count}
    drafts += [draft(other, Kind.PARTED, parted, cause=cause) for other in others[:1]]
    append(drafts, by=by)
    return fresh(incident)
