"""Restricted incidents: seen by the people named on them, and by nobody else."""

from collections.abc import Iterable

from django.db import transaction

from tocsin.foundation.accounts.reads import names_of
from tocsin.foundation.accounts.rules import Actor
from tocsin.register.core.actions.writer import append
from tocsin.register.core.entries import Kind
from tocsin.register.core.models import Incident, Viewer
from tocsin.register.work.actions.frame import begin, fresh, naming, say
from tocsin.register.work.refusals import NobodyNamed, UnknownValue


@transaction.atomic
def restrict(
    incident_id: int, *, people: Iterable[str], by: Actor, seq: int | None = None
) -> Incident:
    """Only these people see it now; who restricts it and who owns it are among them.

    Doing it again names more people, which is told as such; nobody is unnamed but by
    lifting it.
    """
    incident = begin(incident_id, "restrict", by, seq)
    named = {*people, *filter(None, [incident.owner_id])}
    named |= {by.id} if by.is_person else set()
    if unknown := named - names_of(named).keys():
        raise UnknownValue(field="person", value=min(unknown), known="people's keys")
    if not named:
        raise NobodyNamed(ref=incident.ref)
    if not incident.restricted:
        return restrict_to(incident, named, by)
    append(naming(incident, named), by=by)
    return fresh(incident)


def restrict_alike(incident: Incident, other: Incident, *, by: Actor) -> Incident:
    """Whoever sees `other`, and nobody else, sees this one too; part of a verb of
    `by` whose right was checked."""
    viewers = Viewer.objects.filter(incident=other)
    return restrict_to(incident, {viewer.person_id for viewer in viewers}, by)


def restrict_to(incident: Incident, people: set[str], by: Actor) -> Incident:
    """Only these see it; part of a verb of `by` whose right was checked."""
    Viewer.objects.bulk_create(
        [Viewer(incident=incident, person_id=key) for key in sorted(people)],
        ignore_conflicts=True,
    )
    return say(incident, Kind.RESTRICTED, {"people": sorted(people)}, by)


@transaction.atomic
def lift_restriction(
    incident_id: int, *, by: Actor, reason: str = "", seq: int | None = None
) -> Incident:
    """Everybody who may see incidents sees this one again."""
    incident = begin(incident_id, "lift_restriction", by, seq)
    if not incident.restricted:
        return incident
    Viewer.objects.filter(incident=incident).delete()
    return say(incident, Kind.RESTRICTION_LIFTED, {"reason": reason}, by)
