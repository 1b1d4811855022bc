"""What every verb begins and ends with."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from tocsin.foundation.accounts.rules import Actor
from tocsin.kernel import clock
from tocsin.register.core.actions.writer import Draft, append, lock
from tocsin.register.core.entries import BY_ITSELF, Kind
from tocsin.register.core.models import Entry, Incident, Viewer
from tocsin.register.core.reads.visible import visible_to
from tocsin.register.core.refusals import NoSuchIncident
from tocsin.register.core.rules import TRANSITIONS
from tocsin.register.work.refusals import (
    ChangedMeanwhile,
    NotPossibleNow,
    NotYet,
    NotYours,
    UnknownValue,
)
from tocsin.register.work.rules import Standing, may

# Clocks of people and machines differ by this much without anybody being wrong.
_SLACK = timedelta(minutes=2)


def begin(incident_id: int, verb: str, by: Actor, seq: int | None) -> Incident:
    """The incident, locked, if `by` may use the verb on it and saw its last entry; what
    clocks, the matrix and monitors told meanwhile refuses nobody."""
    incident = lock(incident_id)
    if not visible_to(by).filter(id=incident_id).exists():
        raise NoSuchIncident(ref=incident.ref)
    if not may(by, verb, Standing(incident.team_id, incident.reporter_id)):
        team = incident.team.name if incident.team else _("the duty manager")
        raise NotYours(ref=incident.ref, team=team)
    if seq is not None and (count := _unseen(incident, seq)):
        raise ChangedMeanwhile(
            ref=incident.ref, count=count, seq=incident.seq, seen=seq
        )
    return incident


def _unseen(incident: Incident, seq: int) -> int:
    """How many entries after `seq` tell of more than what Tocsin did by itself."""
    if seq >= incident.seq:
        return 0
    later = Entry.objects.filter(incident=incident, seq__gt=seq)
    return later.exclude(kind__in=BY_ITSELF).count()


def refuse_unless(incident: Incident, verb: str, *states: str) -> None:
    if incident.state not in states:
        possible = sorted(TRANSITIONS[incident.state])
        raise NotPossibleNow(
            ref=incident.ref,
            state=incident.state,
            verb=verb,
            possible=", ".join(possible) or "-",
        )


def refuse_unless_known(field: str, value: str, known: tuple[str, ...]) -> None:
    if value not in known:
        raise UnknownValue(field=field, value=value, known=", ".join(known))


def say(
    incident: Incident,
    kind: Kind,
    body: Mapping[str, Any],
    by: Actor,
    happened_at: datetime | None = None,
    **envelope: Any,
) -> Incident:
    """Append one entry to the locked incident; returns its row as it now is.

    Whoever becomes the owner of a restricted incident is named on it in the same act.
    """
    drafts = [draft(incident, kind, body, happened_at, **envelope)]
    append([*naming(incident, [body.get("owner")]), *drafts], by=by)
    return fresh(incident)


def naming(incident: Incident, people: Iterable[str | None]) -> list[Draft]:
    """These people see the restricted incident from now on; the entries to append
    that say so. None when everybody sees it, or when they saw it before.

    For every verb that gives somebody something to do on an incident.
    """
    if not incident.restricted:
        return []
    named = {key for key in people if key}
    named -= set(incident.viewers.values_list("person_id", flat=True))
    if not named:
        return []
    Viewer.objects.bulk_create(
        [Viewer(incident=incident, person_id=key) for key in sorted(named)]
    )
    return [draft(incident, Kind.NAMED, {"people": sorted(named)})]


def draft(
    incident: Incident,
    kind: Kind,
    body: Mapping[str, Any],
    happened_at: datetime | None = None,
    **envelope: Any,
) -> Draft:
    told = {name: value for name, value in body.items() if value not in (None, "")}
    basis = "stated" if happened_at else "clock"
    return Draft(
        incident.id, kind, told, past(happened_at), happened_basis=basis, **envelope
    )


def fresh(incident: Incident) -> Incident:
    return Incident.objects.get(id=incident.id)


def past(happened_at: datetime | None) -> datetime | None:
    """The instant, if it has come already."""
    if happened_at and happened_at > clock.now() + _SLACK:
        raise NotYet(field="happened_at", at=f"{happened_at:%Y-%m-%d %H:%M} UTC")
    return happened_at
