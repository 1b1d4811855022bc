from typing import BinaryIO

from django.db import transaction

from tocsin.foundation.accounts.rules import Actor
from tocsin.foundation.files.actions import keep, release, use
from tocsin.foundation.files.refusals import FileGone, FileUnknown
from tocsin.foundation.files.rules import safe_name
from tocsin.register.attachments.reads import attached_at
from tocsin.register.core.entries import Kind
from tocsin.register.core.models import Incident
from tocsin.register.work.actions.frame import begin, say

INTERNAL, REPORTER = "internal", "reporter"


@transaction.atomic
def attach(
    incident_id: int,
    *,
    source: BinaryIO,
    name: str,
    by: Actor,
    audience: str = INTERNAL,
    cause: str | None = None,
) -> Incident:
    """The file belongs to the incident, and its digest is in the chain.

    What a requester attaches is addressed to both sides; a file for colleagues is
    never seen by the reporter. Nothing is there until everything is.
    """
    called = safe_name(name)
    # Kept before the incident is locked: nobody waits for somebody's upload.
    kept = keep(source, called)
    incident = begin(incident_id, "attach", by, None)
    facts = {
        "file": kept.digest,
        "type": kept.type,
        "size": kept.size,
        "file_name": called,
    }
    told = REPORTER if by.is_requester else audience
    after = say(incident, Kind.ATTACHED, facts, by, audience=told, cause=cause)
    if after.seq > incident.seq:
        person = by.on_behalf_of or by.id
        use(kept.digest, after.ref, after.seq, person=person)
    return after


@transaction.atomic
def detach(incident_id: int, *, entry: int, by: Actor, reason: str = "") -> Incident:
    """The file of this entry is no longer shown; that it was there stays told.

    Whoever attached it may take it back, and whoever works on the incident.
    """
    incident = begin(incident_id, "attach", by, None)
    found = attached_at(incident, entry, by)
    if found is None:
        raise FileUnknown
    if found.by != by.id:
        begin(incident_id, "detach", by, None)
    if found.file is None:
        raise FileGone
    release(incident.ref, entry)
    facts = {"file": found.digest, "file_name": found.name, "reason": reason}
    return say(
        incident, Kind.DETACHED, facts, by, corrects=entry, audience=found.audience
    )
