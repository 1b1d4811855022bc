"""Two incidents, or an incident and a change, are tied, or no longer."""

from django.db import transaction
from django.utils.translation import gettext as _

from tocsin.foundation.accounts.rules import Actor
from tocsin.foundation.changes.reads import change_named
from tocsin.register.core.actions.writer import append
from tocsin.register.core.entries import Kind
from tocsin.register.core.models import Incident
from tocsin.register.core.reads.visible import incident_for
from tocsin.register.core.rules import MIRRORED
from tocsin.register.links.queries import leads_to, lock_links
from tocsin.register.links.refusals import (
    DrillApart,
    LinkBinds,
    LinkCircle,
    NotLinked,
    ParentTaken,
)
from tocsin.register.links.rules import (
    CHILD,
    PARENT,
    RELATIONS,
    TO_CHANGES,
    joins,
    upward,
)
from tocsin.register.work.actions.frame import (
    begin,
    fresh,
    refuse_unless_known,
    say,
)
from tocsin.register.work.actions.linking import both_linked, both_unlinked, lock_all
from tocsin.register.work.refusals import UnknownValue


@transaction.atomic
def link(
    incident_id: int, *, ref: str, relation: str, by: Actor, seq: int | None = None
) -> Incident:
    """Both incidents say so in their timelines; a link that is there changes nothing.

    `ref` names another incident, or with `caused_by_change` or `mended_by_change` a
    change.
    """
    refuse_unless_known("relation", relation, RELATIONS)
    if relation in TO_CHANGES:
        return _to_change(incident_id, ref, relation, by, seq)
    other = incident_for(by, ref)
    if upward(relation, "", ""):
        lock_links()
    lock_all({incident_id, other.id})
    incident, other = begin(incident_id, "link", by, seq), fresh(other)
    if incident.id == other.id:
        raise UnknownValue(field="ref", value=ref, known=_("other incidents"))
    if other.ref in incident.links.get(relation, ()):
        return incident
    _need_fitting(incident, other, relation)
    append(both_linked(incident, other, relation), by=by)
    return fresh(incident)


def _to_change(
    incident_id: int, key: str, relation: str, by: Actor, seq: int | None
) -> Incident:
    """A change caused it, or is to mend it. A change has no timeline: only the
    incident says so."""
    change = change_named(key)
    incident = begin(incident_id, "link", by, seq)
    if change.key in incident.links.get(relation, ()):
        return incident
    return say(incident, Kind.LINKED, {"ref": change.key, "relation": relation}, by)


def _need_fitting(incident: Incident, other: Incident, relation: str) -> None:
    if joins(relation) and incident.is_drill != other.is_drill:
        raise DrillApart(ref=incident.ref, other=other.ref)
    if relation in (CHILD, PARENT):
        _need_orphan(incident if relation == CHILD else other)
    if way := upward(relation, incident.ref, other.ref):
        name, start, goal = way
        if leads_to(goal, start, name):
            raise LinkCircle(ref=start, other=goal)


def _need_orphan(child: Incident) -> None:
    if parents := child.links.get(CHILD):
        raise ParentTaken(ref=child.ref, parent=parents[0])


@transaction.atomic
def unlink(
    incident_id: int,
    *,
    ref: str,
    relation: str,
    by: Actor,
    reason: str = "",
    seq: int | None = None,
) -> Incident:
    """The link is no more, on both sides; that it was there stays told."""
    refuse_unless_known("relation", relation, tuple(MIRRORED))
    other = None if relation in TO_CHANGES else incident_for(by, ref)
    lock_all({incident_id} | ({other.id} if other else set()))
    incident = begin(incident_id, "unlink", by, seq)
    told = other.ref if other else ref.strip()
    if told not in incident.links.get(relation, ()):
        raise NotLinked(ref=incident.ref, other=told)
    if other is None:
        body = {"ref": told, "relation": relation, "reason": reason}
        return say(incident, Kind.UNLINKED, body, by)
    _need_free(incident, other, relation)
    append(both_unlinked(incident, other, relation, reason=reason), by=by)
    return fresh(incident)


def _need_free(incident: Incident, other: Incident, relation: str) -> None:
    """A link that a cancellation stands on goes with the cancellation."""
    pair = {"duplicate": (incident, other), "has_duplicate": (other, incident)}
    copy, original = pair.get(relation, (None, None))
    if copy and original and copy.duplicate_of == original.ref:
        raise LinkBinds(ref=copy.ref, other=original.ref)
