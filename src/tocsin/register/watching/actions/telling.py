"""People are told what happened: one notification per person and entry."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from tocsin.foundation.accounts.models import Person
from tocsin.foundation.accounts.reads import actor_of
from tocsin.foundation.accounts.rules import Actor
from tocsin.foundation.config.reads import value
from tocsin.kernel import clock
from tocsin.kernel.markdown import mentioned_in
from tocsin.kernel.wake import NOTIFIED, wake
from tocsin.register.core.models import Incident
from tocsin.register.core.reads.entries import Told, entries_at
from tocsin.register.watching.models import Notification
from tocsin.register.watching.options import MAIL_MINUTES
from tocsin.register.watching.reads import called, seers, watchers, wishes_of
from tocsin.register.watching.rules import About, reasons, written_in
from tocsin.register.work.timeline import may_read


@transaction.atomic
def tell_of(incident_id: int, seqs: Sequence[int]) -> int:
    """Whoever has to do with these entries is told of each once, as they wish; who
    may not see the incident or the entry, and who said it themselves, is not. Says how
    many were told for the first time. Repeating it changes nothing."""
    incident = Incident.objects.get(id=incident_id)
    told = list(entries_at([(incident_id, seq) for seq in seqs]))
    wanted = _wanted(incident, told)
    people = _seeing(incident, {key for _, key, _ in wanted})
    wishes = wishes_of(people)
    rows = [
        _row(entry, key, reason, *wishes[key, reason])
        for entry, key, reason in wanted
        if key in people and may_read(people[key], entry)
    ]
    return _keep(incident, [row for row in rows if row.in_page or row.mail_due_at])


def _wanted(incident: Incident, told: Iterable[Told]) -> list[tuple[Told, str, str]]:
    """Who would be told of which entry, and why."""
    about = About(
        owner=incident.owner_id or "",
        reporter=incident.reporter_id or "",
        watchers=watchers(incident),
    )
    found = []
    for entry in told:
        names = mentioned_in(written_in(entry.body))
        mentioned = called(seers(incident), names).values() if names else ()
        said_by = {entry.on_behalf_of}
        said_by |= {entry.actor_id} if entry.actor_kind == "person" else set()
        for key, reason in reasons(entry.kind, entry.body, about, mentioned).items():
            if key not in said_by:
                found.append((entry, key, reason))
    return found


def _seeing(incident: Incident, keys: Iterable[str]) -> dict[str, Actor]:
    """Of these people those who see the incident."""
    found: Iterable[Person] = seers(incident).filter(Q(key__in=list(keys)))
    return {person.key: actor_of(person) for person in found}


def _row(
    entry: Told, person: str, reason: str, in_page: bool, by_mail: bool
) -> Notification:
    return Notification(
        person=person,
        incident_id=entry.incident_id,
        seq=entry.seq,
        reason=reason,
        made_at=clock.now(),
        in_page=in_page,
        mail_due_at=clock.now() if by_mail else None,
    )


def _keep(incident: Incident, rows: list[Notification]) -> int:
    before = {(row.person, row.seq) for row in _there(incident, rows)}
    fresh = [row for row in rows if (row.person, row.seq) not in before]
    if not fresh:
        return 0
    due = _due(incident, [row.person for row in fresh if row.mail_due_at])
    for row in fresh:
        row.mail_due_at = due[row.person] if row.mail_due_at else None
    Notification.objects.bulk_create(fresh, ignore_conflicts=True)
    wake(NOTIFIED, " ".join(sorted({row.person for row in fresh}))[:7000])
    return len(fresh)


def _there(incident: Incident, rows: list[Notification]) -> Iterable[Notification]:
    return Notification.objects.filter(
        incident=incident, seq__in=[row.seq for row in rows]
    )


def _due(incident: Incident, people: Iterable[str]) -> dict[str, datetime]:
    """When each is mailed: with what waits for them about this incident already, or
    some minutes from now."""
    later = clock.now() + timedelta(minutes=value(MAIL_MINUTES))
    due = dict.fromkeys(people, later)
    waiting = Notification.objects.filter(
        incident=incident, person__in=due, mail_due_at__isnull=False
    )
    for row in waiting:
        due[row.person] = row.mail_due_at or later
    return due
