"""Erasing a person: their words and data go, the chain stays provable."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q

from tocsin.foundation.accounts.actions import erase_person
from tocsin.foundation.accounts.reads import person_named
from tocsin.foundation.accounts.rules import ADMINISTRATOR, Actor
from tocsin.foundation.changes.actions import forget_approvals_of
from tocsin.foundation.directory.actions import forget_ties
from tocsin.foundation.files.actions import drop_files_of
from tocsin.foundation.idempotency.actions import empty_answers
from tocsin.foundation.mail.incoming import writer_key
from tocsin.foundation.notify.actions.tidying import forget_reach_of
from tocsin.register.core.actions.writer import Draft, append, lock
from tocsin.register.core.entries import PRIVATE_FIELDS, Kind
from tocsin.register.core.models import Entry, Incident, Private
from tocsin.register.core.projection import State, fold
from tocsin.register.core.reads.entries import entries_of
from tocsin.register.core.rows import state_of
from tocsin.register.work.actions.leaving import hand_over_incidents
from tocsin.register.work.refusals import NotYours

_FACTS = PRIVATE_FIELDS - {"fields"} | {"resolution_text", "priority_reason"}


@transaction.atomic
def erase_person_everywhere(person: str, *, by: Actor) -> int:
    """Nothing that `person` (a key) told, and nothing told of them as reporter, can
    be read any more; says how many incidents were touched. Files they attached are
    gone but where somebody else brought the same.

    The entries stand, with their commitments; each incident tells what was erased.
    """
    if not by.has(ADMINISTRATOR):
        raise NotYours(ref=person, team="administrators")
    hand_over_incidents(person, by=by)
    writer = _mails_as(person)
    erase_person(person, by=by)
    forget_ties(person)
    drop_files_of(person)
    if writer:
        drop_files_of(writer)
    forget_reach_of(person)
    forget_approvals_of(person)
    touched = _incidents_of(person, writer)
    rows = Incident.objects.filter(id__in=touched).order_by("id")
    locked = list(rows.select_for_update(no_key=True))
    empty_answers({person, *(row.ref for row in locked)})
    drafts = [_erase(row, person, writer) for row in locked]
    return append([draft for draft in drafts if draft], by=by)


@transaction.atomic
def erase_guest_words(incident_id: int, guest: str, name: str, *, by: Actor) -> int:
    """What a guest said on the incident can be read no more, and no entry names them;
    says in how many entries that was."""
    if not by.has(ADMINISTRATOR):
        raise NotYours(ref=name, team="administrators")
    lock(incident_id)
    entries = Entry.objects.filter(incident_id=incident_id)
    own = set(
        entries.filter(actor_kind="guest", actor_id=guest).values_list("seq", flat=True)
    )
    erased = []
    for beside in Private.objects.filter(incident_id=incident_id).order_by("seq"):
        named = beside.values.get("guest", [None, None])[1] == name
        if beside.seq in own or (named and len(beside.values) == 1):
            beside.delete()
        elif named:
            del beside.values["guest"]
            beside.save(update_fields=["values"])
        else:
            continue
        erased.append(beside.seq)
    if erased:
        body = {"entries": erased, "facts": [], "count": len(erased)}
        draft = Draft(incident_id, Kind.ERASED, body, happened_basis="clock")
        append([draft], by=by)
    return len(erased)


def _mails_as(person: str) -> str:
    """By what their mails went where it was not sure that they wrote them."""
    found = person_named(person)
    return writer_key(found.email) if found and found.email else ""


def _by(person: str, writer: str) -> Q:
    mailed = Q(actor_kind="system", actor_id=writer) if writer else Q(pk=None)
    return Q(actor_kind="person", actor_id=person) | Q(on_behalf_of=person) | mailed


def _incidents_of(person: str, writer: str) -> set[int]:
    spoke = _by(person, writer)
    said = Entry.objects.filter(spoke).values_list("incident_id", flat=True)
    about = Incident.objects.filter(reporter__key=person).values_list("id", flat=True)
    return {*said, *about}


def _erase(incident: Incident, person: str, writer: str) -> Draft | None:
    about = _by(person, writer)
    first = Entry.objects.filter(incident=incident, seq=1, actor_id=writer)
    if incident.reporter_id == person or (writer and first.exists()):
        about |= Q(kind__in=[Kind.REGISTERED, Kind.AMENDED, Kind.ROUTED])
    entries = Entry.objects.filter(about, incident=incident)
    seqs = sorted(entries.values_list("seq", flat=True))
    beside = Private.objects.filter(incident=incident, seq__in=seqs)
    erased = sorted(beside.values_list("seq", flat=True))
    if not erased:
        return None
    beside.delete()
    left = fold(told.said for told in entries_of([incident.id]))
    before = state_of(incident)
    body = {"entries": erased, "facts": _gone(before, left), "count": len(erased)}
    if before.flags != left.flags:  # what was told since stays told
        body["flags"] = before.flags
    if gone := [n for n, v in before.fields.items() if left.fields.get(n) != v]:
        body["fields_gone"] = sorted(gone)
    return Draft(incident.id, Kind.ERASED, body, happened_basis="clock")


def _gone(before: State, left: State) -> Iterable[str]:
    names = sorted(_FACTS & set(State.__slots__))
    return [name for name in names if getattr(before, name) != getattr(left, name)]
