"""Who watches an incident: oneself, or somebody who should hear of it."""

from collections.abc import Sequence

from django.db import transaction

from tocsin.foundation.accounts.models import Person
from tocsin.foundation.accounts.reads import person_named
from tocsin.foundation.accounts.rules import Actor
from tocsin.register.core.actions.writer import Draft, append
from tocsin.register.core.entries import Kind
from tocsin.register.core.models import Incident
from tocsin.register.watching.models import Watcher
from tocsin.register.watching.reads import folded, seers, staff
from tocsin.register.watching.refusals import (
    NotNamedOnIt,
    SeesOnlyReports,
    WatcherWanted,
)
from tocsin.register.work.actions.frame import begin, draft, fresh, naming
from tocsin.register.work.refusals import UnknownValue
from tocsin.register.work.rules import Standing, may


@transaction.atomic
def watch(incident_id: int, *, by: Actor, person: str | None = None) -> Incident:
    """The person, or whoever asks, is told what happens on it from now on.

    Only those who may see it watch it. On a restricted incident, whoever may name
    people names them in the same act; all others are refused. Watching already,
    nothing changes.
    """
    incident = begin(incident_id, "watch", by, None)
    watcher = _person(person or _self(by))
    if Watcher.objects.filter(incident=incident, person=watcher.key).exists():
        return incident
    named = _let_see(incident, watcher, by)
    append([*named, draft(incident, Kind.WATCHED, {"person": watcher.key})], by=by)
    keep_watchers([incident.id])
    return fresh(incident)


@transaction.atomic
def unwatch(incident_id: int, *, by: Actor, person: str | None = None) -> Incident:
    """They are told of it no more, but what they own, reported or are named in.
    Others are taken off by those who work on the incident."""
    who = person or _self(by)
    incident = begin(incident_id, "unwatch", by, None)
    if not (by.is_person and who == by.id):
        begin(incident_id, "assign", by, None)
    if not Watcher.objects.filter(incident=incident, person=who).exists():
        return incident
    append([draft(incident, Kind.UNWATCHED, {"person": who})], by=by)
    keep_watchers([incident.id])
    return fresh(incident)


def _self(by: Actor) -> str:
    who = by.id if by.is_person else by.on_behalf_of
    if not who:
        raise WatcherWanted
    return who


def _person(key: str) -> Person:
    person = person_named(key)
    if person is None or not person.is_active:
        raise UnknownValue(field="person", value=key, known="people's keys")
    return person


def _let_see(incident: Incident, watcher: Person, by: Actor) -> list[Draft]:
    """What is to be said so that the watcher sees the incident; refuses where they
    never may, or where `by` may not name them."""
    if seers(incident).filter(key=watcher.key).exists():
        return []
    if not Person.objects.filter(staff(), key=watcher.key).exists():
        raise SeesOnlyReports(person=str(watcher), ref=incident.ref)
    if not may(by, "restrict", Standing(incident.team_id, incident.reporter_id)):
        raise NotNamedOnIt(person=str(watcher), ref=incident.ref)
    return [*naming(incident, [watcher.key])]


@transaction.atomic
def keep_watchers(ids: Sequence[int]) -> int:
    """The rows of these incidents' watchers say what their timelines say; says how
    many that are. Also after a register came back."""
    said, count = folded(ids), 0
    for id in ids:
        watching = said.get(id, set())
        kept = Watcher.objects.filter(incident_id=id)
        kept.exclude(person__in=watching).delete()
        rows = [Watcher(incident_id=id, person=person) for person in sorted(watching)]
        Watcher.objects.bulk_create(rows, ignore_conflicts=True)
        count += len(rows)
    return count
