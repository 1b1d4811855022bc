"""People are told what happened: one notification per person and entry."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from django.db import transaction

from tocsin.foundation.accounts.reads import leads_by_team
from tocsin.foundation.config.reads import value
from tocsin.kernel import clock
from tocsin.kernel.markdown import mentioned_in
from tocsin.kernel.wake import NOTIFIED, wake
from tocsin.register.core.entries import Kind
from tocsin.register.core.models import Incident
from tocsin.register.core.reads.entries import Told, entries_at
from tocsin.register.watching.actions.events import once_an_event
from tocsin.register.watching.models import Notification
from tocsin.register.watching.options import MAIL_MINUTES
from tocsin.register.watching.reads import (
    keys_of,
    sight_of_people,
    watchers_of,
    wishes_of,
)
from tocsin.register.watching.rules import AT_ONCE, About, reasons, written_in
from tocsin.register.work.timeline import Place, is_for_requesters

# A notification to be: the entry, the person, and why.
_Wanted = tuple[Told, str, str]
# What a NOTIFY can carry is bounded; who is left out sees it at the next page.
_PAYLOAD = 7000


@transaction.atomic
def tell_of(places: Collection[Place]) -> int:
    """Whoever has to do with these entries (incident, seq) is told of each once, as
    they wish; who may not see the incident or the entry, and who said it themselves,
    is not. Says how many are new. Repeating it changes nothing."""
    told = list(entries_at(places))
    rows = Incident.objects.only("owner_id", "reporter_id", "team_id", "restricted")
    incidents = rows.in_bulk({entry.incident_id for entry in told})
    wanted = _wanted(incidents, told)
    if not wanted:
        return 0
    sight = sight_of_people(incidents.values(), {key for _, key, _ in wanted})
    seen = [
        (entry, key, reason)
        for entry, key, reason in wanted
        if sight.sees(key, incidents[entry.incident_id])
        and (key in sight.staff or is_for_requesters(entry))
    ]
    seen = once_an_event(seen)
    wishes = wishes_of({key for _, key, _ in seen})
    made = [(each[0], _row(*each, *wishes[each[1], each[2]])) for each in seen]
    told_now = [row for entry, row in made if _hurries(entry)]
    return _keep([r for _entry, r in made if r.in_page or r.mail_due_at], told_now)


def _hurries(entry: Told) -> bool:
    return entry.actor_kind == "rule" and entry.actor_id in AT_ONCE


def _wanted(incidents: dict[int, Incident], told: Collection[Told]) -> list[_Wanted]:
    """Who would be told of which entry, and why."""
    watching, leading = watchers_of(incidents), _leading(incidents, told)
    names = {entry.hash: mentioned_in(written_in(entry.body)) for entry in told}
    called = keys_of({name for found in names.values() for name in found})
    wanted = []
    for entry in told:
        row = incidents[entry.incident_id]
        owner, reporter = row.owner_id or "", row.reporter_id or ""
        leads = leading.get(row.team_id or "", ())
        about = About(owner, reporter, watching.get(row.id, ()), leads)
        mentioned = [called[name] for name in names[entry.hash] if name in called]
        found = reasons(entry.kind, entry.body, about, mentioned)
        said_by = _said_by(entry)
        wanted += [(entry, k, why) for k, why in found.items() if k not in said_by]
    return wanted


def _leading(
    incidents: dict[int, Incident], told: Collection[Told]
) -> dict[str, list[str]]:
    """The leads of the teams whose clocks are told of, by team."""
    ids = {entry.incident_id for entry in told if entry.kind == Kind.CLOCK_REACHED}
    return leads_by_team(incidents[id].team_id for id in ids)


def _said_by(entry: Told) -> set[str]:
    actor = {entry.actor_id} if entry.actor_kind == "person" else set()
    return {entry.on_behalf_of} | actor


def _row(
    entry: Told, person: str, reason: str, in_page: bool, by_mail: bool
) -> Notification:
    return Notification(
        person=person,
        incident_id=entry.incident_id,
        seq=entry.seq,
        reason=reason,
        made_at=entry.recorded_at,
        in_page=in_page,
        mail_due_at=clock.now() if by_mail else None,
    )


def _keep(rows: Collection[Notification], at_once: Collection[Notification]) -> int:
    before = Notification.objects.filter(
        incident__in={row.incident_id for row in rows},
        seq__in={row.seq for row in rows},
    )
    there = set(before.values_list("person", "incident_id", "seq"))
    fresh = [r for r in rows if (r.person, r.incident_id, r.seq) not in there]
    if not fresh:
        return 0
    _time_mails([r for r in fresh if r.mail_due_at and r not in at_once])
    Notification.objects.bulk_create(fresh, ignore_conflicts=True)
    wake(NOTIFIED, " ".join(sorted({row.person for row in fresh}))[:_PAYLOAD])
    return len(fresh)


def _time_mails(rows: Iterable[Notification]) -> None:
    """Each is mailed with what waits for its person about its incident already, or
    some minutes from now."""
    later = clock.now() + timedelta(minutes=value(MAIL_MINUTES))
    due: dict[tuple[str, int], datetime] = {}
    rows = list(rows)
    for row in Notification.objects.filter(
        incident__in={row.incident_id for row in rows},
        person__in={row.person for row in rows},
        mail_due_at__isnull=False,
    ):
        due[row.person, row.incident_id] = row.mail_due_at or later
    for row in rows:
        row.mail_due_at = due.get((row.person, row.incident_id), later)
