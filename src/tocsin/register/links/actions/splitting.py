"""One incident that is two: part of it goes on in a new one."""

from collections.abc import Sequence

from django.db import transaction

from tocsin.foundation.accounts.rules import Actor
from tocsin.register.core.actions.writer import append
from tocsin.register.core.entries import Kind
from tocsin.register.core.models import Entry, Incident
from tocsin.register.links.refusals import NothingChosen
from tocsin.register.links.rules import told_as
from tocsin.register.work.actions.access import restrict_alike
from tocsin.register.work.actions.frame import begin, draft, fresh
from tocsin.register.work.actions.opening import open_incident


@transaction.atomic
def split(
    incident_id: int,
    *,
    title: str,
    by: Actor,
    entries: Sequence[int] = (),
    description: str = "",
    service: str | None = None,
    category: str | None = None,
    seq: int | None = None,
) -> Incident:
    """A new incident goes on with part of this one, and names the entries that are
    about it; they stay where they were told. Returns the new one: as secret, as much
    a drill, for the same reporter, and rated alike until somebody looks at it.
    """
    incident = begin(incident_id, "split", by, seq)
    chosen = sorted(set(entries))
    known = Entry.objects.filter(incident=incident, seq__in=chosen)
    if unknown := {*chosen} - set(known.values_list("seq", flat=True)):
        seqs = ", ".join(str(each) for each in sorted(unknown))
        raise NothingChosen(ref=incident.ref, entries=seqs)
    facts = {
        "title": title,
        "description": description,
        "service": service or incident.service_id,
        "category": category or incident.category_id,
        "impact": incident.impact,
        "urgency": incident.urgency,
        "reporter": incident.reporter_id,
        "reporter_name": incident.reporter_name,
    }
    told = {name: value for name, value in facts.items() if value}
    part = open_incident(told, by=by, is_drill=incident.is_drill)
    if incident.restricted:
        part = restrict_alike(part, incident, by=by)
    ours = {"ref": part.ref, "entries": chosen}
    theirs = {"ref": incident.ref, "relation": "split_from", "entries": chosen}
    cause = told_as(incident.ref, incident.seq + 1)
    drafts = [
        draft(incident, Kind.SPLIT, ours),
        draft(part, Kind.LINKED, theirs, cause=cause),
    ]
    append(drafts, by=by)
    return fresh(part)
